import {
	AnyCaseNeedle,
	joinPath,
	KernelNeedle,
	pathOf,
	type PathStep,
} from '../../../store/index.ts';
import type { SegmentView } from '../../../store/segment/view.ts';
import type { DerivedField, RecordRef } from '../port.ts';
import type { Anchor } from '../frame/anchor.ts';
import { outerLists, type ElementNeed } from '../frame/element-need.ts';
import type { FrameSource } from '../frame/frame-source.ts';
import type { JsonStep } from '../syntax/tree.ts';
import type { ClockStep } from '../time/time.ts';
import { anchorColumn } from './anchor-column.ts';
import type { SegmentAccess } from './segment-access.ts';
import { timesliceVector } from './bucket-vector.ts';
import type { Spending } from '../spending.ts';
import type { Value } from '../value.ts';
import { BoundedCache, type MemoryBudget } from '../../../store/index.ts';
import { derivedVector } from './derived.ts';
import { rowsWithElements } from './element-rows.ts';
import { eventField, pathsOf, type PathIndex } from './event-field.ts';
import { parseAfterPreamble } from '../json-text.ts';
import { autoField, fieldSteps } from './record-json.ts';
import { isFew, type Rows } from '../frame/rows.ts';
import type { Ties } from '../frame/ties.ts';
import { columnVector } from './column-vector.ts';
import { listSources } from './list-sources.ts';
import { objectTies } from './object-ties.ts';
import { ListVector, slowElements } from './list-vector.ts';
import { constantVector, rowVector, type Vector } from '../frame/vector.ts';
import { insideWholeContainers } from './whole-containers.ts';

/** A pass over the rows of a segment, in ms for one MiB of result. */
const vectorWorth = 40;

/** Parsed records of one segment that are in memory at the same time. */
const parsedRecordsMax = 4096;

/** Vectors and masks that cost a pass over the rows to compute, by segment. */
export type SegmentCache = BoundedCache<unknown>;

export function createSegmentCache(memory: MemoryBudget): SegmentCache {
	return new BoundedCache(memory, vectorWorth);
}

const emptyText = new Set(['_view', '_index']);

/** One segment as the stages see it: fields by name instead of columns by path. */
export class SegmentSource implements FrameSource, SegmentAccess {
	readonly view: SegmentView;
	readonly rowCount: number;
	/** Rows of the store before this segment, in the order of the snapshot. */
	readonly firstRowNumber: number;
	readonly #cache: SegmentCache;
	readonly #derived: ReadonlyMap<string, DerivedField>;
	readonly #spending: Spending | undefined;
	#paths: PathIndex | undefined;
	#times: Float64Array | undefined;
	#ties: Ties | undefined;
	#slowRows: readonly number[] | undefined;
	readonly #records = new Map<number, unknown>();

	constructor(
		view: SegmentView,
		firstRowNumber: number,
		cache: SegmentCache,
		derived: ReadonlyMap<string, DerivedField>,
		spending?: Spending,
	) {
		this.view = view;
		this.rowCount = view.rowCount;
		this.firstRowNumber = firstRowNumber;
		this.#cache = cache;
		this.#derived = derived;
		this.#spending = spending;
	}

	work(): void {
		this.#spending?.work();
	}

	times(): Float64Array {
		return (this.#times ??= this.view.times());
	}

	ties(): Ties {
		return (this.#ties ??= objectTies(this.meta('_object')));
	}

	needle(text: string): AnyCaseNeedle | undefined {
		return AnyCaseNeedle.isNeedle(text) ? new KernelNeedle(text) : undefined;
	}

	slowRows(): readonly number[] {
		return (this.#slowRows ??= this.cached(
			'slow',
			rows => 64 + rows.length * 8,
			() => this.view.unrebuiltRows(),
		));
	}

	slowRecord(row: number): unknown {
		if (!this.#records.has(row)) {
			if (this.#records.size >= parsedRecordsMax) {
				this.#records.clear();
			}

			this.#records.set(row, parseAfterPreamble(this.#raw(row)));
		}

		return this.#records.get(row);
	}

	/** A name that no stage made: metadata, a derived field, or a value of the record. */
	field(name: string, rows: Rows): Vector {
		const key = name.toLowerCase();
		if (key.startsWith('_')) {
			const builtIn = this.#builtIn(key);
			if (builtIn !== undefined) {
				return builtIn;
			}
		}

		const derived = this.#derived.get(key);
		return derived === undefined
			? this.#recordField(fieldSteps(name), rows)
			: derivedVector(this, derived, rows);
	}

	rowsWithElements(need: ElementNeed, rows: Rows): Rows {
		const isOfRecord = (name: string) => !name.startsWith('_') && !this.#derived.has(name);
		return outerLists(need).every(name => isOfRecord(name.toLowerCase()))
			? rowsWithElements(this, need, rows)
			: rows;
	}

	/** The value at a path; where there is none, the elements of the lists that it crosses. */
	#recordField(steps: readonly PathStep[], rows: Rows): Vector {
		const name = pathOf(steps);
		const plain = this.eventField(name, false, rows);
		if (steps.length < 2) {
			return plain;
		}

		const few = isFew(rows, this.rowCount) ? rows : undefined;
		const { sources, isPart } = listSources(this, steps, few);
		const slow = slowElements(this, steps);
		if (sources.length === 0 && slow.size === 0) {
			return plain;
		}

		const isCached = !isPart && !(few !== undefined && this.hasContainer(name));
		const own = isCached ? `list|${name}` : undefined;
		return new ListVector({ segment: this, plain, sources, slow, name: own });
	}

	/** Whether some record has an object or array of several columns at the name. */
	hasContainer(name: string): boolean {
		return this.paths().containers.has(name.toLowerCase());
	}

	eventField(name: string, exactOnly = false, rows: Rows = undefined): Vector {
		const slow = new Map<number, Value | undefined>(insideWholeContainers(this, name, !exactOnly));
		for (const row of this.slowRows()) {
			slow.set(row, autoField(this.slowRecord(row), name, exactOnly));
		}

		const identity = slow.size === 0 ? this.identity(`field|${name}`) : undefined;
		const few = isFew(rows, this.rowCount) ? rows : undefined;
		return eventField(this.view, this.paths(), { name, exactOnly, identity, slow, few });
	}

	meta(name: string): Vector | undefined {
		const key = name.toLowerCase();
		const spelled = this.view.metaNames().find(known => known.toLowerCase() === key);
		const column = spelled === undefined ? undefined : this.view.meta(spelled);
		return column && columnVector(column, this.identity(`meta|${key}`));
	}

	spellings(path: string, anyCase: boolean): readonly string[] {
		const spelled = this.paths().leaves.get(path.toLowerCase()) ?? [];
		return anyCase ? spelled : spelled.filter(known => known === path);
	}

	paths(): PathIndex {
		return (this.#paths ??= pathsOf(this.view));
	}

	identity(what: string): string | undefined {
		return this.view.sealed ? `${this.view.id}|${what}` : undefined;
	}

	cached<T>(what: string, bytes: number | ((value: T) => number), compute: () => T): T {
		const key = this.identity(what);
		if (key === undefined) {
			return compute();
		}

		const known = this.#cache.get(key);
		if (known !== undefined) {
			return known as T;
		}

		const value = compute();
		this.#cache.set(key, value, typeof bytes === 'number' ? bytes : bytes(value));
		return value;
	}

	peek<T>(what: string): T | undefined {
		const key = this.identity(what);
		return key === undefined ? undefined : (this.#cache.get(key) as T | undefined);
	}

	has(): boolean {
		return false;
	}

	path(steps: readonly JsonStep[]): Vector {
		const path = steps.reduce(
			(outer, step) =>
				step.kind === 'key' || step.kind === 'index'
					? joinPath(outer, step.kind === 'key' ? step.key : step.index)
					: outer,
			'',
		);
		return this.eventField(path, true);
	}

	anchor(key: string, anchor: Anchor): Vector {
		return anchorColumn(this, key, anchor);
	}

	timeslice(step: ClockStep, timeZone: string): Vector {
		return timesliceVector(this, step, timeZone);
	}

	ref(row: number): RecordRef {
		return { segmentId: this.view.id, row };
	}

	#raw(row: number): string {
		this.work();
		return this.view.raw(row);
	}

	#builtIn(key: string): Vector | undefined {
		const { rowCount } = this;
		switch (key) {
			case '_messagetime': {
				const times = this.times();
				return rowVector(rowCount, row => times[row] as number);
			}

			case '_raw':
				return rowVector(rowCount, row => this.#raw(row));
			case '_size':
				return rowVector(rowCount, row => byteLength(this.#raw(row)));
			case '_messagecount':
				return rowVector(rowCount, row => this.firstRowNumber + row + 1);
			default: {
				const meta = this.meta(key);
				return meta === undefined && emptyText.has(key) ? constantVector('', rowCount) : meta;
			}
		}
	}
}

function byteLength(text: string): number {
	return Buffer.byteLength(text);
}
