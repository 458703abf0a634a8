import type { Plan } from '../plan/plan.ts';
import { Frame } from '../frame/frame.ts';
import { countRows } from '../frame/rows.ts';
import { KeptRowsSource } from './kept-rows-source.ts';
import { columnOfFrame, rowsOfFrame, type KeptColumn, type KeptRows } from './kept-rows.ts';
import { planKeys } from './plan-key.ts';
import { StageCounts, type RunState } from './run-state.ts';
import { newSource, scanSegment, type SegmentInRange, type Stream } from './scan.ts';
import { decodeStored, encodeStored, storedName } from './stored-value.ts';

/** More rows of one segment are found again as fast as they are read, and not kept. */
const keptRowsMax = 4_096;

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
	return {
		stream,
		state,
		kept: names && keys && { key: keys.kept, storedName: storedName(keys, state), names },
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

/**
 * Rows of one segment, from what is kept of them or by running the stages.
 *
 * @param areShown - whether their fields will be read, as far as one can know. They are then read
 *   while the segment's columns are decoded; else when somebody asks, by another scan.
 */
export function scanRows(segment: SegmentInRange, scan: RowScan, areShown: boolean): Frame {
	const { kept, state } = scan;
	if (kept === undefined || !segment.whole || !segment.view.sealed) {
		const { frame, found } = scanAnew(segment, scan);
		tell(found, state);
		return frame;
	}

	const { spending } = state.context;
	const before = spending.used;
	const { frame, found } = new RowsOfSegment(segment, scan, kept).find(areShown);
	// The frame has values of its own, and none of those that were scanned.
	spending.dropTo(before);
	tell(found, state);
	return frame;
}

/** What stages found in a segment, without the rows. */
type Found = Omit<KeptRows, 'rows' | 'times'>;

interface Scanned {
	readonly frame: Frame;
	readonly found: Found;
}

function scanAnew(segment: SegmentInRange, { stream, state }: RowScan): Scanned {
	const counts = new StageCounts();
	const { result, warnings } = state.warnings.during(() =>
		scanSegment(stream, segment, state, counts),
	);
	const { frame, recordCount, pruned } = result;
	const prunedCount = pruned ? 1 : 0;
	return { frame, found: { counts: counts.entries(), warnings, recordCount, prunedCount } };
}

function tell({ counts, warnings, recordCount, prunedCount }: Found, state: RunState): void {
	for (const { index, name, rowsIn, rowsOut } of counts) {
		state.counts.add(index, name, rowsIn, rowsOut);
	}

	warnings.forEach(warning => state.context.warn(warning));
	state.scanned.recordCount += recordCount;
	state.scanned.prunedSegmentCount += prunedCount;
}

/** What is kept of one segment's rows: which they are, and each field once it was asked for. */
class RowsOfSegment {
	readonly #segment: SegmentInRange;
	readonly #scan: RowScan;
	readonly #kept: NonNullable<RowScan['kept']>;
	#scanned: Scanned | undefined;

	constructor(segment: SegmentInRange, scan: RowScan, kept: NonNullable<RowScan['kept']>) {
		this.#segment = segment;
		this.#scan = scan;
		this.#kept = kept;
	}

	find(areShown: boolean): Scanned {
		try {
			return this.#find(areShown);
		} finally {
			// All segments of a scan would keep their columns else, until the last one is read.
			this.#scanned = undefined;
		}
	}

	#find(areShown: boolean): Scanned {
		const { rows } = this.#scan.state.parts.partials;
		const key = `${this.#kept.key}|${this.#segment.view.id}`;
		const inMemory = rows.get(key);
		if (inMemory !== undefined) {
			return this.#prepared(inMemory, areShown);
		}

		const made = this.#read<KeptRows>('rows') ?? this.#makeRows();
		if (made === undefined) {
			return this.#scannedOnce();
		}

		rows.set(key, made, 256 + made.rows.byteLength + made.times.byteLength);
		return this.#prepared(made, areShown);
	}

	#prepared(kept: KeptRows, areShown: boolean): Scanned {
		const frame = this.#frame(kept);
		if (areShown && kept.rows.length > 0) {
			this.#kept.names.forEach(name => frame.field(name).get());
		}

		return { frame, found: kept };
	}

	/** Undefined when they are too many to be kept. */
	#makeRows(): KeptRows | undefined {
		const { frame, found } = this.#scannedOnce();
		if (countRows(frame.rows, frame.rowCount) > keptRowsMax) {
			return undefined;
		}

		const made = { ...found, ...rowsOfFrame(frame) };
		this.#put('rows', made);
		return made;
	}

	#frame(kept: KeptRows): Frame {
		const named = new Set(this.#kept.names.map(name => name.toLowerCase()));
		const source = new KeptRowsSource({
			kept,
			column: name => (named.has(name.toLowerCase()) ? this.#column(name) : undefined),
			work: () => this.#scan.state.context.spending.work(),
			segment: () => newSource(this.#segment, this.#scan.state),
		});
		const frame = new Frame(source, undefined);
		frame.restrict(name => named.has(name) || name.startsWith('_'));
		return frame;
	}

	#column(name: string): KeptColumn {
		const known = this.#read<KeptColumn>(`field ${name}`);
		if (known !== undefined) {
			return known;
		}

		const made = columnOfFrame(this.#scannedOnce().frame, name);
		this.#put(`field ${name}`, made);
		return made;
	}

	#scannedOnce(): Scanned {
		return (this.#scanned ??= scanAnew(this.#segment, this.#scan));
	}

	#read<T extends KeptRows | KeptColumn>(what: string): T | undefined {
		const { signature } = this.#segment.view;
		const { storedName } = this.#kept;
		const bytes =
			signature === undefined || storedName === undefined
				? undefined
				: this.#scan.state.parts.partialStore?.get([signature], `${storedName} ${what}`);
		// A key stands for what was put under it, or for nothing that can be read.
		return bytes && (decodeStored(bytes) as T | undefined);
	}

	#put(what: string, value: KeptRows | KeptColumn): void {
		const { signature } = this.#segment.view;
		const { storedName } = this.#kept;
		if (signature !== undefined && storedName !== undefined) {
			const bytes = encodeStored(value);
			this.#scan.state.parts.partialStore?.put([signature], `${storedName} ${what}`, bytes);
		}
	}
}
