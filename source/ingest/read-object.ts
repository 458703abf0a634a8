import { listElements } from '../../store/index.ts';
import type { DeliveredObject } from '../../store/store.ts';
import { findRecords } from '../trail/find-records.ts';
import type { FoundRecords, RejectedSpan } from '../trail/found-records.ts';
import { knownLines } from '../trail/known-lines.ts';
import { rejectedWords } from '../trail/rejected-words.ts';
import { objectMeta } from '../trail/metadata.ts';
import type { SourceMeta } from '../trail/metadata.ts';
import { parseObjectKey } from '../trail/object-key.ts';
import { unpack } from '../trail/unpack.ts';
import type { Unpacked } from '../trail/unpack.ts';
import type { ListedObject } from './source.ts';

export interface ReadObject {
	readonly state: 'ok' | 'partial' | 'quarantined';
	/**
	 * Of an object without records: `unsupported` when it may hold some in a form that is not read,
	 * `foreign` when it is known to be something else. Undefined for all others.
	 */
	readonly kind: 'unsupported' | 'foreign' | undefined;
	/** Undefined when the object has no records. */
	readonly delivered: DeliveredObject | undefined;
	readonly reason: string | undefined;
	/** The damage may come from the transfer, so another request is worth it. */
	readonly isDamaged: boolean;
	readonly hasTrailing: boolean;
	readonly rejected: readonly RejectedSpan[];
	readonly rejectedCount: number;
	readonly inflatedBytes: number;
	/** The inflated first member, which a digest's hash covers. */
	readonly inflated: Uint8Array;
	/** What `rejected` points into: all that was inflated, in UTF-8. */
	readonly searched: Uint8Array;
}

export interface ReadOptions {
	readonly meta: SourceMeta;
	/** Ms since the epoch. */
	readonly receiptTimeMs: number;
	readonly inflatedMax: number;
	/** Summaries of aggregated events count as records; default false. */
	readonly takesSummaries?: boolean;
	/** The listed size says nothing about what is in it, as of a window; default false. */
	readonly mayBeEmpty?: boolean;
}

/**
 * An object of more bytes than these has records: a trail's empty file, `{"Records":[]}` in gzip, has
 * some 40, and more with a file name in its head.
 */
export const emptyBytesMax = 256;

/**
 * Inflates a body and finds its records; a damaged body gives the records that can be salvaged.
 * Never throws.
 */
export function readObject(
	object: ListedObject,
	body: Uint8Array,
	options: ReadOptions,
): ReadObject {
	const unpacked = unpack(body, options.inflatedMax);
	const isTooLarge = unpacked.state === 'too-large';
	if (isTooLarge && unpacked.bytes.length === 0) {
		const reason = `it inflates to more than the ${options.inflatedMax} bytes allowed`;
		return quarantine(unpacked, reason);
	}

	if (unpacked.unread !== undefined) {
		return { ...quarantine(unpacked, `it ${unpacked.unread}`), kind: 'unsupported' };
	}

	const found = findRecords(unpacked.bytes, options.takesSummaries, listElements);
	const isBroken = unpacked.state === 'truncated' || unpacked.state === 'corrupt';
	const isDamaged = isBroken || found.cut;
	const isPart = isDamaged || isTooLarge || unpacked.hasUnread || found.rejectedCount > 0;
	if (found.spans.length === 0 && (found.refused !== undefined || found.rejectedCount > 0)) {
		const lines = found.refused === undefined ? knownLines(unpacked.bytes) : undefined;
		const reason = lines ? `it ${lines.reason}` : emptyReason(unpacked, found);
		return {
			...quarantine(unpacked, reason),
			kind: isBroken ? undefined : (lines?.kind ?? found.kind),
			isDamaged: lines && !isBroken ? false : isDamaged,
			rejected: found.rejected,
			rejectedCount: found.rejectedCount,
		};
	}

	if (found.spans.length === 0 && mustHoldRecords(object, options)) {
		const damage = reasonOf(unpacked, found);
		const reason = `no record found in ${object.sizeBytes} bytes${damage === undefined ? '' : `: ${damage}`}`;
		return { ...quarantine(unpacked, reason), isDamaged: true };
	}

	return {
		state: isPart ? 'partial' : 'ok',
		kind: undefined,
		delivered:
			found.spans.length === 0 ? undefined : deliver(object, body, unpacked, found, options),
		reason: reasonOf(unpacked, found),
		isDamaged,
		hasTrailing: unpacked.state === 'trailing' && unpacked.hasUnread,
		rejected: found.rejected,
		rejectedCount: found.rejectedCount,
		inflatedBytes: unpacked.bytes.length,
		inflated: unpacked.inflated,
		searched: unpacked.bytes,
	};
}

/** Whether nothing found means that something is wrong. */
function mustHoldRecords({ sizeBytes }: ListedObject, { mayBeEmpty }: ReadOptions): boolean {
	return mayBeEmpty !== true && sizeBytes > emptyBytesMax;
}

function quarantine(unpacked: Unpacked, reason: string): ReadObject {
	return {
		state: 'quarantined',
		kind: undefined,
		delivered: undefined,
		reason,
		isDamaged: false,
		hasTrailing: false,
		rejected: [],
		rejectedCount: 0,
		inflatedBytes: unpacked.bytes.length,
		inflated: unpacked.inflated,
		searched: unpacked.bytes,
	};
}

function deliver(
	object: ListedObject,
	body: Uint8Array,
	unpacked: Unpacked,
	found: FoundRecords,
	options: ReadOptions,
): DeliveredObject {
	const { stampMs } = parseObjectKey(object.key);
	// Only an undamaged body inflates to exactly the bytes that the spans point into.
	const asDelivered = unpacked.isOneGzip && found.bytes.buffer === unpacked.bytes.buffer;
	return {
		delivered: asDelivered ? body : found.bytes,
		encoding: asDelivered ? 'gzip' : 'identity',
		inflated: found.bytes,
		spans: found.spans,
		meta: objectMeta(options.meta, object.key, options.receiptTimeMs),
		fallbackTimeMs: Number.isNaN(stampMs) ? object.lastModifiedMs : stampMs,
	};
}

function emptyReason(unpacked: Unpacked, found: FoundRecords): string {
	if (found.refused !== undefined) {
		return `it ${found.refused}`;
	}

	const damage = reasonOf(unpacked, found);
	return unpacked.state === 'plain' ? 'neither gzip nor JSON' : `no record found: ${damage}`;
}

function reasonOf(unpacked: Unpacked, found: FoundRecords): string | undefined {
	const { state, packing } = unpacked;
	const parts: string[] = [...unpacked.notes];
	if (state === 'truncated' || state === 'corrupt') {
		parts.push(`its ${packing} is ${state}`);
	} else if (state === 'too-large') {
		parts.push('a later gzip member inflates to more than is allowed and was not read');
	} else if (state === 'trailing') {
		parts.push(
			unpacked.hasUnread
				? `${unpacked.trailingBytes} bytes follow its ${packing} stream and were not read`
				: `${unpacked.trailingBytes} zeros follow its ${packing} stream, as padding`,
		);
	} else if (found.cut) {
		parts.push('its JSON is cut short');
	}

	const first = found.rejected[0];
	if (first) {
		const more =
			found.rejectedCount > 1
				? `${found.rejectedCount} pieces left out, the first`
				: 'a piece left out,';
		parts.push(`${more} at byte ${first.start} ${rejectedWords(first)}`);
	}

	return parts.length === 0 ? undefined : parts.join('; ');
}
