import type { RecordIdentity, SegmentBuilder } from '../segment/segment-builder.ts';
import type { SegmentView } from '../segment/view.ts';
import type { RecordSchema } from '../store.ts';
import { contentsComparedMax } from './open-partition.ts';
import type { OpenPartition } from './open-partition.ts';
import type { SealedSegments } from './sealed-segments.ts';

export interface RowPosition {
	readonly segment: number;
	readonly row: number;
}

export type Verdict =
	| { readonly kind: 'new' | 'duplicate' }
	| { readonly kind: 'conflict'; readonly earlier: readonly RowPosition[] };

const isNew: Verdict = { kind: 'new' };
const isDuplicate: Verdict = { kind: 'duplicate' };

/**
 * Whether the record last peeked by `builder` is in the store already. A record without an id
 * always counts as new, because nothing distinguishes two such records from one delivered twice.
 */
export function judge(
	builder: SegmentBuilder,
	identity: RecordIdentity,
	timeMs: number,
	partitions: Iterable<OpenPartition>,
	sealed: SealedSegments,
	restated: Restated,
): Verdict {
	if (!identity.hasId) {
		return isNew;
	}

	const comparison = new Comparison(builder, restated);
	for (const partition of partitions) {
		for (const row of partition.find(identity, timeMs)) {
			if (comparison.isSame(partition.viewWith(row), partition.segment, row)) {
				return isDuplicate;
			}
		}
	}

	for (const entry of sealed.covering(timeMs)) {
		for (const row of sealed.identities(entry).find(identity, timeMs)) {
			if (comparison.isSame(entry.view, entry.segment, row)) {
				return isDuplicate;
			}
		}
	}

	return comparison.others.length === 0 ? isNew : { kind: 'conflict', earlier: comparison.others };
}

/** How restated records are known. */
export interface Restated {
	/** The metadata that marks them; undefined: there are none. */
	readonly name: string | undefined;
	/** Whether the record that is judged is one. */
	readonly isThis: boolean;
}

export function restatedBy(
	{ restatedMeta }: RecordSchema,
	meta: Readonly<Record<string, unknown>>,
): Restated {
	const isThis = restatedMeta !== undefined && meta[restatedMeta] !== undefined;
	return { name: restatedMeta, isThis };
}

class Comparison {
	readonly others: RowPosition[] = [];
	readonly #builder: SegmentBuilder;
	readonly #restated: Restated;
	#raw: string | undefined;

	constructor(builder: SegmentBuilder, restated: Restated) {
		this.#builder = builder;
		this.#restated = restated;
	}

	isSame(view: Pick<SegmentView, 'raw' | 'meta'>, segment: number, row: number): boolean {
		if (this.others.length >= contentsComparedMax) {
			return false;
		}

		this.#raw ??= this.#builder.peekedRaw();
		if (view.raw(row) === this.#raw || this.#isRestated(view, row)) {
			return true;
		}

		this.others.push({ segment, row });
		return false;
	}

	#isRestated(view: Pick<SegmentView, 'meta'>, row: number): boolean {
		const { name, isThis } = this.#restated;
		return isThis || (name !== undefined && (view.meta(name)?.codes()[row] ?? 0) !== 0);
	}
}
