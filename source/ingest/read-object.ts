import type { DeliveredObject } from '../../store/store.ts';
import { findRecords } from '../trail/find-records.ts';
import type { FoundRecords, RejectedSpan } from '../trail/found-records.ts';
import { gunzipStrict } from '../trail/gunzip.ts';
import type { Inflated } from '../trail/gunzip.ts';
import { objectMeta } from '../trail/metadata.ts';
import type { SourceMeta } from '../trail/metadata.ts';
import { parseObjectKey } from '../trail/object-key.ts';
import type { ListedObject } from './source.ts';

export interface ReadObject {
	readonly state: 'ok' | 'partial' | 'quarantined';
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
}

export interface ReadOptions {
	readonly meta: SourceMeta;
	/** Ms since the epoch. */
	readonly receiptTimeMs: number;
	readonly inflatedMax: number;
}

/**
 * Inflates a body and finds its records; a damaged body gives the records that can be salvaged.
 * Never throws.
 */
export function readObject(
	object: ListedObject,
	body: Uint8Array,
	options: ReadOptions,
): ReadObject {
	const inflated = gunzipStrict(body, options.inflatedMax);
	if (inflated.state === 'too-large') {
		const reason = `it inflates to more than the ${options.inflatedMax} bytes allowed`;
		return quarantine(inflated, reason, false);
	}

	const found = findRecords(inflated.bytes);
	const isDamaged = inflated.state === 'truncated' || inflated.state === 'corrupt' || found.cut;
	if (found.spans.length === 0 && (found.refused !== undefined || found.rejectedCount > 0)) {
		return {
			...quarantine(inflated, emptyReason(inflated, found), isDamaged),
			rejected: found.rejected,
			rejectedCount: found.rejectedCount,
		};
	}

	const isPartial = isDamaged || found.rejectedCount > 0;
	return {
		state: isPartial ? 'partial' : 'ok',
		delivered:
			found.spans.length === 0 ? undefined : deliver(object, body, inflated, found, options),
		reason: reasonOf(inflated, found),
		isDamaged,
		hasTrailing: inflated.state === 'trailing',
		rejected: found.rejected,
		rejectedCount: found.rejectedCount,
		inflatedBytes: inflated.bytes.length,
		inflated: inflated.bytes,
	};
}

function quarantine(inflated: Inflated, reason: string, isDamaged: boolean): ReadObject {
	return {
		state: 'quarantined',
		delivered: undefined,
		reason,
		isDamaged,
		hasTrailing: false,
		rejected: [],
		rejectedCount: 0,
		inflatedBytes: inflated.bytes.length,
		inflated: inflated.bytes,
	};
}

function deliver(
	object: ListedObject,
	body: Uint8Array,
	inflated: Inflated,
	found: FoundRecords,
	options: ReadOptions,
): DeliveredObject {
	const { stampMs } = parseObjectKey(object.key);
	// Only an undamaged body inflates to exactly the bytes that the spans point into.
	const asDelivered = inflated.state === 'whole' && found.bytes.buffer === inflated.bytes.buffer;
	return {
		delivered: asDelivered ? body : found.bytes,
		encoding: asDelivered ? 'gzip' : 'identity',
		inflated: found.bytes,
		spans: found.spans,
		meta: objectMeta(options.meta, object.key, options.receiptTimeMs),
		fallbackTimeMs: Number.isNaN(stampMs) ? object.lastModifiedMs : stampMs,
	};
}

function emptyReason(inflated: Inflated, found: FoundRecords): string {
	if (found.refused !== undefined) {
		return `it ${found.refused}`;
	}

	const damage = reasonOf(inflated, found);
	return inflated.state === 'plain' ? 'neither gzip nor JSON' : `no record found: ${damage}`;
}

function reasonOf(inflated: Inflated, found: FoundRecords): string | undefined {
	const parts: string[] = [];
	if (inflated.state === 'truncated' || inflated.state === 'corrupt') {
		parts.push(`its gzip is ${inflated.state}`);
	} else if (inflated.state === 'trailing') {
		parts.push(`${inflated.trailingBytes} bytes follow its gzip stream and were not read`);
	} else if (found.cut) {
		parts.push('its JSON is cut short');
	}

	const first = found.rejected[0];
	if (first) {
		const more =
			found.rejectedCount > 1
				? `${found.rejectedCount} pieces left out, the first`
				: 'a piece left out,';
		parts.push(`${more} at byte ${first.start} ${first.reason}`);
	}

	return parts.length === 0 ? undefined : parts.join('; ');
}
