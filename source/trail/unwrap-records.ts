import type { FoundRecords, RejectedSpan } from './found-records.ts';
import { JsonScanner } from './json-scanner.ts';
import { whyNoRecord } from './record-check.ts';

/** Fields that contain a whole record as text, as in LookupEvents, Splunk and log shippers. */
const textFields = ['CloudTrailEvent', '_raw', 'message'];
/** Bad items that are described; `rejectedCount` counts them all. */
const describedMax = 100;

/**
 * Replaces wrapped records by the records inside. When the first record is not wrapped, the others
 * are not checked.
 */
export function unwrapRecords(found: FoundRecords): FoundRecords {
	if (found.spans.length === 0 || judge(found.bytes, found.spans[0]!, found.spans[1]!).isRecord) {
		return found;
	}

	const unwrapper = new Unwrapper(found);
	for (let index = 0; index < found.spans.length; index += 2) {
		unwrapper.take(found.spans[index]!, found.spans[index + 1]!);
	}

	return unwrapper.found();
}

interface Verdict {
	readonly isRecord: boolean;
	/** The records inside, as new bytes. */
	readonly inner: readonly Uint8Array[];
	readonly reason: string;
}

function judge(bytes: Uint8Array, start: number, end: number): Verdict {
	let value: unknown;
	const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
	if (isUsual(text)) {
		return { isRecord: true, inner: [], reason: '' };
	}

	try {
		value = JSON.parse(text.toString());
	} catch {
		return { isRecord: false, inner: [], reason: 'is no JSON' };
	}

	const reason = whyNoRecord(value);
	if (reason === undefined) {
		return { isRecord: true, inner: [], reason: '' };
	}

	const inner = wrappedRecords(value as Readonly<Record<string, unknown>>, bytes, start, end);
	return { isRecord: false, inner, reason: `is ${reason}` };
}

const usualStart = '{"eventVersion":"1.';

/** Whether the record begins as CloudTrail writes it; others are parsed to see what they are. */
function isUsual(text: Buffer): boolean {
	return (
		text.toString('latin1', 0, usualStart.length) === usualStart &&
		text.includes('"eventName":"') &&
		!text.includes('"eventSource":"aws:')
	);
}

function wrappedRecords(
	item: Readonly<Record<string, unknown>>,
	bytes: Uint8Array,
	start: number,
	end: number,
): readonly Uint8Array[] {
	if (Array.isArray(item['Events'])) {
		return item['Events'].flatMap(event => {
			const text = (event as Readonly<Record<string, unknown>> | null)?.['CloudTrailEvent'];
			return isRecordText(text) ? [Buffer.from(text)] : [];
		});
	}

	if (whyNoRecord(item['detail']) === undefined) {
		// Takes the record's original bytes, because a number that is printed again may differ.
		const detail = memberBytes(bytes, start, end, 'detail');
		return detail ? [detail] : [];
	}

	const text = textFields.map(name => item[name]).find(isRecordText);
	return text === undefined ? [] : [Buffer.from(text)];
}

function isRecordText(text: unknown): text is string {
	if (typeof text !== 'string' || !text.startsWith('{')) {
		return false;
	}

	try {
		return whyNoRecord(JSON.parse(text)) === undefined;
	} catch {
		return false;
	}
}

/** The bytes of one member whose value is an object; the object at `start` is known to be JSON. */
function memberBytes(bytes: Uint8Array, start: number, end: number, name: string) {
	const scanner = new JsonScanner(bytes);
	const wanted = JSON.stringify(name);
	let at = scanner.afterSpace(start + 1);
	while (at < end && bytes[at] === 0x22) {
		const keyEnd = scanner.endOfString(at);
		const key = Buffer.from(bytes.buffer, bytes.byteOffset + at, keyEnd - at).toString();
		const valueAt = scanner.afterSpace(scanner.afterSpace(keyEnd) + 1);
		const first = bytes[valueAt];
		let valueEnd = valueAt;
		if (first === 0x7b || first === 0x5b) {
			valueEnd = scanner.endOfContainer(valueAt, end);
		} else if (first === 0x22) {
			valueEnd = scanner.endOfString(valueAt);
		} else {
			while (valueEnd < end && bytes[valueEnd] !== 0x2c && bytes[valueEnd] !== 0x7d) {
				valueEnd++;
			}
		}

		if (key === wanted && first === 0x7b) {
			return bytes.subarray(valueAt, valueEnd);
		}

		at = scanner.afterSpace(scanner.afterSpace(valueEnd) + 1);
	}

	return undefined;
}

class Unwrapper {
	readonly #source: FoundRecords;
	readonly #rejected: RejectedSpan[];
	#rejectedCount: number;
	readonly #kept: Uint8Array[] = [];
	#unwrapped = false;
	#firstReason: string | undefined;

	constructor(source: FoundRecords) {
		this.#source = source;
		this.#rejected = [...source.rejected];
		this.#rejectedCount = source.rejectedCount;
	}

	take(start: number, end: number): void {
		const { isRecord, inner, reason } = judge(this.#source.bytes, start, end);
		if (isRecord) {
			this.#kept.push(this.#source.bytes.subarray(start, end));
			return;
		}

		if (inner.length > 0) {
			this.#unwrapped = true;
			this.#kept.push(...inner);
			return;
		}

		this.#firstReason ??= reason;
		this.#rejectedCount++;
		if (this.#rejected.length < describedMax) {
			this.#rejected.push({ start, end, reason });
		}
	}

	found(): FoundRecords {
		const source = this.#source;
		const rejected = { rejected: this.#rejected, rejectedCount: this.#rejectedCount };
		if (this.#kept.length === 0) {
			return {
				...source,
				...rejected,
				spans: new Uint32Array(0),
				refused: source.refused ?? this.#firstReason,
			};
		}

		const spans = new Uint32Array(this.#kept.length * 2);
		if (!this.#unwrapped) {
			for (const [index, bytes] of this.#kept.entries()) {
				spans[index * 2] = bytes.byteOffset - source.bytes.byteOffset;
				spans[index * 2 + 1] = spans[index * 2]! + bytes.byteLength;
			}

			return { ...source, ...rejected, spans };
		}

		return { ...source, ...rejected, spans, bytes: joinLines(this.#kept, spans) };
	}
}

/** Fills `spans` and joins the pieces, one per line. */
function joinLines(pieces: readonly Uint8Array[], spans: Uint32Array): Uint8Array {
	const total = pieces.reduce((sum, piece) => sum + piece.byteLength + 1, 0);
	const bytes = new Uint8Array(total).fill(0x0a);
	let at = 0;
	for (const [index, piece] of pieces.entries()) {
		bytes.set(piece, at);
		spans[index * 2] = at;
		at += piece.byteLength;
		spans[index * 2 + 1] = at;
		at++;
	}

	return bytes;
}
