import type { FoundRecords, Wrapper } from './found-records.ts';
import { codes, isLiteral, nameOf } from './json-parts.ts';
import { JsonScanner } from './json-scanner.ts';
import { Landmarks } from './landmarks.ts';
import { isLinePrefix, prefixBytesMax } from './line-prefix.ts';
import { RecordStarts } from './record-starts.ts';
import { cutOrBroken, cutShort, Rejections, whyInvalid, type Why } from './rejections.ts';
import { SoundRuns, type ListElements } from './sound-runs.ts';
import { unwrapRecords } from './unwrap-records.ts';

const { quote, comma, openList, closeList, openObject, closeObject, newline } = codes;

/**
 * Finds the records in an inflated object without making values of them: `{"Records": […]}` with
 * other keys around it, a bare list, a bare record, lines of records, pretty-printed or not, objects
 * one behind the other, and records inside the wrappers that `unwrapRecords` knows. In a truncated or invalid file it finds
 * every whole record; one bad record never affects the others. Never throws.
 *
 * @param takesSummaries - summaries of aggregated events count as records
 * @param listElements - finds many sound objects at once; what it leaves is found without it
 */
export function findRecords(
	bytes: Uint8Array,
	takesSummaries = false,
	listElements: ListElements = (_bytes, from) => from,
): FoundRecords {
	const finder = new Finder(bytes, listElements);
	finder.run();
	return unwrapRecords(finder.found(), takesSummaries);
}

const recordsKey = '"Records"';
/** A key that every record has. */
const versionKey = '"eventVersion"';
/** In bytes. A broken record that no record follows may end at most this far behind its start. */
const brokenBytesMax = 1 << 20;

class Finder {
	readonly #bytes: Buffer;
	readonly #scanner: JsonScanner;
	readonly #spans: number[] = [];
	readonly #rejections = new Rejections();
	#wrapper: Wrapper = 'none';
	#cut = false;
	#refused: string | undefined;
	readonly #starts: RecordStarts;
	readonly #landmarks: Landmarks;
	readonly #soundRuns: SoundRuns;
	/** Whether the last element of the list was accepted as a record. */
	#keptLast = false;

	constructor(bytes: Uint8Array, listElements: ListElements) {
		this.#soundRuns = new SoundRuns(listElements);
		this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		this.#scanner = new JsonScanner(bytes);
		this.#starts = new RecordStarts(this.#bytes, this.#scanner);
		this.#landmarks = new Landmarks(this.#bytes, this.#scanner);
	}

	found(): FoundRecords {
		return {
			bytes: this.#bytes,
			spans: Uint32Array.from(this.#spans),
			wrapper: this.#wrapper,
			rejected: this.#rejections.spans,
			rejectedCount: this.#rejections.count,
			kind: undefined,
			refused: this.#refused,
			cut: this.#cut,
		};
	}

	run(): void {
		const bytes = this.#bytes;
		const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
		let at = this.#scanner.afterSpace(hasMark ? 3 : 0);
		while (at < bytes.length) {
			if (bytes[at] === openObject) {
				at = this.#document(at);
			} else if (bytes[at] === openList) {
				this.#wrapper = 'list';
				at = this.#elements(at + 1);
			} else if (bytes[at] === comma && this.#spans.length > 0) {
				at++;
			} else {
				at = this.#noise(at);
			}

			at = this.#scanner.afterSpace(at);
		}
	}

	/** A top-level object: a wrapper around `Records`, or a record itself. */
	#document(start: number): number {
		const bytes = this.#bytes;
		const scanner = this.#scanner;
		const firstKey = scanner.afterSpace(start + 1);
		if (bytes.toString('latin1', firstKey, firstKey + recordsKey.length) === recordsKey) {
			return this.#wrapperEnd(start, firstKey);
		}

		const end = scanner.endOfContainer(start, bytes.length);
		if (end < 0) {
			return this.#brokenDocument(start);
		}

		const mayWrap = bytes.subarray(start, end).includes(recordsKey);
		const key = mayWrap ? this.#ownRecordsKey(start, end) : -1;
		return key < 0 ? this.#keepDocument(start, end) : this.#wrapperEnd(start, key);
	}

	/** Takes the records below the key at `key`, then moves to the end of the object around it. */
	#wrapperEnd(start: number, key: number): number {
		const bytes = this.#bytes;
		const scanner = this.#scanner;
		const valueAt = this.#valueAfter(key + recordsKey.length);
		if (valueAt < 0) {
			return this.#brokenDocument(start);
		}

		let at = scanner.afterSpace(this.#records(valueAt));
		while (bytes[at] === comma) {
			const next = scanner.afterSpace(at + 1);
			const keyEnd = bytes[next] === quote ? scanner.endOfString(next) : -1;
			const value = keyEnd < 0 ? -1 : this.#valueAfter(keyEnd);
			// Files that were merged by hand have the key twice.
			const isAgain = bytes.toString('latin1', next, keyEnd) === recordsKey;
			const end = value < 0 ? -1 : isAgain ? this.#records(value) : this.#endOfValue(value);
			if (end < 0) {
				break;
			}

			if (!isAgain) {
				this.#keepBeside(value, end);
			}

			at = scanner.afterSpace(end);
		}

		const closed = bytes[at] === closeObject;
		this.#cut ||= !closed;
		return closed ? at + 1 : bytes.length;
	}

	/**
	 * Offset of the object's own key `"Records"`, not one in a nested object; -1 when there is
	 * none.
	 */
	#ownRecordsKey(start: number, end: number): number {
		const bytes = this.#bytes;
		const scanner = this.#scanner;
		const before: (readonly [start: number, end: number])[] = [];
		let at = scanner.afterSpace(start + 1);
		while (at < end && bytes[at] === quote) {
			const keyEnd = scanner.endOfString(at);
			if (bytes.toString('latin1', at, keyEnd) === recordsKey) {
				before.forEach(([from, to]) => this.#keepBeside(from, to));
				return at;
			}

			const value = this.#valueAfter(keyEnd);
			const valueEnd = this.#endOfValue(value);
			before.push([value, valueEnd]);
			at = scanner.afterSpace(scanner.afterSpace(valueEnd) + 1);
		}

		return -1;
	}

	/** A list or an object beside `Records` may hold records too: `unwrapRecords` looks. */
	#keepBeside(start: number, end: number): void {
		const bytes = this.#bytes;
		const isContainer = bytes[start] === openObject || bytes[start] === openList;
		if (isContainer && bytes.subarray(start, end).includes(versionKey)) {
			this.#spans.push(start, end);
		}
	}

	#keepDocument(start: number, end: number): number {
		this.#wrapper = this.#wrapper === 'none' ? 'object' : 'ndjson';
		if (this.#spans.length === 0) {
			this.#starts.learn(start);
		}

		this.#spans.push(start, end);
		return end;
	}

	/**
	 * Documents are independent of each other: continues behind a bad one that has an end, or at the
	 * next document or line that opens an object.
	 */
	#brokenDocument(start: number): number {
		const bytes = this.#bytes;
		const scanner = this.#scanner;
		const lineEnd = this.#landmarks.lineEnds.next(start);
		const records = this.#landmarks.lists.next(start);
		if (records >= 0 && (lineEnd < 0 || records < lineEnd)) {
			this.#reject(start, records, { reason: 'is no JSON', cause: 'broken' });
			return this.#records(records);
		}

		const next = this.#starts.nextDocument(start + 1);
		const ends = [lineEnd, next].filter(end => end >= 0);
		const limit = Math.min(bytes.length, start + brokenBytesMax, ...ends);
		scanner.endOfContainer(start, limit);
		const { invalidAt } = scanner;
		const balanced = invalidAt < 0 ? -1 : scanner.endOfContainer(start, limit, true);
		const isSure = balanced >= 0 && this.#mayFollow(balanced);
		const end = isSure ? balanced : ends.length > 0 ? Math.min(...ends) : bytes.length;
		this.#cut ||= !isSure && end === bytes.length;
		this.#wrapper = end < bytes.length ? 'ndjson' : this.#wrapper;
		this.#reject(
			start,
			end,
			end < bytes.length || isSure ? whyInvalid(this.#scanner, invalidAt) : cutOrBroken,
		);
		return end;
	}

	/** Whether what stands at `at` can follow a document. */
	#mayFollow(at: number): boolean {
		const bytes = this.#bytes;
		const next = bytes[this.#scanner.afterSpace(at)];
		return next === undefined || next === openObject || next === openList || next === comma;
	}

	/** Text before, between or after documents. */
	#noise(start: number): number {
		const bytes = this.#bytes;
		if (bytes[start] === quote) {
			const end = this.#scanner.endOfString(start);
			if (end >= 0 && this.#holdsText(start)) {
				return this.#keepDocument(start, end);
			}
		}

		const line = bytes.indexOf(newline, start);
		const brace = bytes.subarray(start, start + prefixBytesMax).indexOf(openObject);
		const opens = brace < 0 || (line >= 0 && start + brace > line) ? -1 : start + brace;
		if (opens >= 0 && isLinePrefix(bytes.toString('latin1', start, opens))) {
			return opens;
		}

		const stops = [this.#landmarks.lists.next(start), this.#starts.nextDocument(start), opens];
		const end = Math.min(line < 0 ? bytes.length : line + 1, ...stops.filter(stop => stop > start));
		this.#reject(start, end, { reason: 'is no JSON object', cause: 'other' });
		return end === stops[0] ? this.#records(end) : end;
	}

	/** Whether the string that opens at `at` looks like JSON in a string. */
	#holdsText(at: number): boolean {
		const first = this.#bytes[at + 1];
		return first === openObject || first === openList;
	}

	#records(valueAt: number): number {
		const bytes = this.#bytes;
		if (bytes[valueAt] === openList) {
			this.#wrapper = 'Records';
			return this.#elements(valueAt + 1);
		}

		if (bytes.toString('latin1', valueAt, valueAt + 4) === 'null') {
			this.#wrapper = 'Records';
			return valueAt + 4;
		}

		if (bytes[valueAt] === openObject) {
			this.#wrapper = 'Records';
			return this.#element(valueAt);
		}

		this.#refused ??= 'holds `Records` that is no list of records';
		return this.#endOfValue(valueAt);
	}

	/** The records of a list, up to and including its `]`. */
	#elements(from: number): number {
		const bytes = this.#bytes;
		let at = this.#scanner.afterSpace(this.#sound(from));
		while (at < bytes.length) {
			const byte = bytes[at];
			if (byte === closeList) {
				return at + 1;
			}

			if (byte === comma) {
				at++;
			} else if (byte === openObject) {
				at = this.#sound(this.#element(at));
			} else {
				at = this.#junk(at);
			}

			at = this.#scanner.afterSpace(at);
		}

		this.#cut = true;
		return bytes.length;
	}

	/** Takes the sound objects from `from` on, many at a time, and leaves the first doubtful thing. */
	#sound(from: number): number {
		const before = this.#spans.length;
		const end = this.#soundRuns.take(this.#bytes, from, this.#spans);
		if (this.#spans.length > before) {
			this.#keptLast = true;
			if (before === 0) {
				this.#starts.learn(this.#spans[0]!);
			}
		}

		return end;
	}

	/** Rejects what is not a record in a list. */
	#junk(at: number): number {
		const end = this.#endOfValue(at);
		const stop = end <= at ? at + 1 : end;
		const first = this.#bytes[at];
		const isList = first === openList && this.#wrapper === 'list';
		const isKey = this.#bytes[at] === quote && end > 0 && this.#valueAfter(end) >= 0;
		// A key here means that an extra brace ended the record before it too early.
		const tooShort = isKey && this.#keptLast ? this.#spans.splice(-2) : [];
		if (end > 0 && !isKey && (isList || (first === quote && this.#holdsText(at)))) {
			// Records may be inside: `unwrapRecords` looks.
			this.#spans.push(at, end);
			return stop;
		}

		if (tooShort.length === 0) {
			const reason = `is ${nameOf(first)} where a record is expected`;
			this.#reject(at, stop, { reason, cause: 'other' });
			return stop;
		}

		const next = this.#starts.next(stop);
		const resume = next < 0 ? this.#bytes.length : next;
		const reason = 'has a closing brace too many';
		this.#reject(tooShort[0]!, resume, { reason, cause: 'broken' });
		this.#cut ||= next < 0;
		return resume;
	}

	#element(start: number): number {
		const scanner = this.#scanner;
		const end = scanner.endOfContainer(start, this.#bytes.length);
		if (end >= 0) {
			if (this.#spans.length === 0) {
				this.#starts.learn(start);
			}

			this.#spans.push(start, end);
			this.#keptLast = true;
			return end;
		}

		const { invalidAt } = scanner;
		const next = this.#starts.next(start + 1);
		const limit = next >= 0 ? next : Math.min(this.#bytes.length, start + brokenBytesMax);
		const balanced = invalidAt < 0 ? -1 : scanner.endOfContainer(start, limit, true);
		const resume = balanced >= 0 ? balanced : next >= 0 ? next : this.#bytes.length;
		this.#cut ||= resume === this.#bytes.length;
		const why = invalidAt < 0 ? cutShort : whyInvalid(this.#scanner, invalidAt);
		this.#reject(start, resume, why);
		return resume;
	}

	/** Offset of the value behind the key that ends at `keyEnd`, or -1. */
	#valueAfter(keyEnd: number): number {
		const at = this.#scanner.afterSpace(keyEnd);
		return this.#bytes[at] === 0x3a ? this.#scanner.afterSpace(at + 1) : -1;
	}

	/** The end of any value, or -1 when it is truncated or not JSON. */
	#endOfValue(at: number): number {
		const bytes = this.#bytes;
		const byte = bytes[at];
		if (byte === openObject || byte === openList) {
			return this.#scanner.endOfContainer(at, bytes.length);
		}

		if (byte === quote) {
			return this.#scanner.endOfString(at);
		}

		let end = at;
		while (end < bytes.length && isLiteral(bytes[end]!)) {
			end++;
		}

		return end === at ? -1 : end;
	}

	#reject(start: number, end: number, why: Why): void {
		this.#keptLast = false;
		this.#rejections.add({ start, end, ...why });
	}
}
