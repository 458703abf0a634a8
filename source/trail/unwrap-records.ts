import type { FoundRecords, RejectedSpan } from './found-records.ts';
import { peel } from './peel.ts';

/** Bad items that are described; `rejectedCount` counts them all. */
const describedMax = 100;

/**
 * Replaces wrapped records by the records inside, and rejects what neither is a record nor holds
 * one.
 */
export function unwrapRecords(found: FoundRecords, takesSummaries: boolean): FoundRecords {
	const { bytes, spans } = found;
	const usual = new UsualRecords(bytes);
	let index = 0;
	while (index < spans.length && usual.has(spans[index]!, spans[index + 1]!)) {
		index += 2;
	}

	if (index === spans.length) {
		return found;
	}

	const unwrapper = new Unwrapper(found, takesSummaries);
	for (let at = 0; at < spans.length; at += 2) {
		const start = spans[at]!;
		const end = spans[at + 1]!;
		if (at < index || (at > index && usual.has(start, end))) {
			unwrapper.keep(start, end);
		} else {
			unwrapper.take(start, end);
		}
	}

	return unwrapper.found();
}

const usualStart = Buffer.from('{"eventVersion":"1.');
/** What follows the version in the records of a trail, and in nothing else. */
const usualSecond = Buffer.from('","userIdentity":{');
const versionDigits = 4;
const usualName = Buffer.from('"eventName":"');
const foreignSource = Buffer.from('"eventSource":"aws:');

/** Tells records that begin as CloudTrail writes them, cheaply; spans are asked for in order. */
class UsualRecords {
	readonly #bytes: Buffer;
	/** Where the next of each stands, from the last span on. */
	#nameAt = -1;
	#foreignAt = -1;

	constructor(bytes: Uint8Array) {
		this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	has(start: number, end: number): boolean {
		const bytes = this.#bytes;
		if (!standsAt(bytes, start, usualStart)) {
			return false;
		}

		let at = start + usualStart.length;
		const versionEnd = at + versionDigits;
		while (at < versionEnd && bytes[at] !== usualSecond[0]) {
			at++;
		}

		if (standsAt(bytes, at, usualSecond)) {
			return true;
		}

		if (this.#nameAt < start) {
			this.#nameAt = offsetOr(bytes.indexOf(usualName, start), bytes.length);
		}

		if (this.#foreignAt < start) {
			this.#foreignAt = offsetOr(bytes.indexOf(foreignSource, start), bytes.length);
		}

		return this.#nameAt < end && this.#foreignAt >= end;
	}
}

function standsAt(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
	for (let index = 0; index < wanted.length; index++) {
		if (bytes[at + index] !== wanted[index]) {
			return false;
		}
	}

	return true;
}

function offsetOr(offset: number, otherwise: number): number {
	return offset < 0 ? otherwise : offset;
}

class Unwrapper {
	readonly #source: FoundRecords;
	readonly #takesSummaries: boolean;
	readonly #rejected: RejectedSpan[];
	#rejectedCount: number;
	readonly #kept: Uint8Array[] = [];
	#unwrapped = false;
	#firstReason: string | undefined;
	#isForeign: boolean;

	constructor(source: FoundRecords, takesSummaries: boolean) {
		this.#source = source;
		this.#takesSummaries = takesSummaries;
		this.#rejected = [...source.rejected];
		this.#rejectedCount = source.rejectedCount;
		this.#isForeign = source.rejectedCount === 0;
	}

	keep(start: number, end: number): void {
		this.#kept.push(this.#source.bytes.subarray(start, end));
	}

	take(start: number, end: number): void {
		const peeled = peel(this.#source.bytes, start, end, this.#takesSummaries);
		if (peeled.isRecord) {
			this.keep(start, end);
			return;
		}

		this.#unwrapped ||= peeled.records.length > 0;
		for (const record of peeled.records) {
			this.#kept.push(record);
		}

		if (peeled.leftCount > 0) {
			const isWhole = peeled.records.length === 0;
			const reason = isWhole ? peeled.reason : `holds a piece that ${peeled.reason}`;
			this.#firstReason ??= reason;
			this.#isForeign &&= peeled.isForeign;
			this.#rejectedCount += peeled.leftCount;
			if (this.#rejected.length < describedMax) {
				this.#rejected.push({ start, end, reason, cause: 'other' });
			}
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
				kind: this.#isForeign && this.#rejectedCount > 0 ? 'foreign' : source.kind,
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
