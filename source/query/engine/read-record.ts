import { isUtf8 } from 'node:buffer';
import type { StoreSnapshot } from '../../../store/store.ts';
import type { RecordRef, StoredRecord } from '../port.ts';
import type { Value } from '../value.ts';

/** The record of a row; undefined when its segment was dropped. */
export function readRecord(snapshot: StoreSnapshot, ref: RecordRef): StoredRecord | undefined {
	const view = snapshot.segments.find(segment => segment.id === ref.segmentId);
	if (view === undefined || ref.row < 0 || ref.row >= view.rowCount) {
		return undefined;
	}

	const meta: Record<string, Value> = {};
	for (const name of view.metaNames()) {
		const column = view.meta(name);
		const code = column?.codes()[ref.row] ?? 0;
		if (column !== undefined && code !== 0) {
			meta[name] = column.value(code);
		}
	}

	const bytes = view.delivered(ref.row);
	return {
		raw: view.raw(ref.row),
		delivered: new TextDecoder().decode(bytes),
		...(isUtf8(bytes) ? {} : { deliveredBytes: bytes }),
		meta,
	};
}
