import type { Plan } from '../plan/plan.ts';
import { Frame } from '../frame/frame.ts';
import { nameOfPlan } from './kept-partials.ts';
import { KeptRowsSource } from './kept-rows-source.ts';
import {
	columnsOfFrame,
	decodeKept,
	encodeKept,
	rowsOfFrame,
	type KeptColumn,
	type KeptRows,
} from './kept-rows.ts';
import { planKeys } from './plan-key.ts';
import { StageCounts, type RunState } from './run-state.ts';
import { newSource, scanSegment, type SegmentInRange, type Stream } from './scan.ts';

/** Rows of one segment whose fields are stored; of more, the fields are read from the segment. */
const storedRowsMax = 2_000;

/** The search and the row stages of a plan whose rows may be kept. */
export interface RowScan {
	readonly stream: Stream;
	readonly state: RunState;
	/** Undefined when nothing may be kept. */
	readonly kept:
		| {
				readonly key: string;
				readonly storedName: string | undefined;
				/** The fields that the last stage leaves. */
				readonly names: readonly string[];
		  }
		| undefined;
}

export function newRowScan(plan: Plan, stream: Stream, state: RunState): RowScan {
	const names = namesLeft(plan);
	const keys = names === undefined ? undefined : planKeys(plan, state);
	const store = state.parts.partialStore;
	return {
		stream,
		state,
		kept: keys &&
			names && {
				key: keys.kept,
				storedName:
					store === undefined || keys.stored === undefined
						? undefined
						: nameOfPlan(keys.stored, store.rules),
				names,
			},
	};
}

/**
 * The names that a last `fields` stage leaves, when nothing else can be read after it. What begins
 * with `_` stays readable behind `fields`, whoever made it.
 */
function namesLeft(plan: Plan): readonly string[] | undefined {
	const last = plan.stream.at(-1);
	const { run } = last?.spec ?? {};
	const choice = last && run?.class === 'rows' ? run.chooses?.(last.stage) : undefined;
	const later = [...plan.ordered, ...plan.table];
	const isPlain = (name: string) => !name.startsWith('_');
	const readsPlain = later.every(({ spec, stage }) =>
		spec.reads(stage).every(({ name }) => isPlain(name)),
	);
	return choice?.mode === 'keep' && choice.names.every(isPlain) && readsPlain
		? choice.names
		: undefined;
}

/** Rows of one segment, from what is kept of them or by running the stages. */
export function scanRows(segment: SegmentInRange, scan: RowScan): Frame {
	const { state, stream, kept } = scan;
	if (kept === undefined || !segment.whole || !segment.view.sealed) {
		const { frame, recordCount, pruned } = scanSegment(stream, segment, state, state.counts);
		state.scanned.recordCount += recordCount;
		state.scanned.prunedSegmentCount += pruned ? 1 : 0;
		return frame;
	}

	const rows = new RowsOfSegment(segment, scan);
	const found = rows.find();
	for (const { index, name, rowsIn, rowsOut } of found.counts) {
		state.counts.add(index, name, rowsIn, rowsOut);
	}

	found.warnings.forEach(warning => state.context.warn(warning));
	state.scanned.recordCount += found.recordCount;
	state.scanned.prunedSegmentCount += found.prunedCount;
	return rows.frame(found);
}

/** What is kept of one segment's rows, and how to find it again. */
class RowsOfSegment {
	readonly #segment: SegmentInRange;
	readonly #scan: RowScan;
	readonly #names: readonly string[];
	#scanned: Frame | undefined;

	constructor(segment: SegmentInRange, scan: RowScan) {
		this.#segment = segment;
		this.#scan = scan;
		this.#names = scan.kept?.names ?? [];
	}

	find(): KeptRows {
		const { rows } = this.#scan.state.parts.partials;
		const key = `${this.#scan.kept?.key}|${this.#segment.view.id}`;
		const known = rows.get(key) ?? this.#read<KeptRows>('rows');
		const found = known ?? this.#scanAnew();
		if (known === undefined) {
			this.#put('rows', encodeKept(found));
		}

		rows.set(key, found, 256 + found.rows.byteLength + found.times.byteLength);
		return found;
	}

	frame(kept: KeptRows): Frame {
		const { parts } = this.#scan.state;
		const source = new KeptRowsSource({
			kept,
			columns: () =>
				new Map(this.#columns(kept).map(column => [column.name.toLowerCase(), column])),
			segment: () => newSource(this.#segment, parts),
		});
		const frame = new Frame(source, undefined);
		const named = new Set(this.#names.map(name => name.toLowerCase()));
		frame.restrict(name => named.has(name) || name.startsWith('_'));
		return frame;
	}

	#columns(kept: KeptRows): readonly KeptColumn[] {
		const stored = this.#read<readonly KeptColumn[]>('columns');
		if (stored !== undefined) {
			return stored;
		}

		if (this.#scanned === undefined) {
			this.#scanAnew();
		}

		const columns = columnsOfFrame(this.#scanned as Frame, this.#names);
		if (kept.rows.length <= storedRowsMax) {
			this.#put('columns', encodeKept(columns));
		}

		return columns;
	}

	#scanAnew(): KeptRows {
		const { stream, state } = this.#scan;
		const counts = new StageCounts();
		const { result, warnings } = state.warnings.during(() =>
			scanSegment(stream, this.#segment, state, counts),
		);
		const { frame, recordCount, pruned } = result;
		this.#scanned = frame;
		return {
			...rowsOfFrame(frame),
			counts: counts.entries(),
			warnings,
			recordCount,
			prunedCount: pruned ? 1 : 0,
		};
	}

	#read<T extends KeptRows | readonly KeptColumn[]>(what: 'rows' | 'columns'): T | undefined {
		const { signature } = this.#segment.view;
		const storedName = this.#scan.kept?.storedName;
		const bytes =
			signature === undefined || storedName === undefined
				? undefined
				: this.#scan.state.parts.partialStore?.get([signature], `${storedName} ${what}`);
		return bytes && decodeKept<T>(bytes);
	}

	#put(what: 'rows' | 'columns', bytes: Uint8Array): void {
		const { signature } = this.#segment.view;
		const storedName = this.#scan.kept?.storedName;
		if (signature !== undefined && storedName !== undefined) {
			this.#scan.state.parts.partialStore?.put([signature], `${storedName} ${what}`, bytes);
		}
	}
}
