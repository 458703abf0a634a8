import { textOf } from '../../comparison.ts';
import { filterExpression } from '../../frame/expression-vector.ts';
import { Frame } from '../../frame/frame.ts';
import { countRows, difference, eachRow, noRows, type Rows } from '../../frame/rows.ts';
import { codeAt, type Vector } from '../../frame/vector.ts';
import type { MatchOptions, MatchRequest } from '../../port.ts';
import { conjuncts } from '../../stage/conjuncts.ts';
import { fingerprint, isOfTheRange } from '../../syntax/fingerprint.ts';
import type { Expression } from '../../syntax/tree.ts';
import { filterTime } from '../filter-time.ts';
import type { RunState } from '../run-state.ts';
import { breathe, newSource, segmentsInRange, type SegmentInRange } from '../scan.ts';
import type { SegmentSource } from '../segment-source.ts';
import { anchorsOf, type Anchors } from './anchors.ts';
import { MetRows } from './met-rows.ts';

type Test = (frame: Frame) => void;

/** A condition that is ready to be tested. */
export interface Compiled {
	readonly fromMs: number;
	readonly fields: readonly string[];
	readonly test: Test;
	readonly exceptions: readonly Test[];
	/** Undefined: it is tested wherever. */
	readonly anchors: Anchors | undefined;
}

/**
 * Tests conditions, compiled for the state's context, over the records of its range, segment by segment. A condition costs nothing in a
 * segment that has none of its anchors.
 *
 * @returns the number of records in the range
 * @throws Cancelled, TooLarge
 */
export async function matchConditions(
	compiled: readonly Compiled[],
	request: MatchRequest,
	options: MatchOptions,
	state: RunState,
): Promise<number> {
	const { within } = request;
	const segments = segmentsInRange(state).filter(
		({ view }) => within === undefined || view.id === within.segmentId,
	);
	const rests = restsOf(segments);
	const storeStartMs = startOf(state.snapshot);
	let recordCount = 0;
	for (const [index, segment] of segments.entries()) {
		await breathe(state);
		recordCount += matchSegment(compiled, segment, request, options, state);
		options.onProgress?.({
			doneCount: index + 1,
			segmentCount: segments.length,
			rowCount: segment.view.rowCount,
			restMs: rests[index + 1] ?? Infinity,
			storeStartMs,
		});
	}

	return recordCount;
}

/** For each segment the oldest time in it and in those behind it. */
function restsOf(segments: readonly SegmentInRange[]): readonly number[] {
	let restMs = Infinity;
	return segments
		.toReversed()
		.map(({ view }) => (restMs = Math.min(restMs, view.minTimeMs)))
		.reverse();
}

/** Time of the oldest record; Infinity without any. */
export function startOf({ segments }: RunState['snapshot']): number {
	return segments.reduce(
		(first, { rowCount, minTimeMs }) => (rowCount > 0 ? Math.min(first, minTimeMs) : first),
		Infinity,
	);
}

export function compileConditions(
	{ conditions, keyField, fields: usual }: Pick<MatchRequest, 'conditions' | 'keyField' | 'fields'>,
	state: Pick<RunState, 'context'>,
): readonly Compiled[] {
	return conditions.map(({ when, unless, fromMs, fields = usual }) => ({
		fromMs,
		fields,
		test: testOf(when, state),
		exceptions: unless.map(exception => testOf(exception, state)),
		anchors: anchorsOf(when, keyField),
	}));
}

/** Parts that must all be true are tested one after another, each on the remaining rows. */
function testOf(condition: Expression, { context }: Pick<RunState, 'context'>): Test {
	const parts = conjuncts(condition).map(part => ({
		test: context.condition(part),
		name: isOfTheRange(part) ? undefined : `where ${fingerprint(part)} ${context.timeZone}`,
	}));
	return frame => {
		for (const { test, name } of parts) {
			if (frame.rows?.length === 0) {
				return;
			}

			frame.rows = filterExpression(frame, test, name);
		}
	};
}

function matchSegment(
	compiled: readonly Compiled[],
	segment: SegmentInRange,
	request: MatchRequest,
	options: MatchOptions,
	state: RunState,
): number {
	const { fromMs, toMs } = state.context;
	const source = newSource(segment, state);
	const inRange = rowsWithin(
		request.within ?? { fromRow: 0 },
		filterTime(source, fromMs, toMs),
		source.rowCount,
	);
	const recordCount = countRows(inRange, source.rowCount);
	if (recordCount === 0) {
		return 0;
	}

	const keyed = rowsByKey(source, inRange, compiled, request.keyField);
	for (const [condition, one] of compiled.entries()) {
		const { fromMs: first, fields, anchors, test, exceptions } = one;
		const candidates = anchors === undefined ? inRange : rowsOf(anchors, keyed, source.rowCount);
		if (candidates?.length === 0) {
			continue;
		}

		const recent = first <= fromMs ? candidates : since(source, candidates, first);
		const { met, silencedCount } = meeting(source, recent, test, exceptions);
		const rows = listed(met, source.rowCount);
		if (rows.length > 0 || silencedCount > 0) {
			const vectors = rows.length === 0 ? [] : vectorsOf(source, met, fields);
			const found = { condition, segmentId: segment.view.id, rows, silencedCount };
			options.onMet(new MetRows(found, vectors, source.times()));
		}
	}

	return recordCount;
}

/** The rows that are met without those of the exceptions. */
function meeting(
	source: SegmentSource,
	rows: Rows,
	test: Test,
	exceptions: readonly Test[],
): { readonly met: Rows; readonly silencedCount: number } {
	const frame = new Frame(source, rows);
	test(frame);
	const found = frame.rows;
	let met = found;
	for (const exception of exceptions) {
		const excepted = new Frame(source, met);
		exception(excepted);
		met = difference(met, excepted.rows, source.rowCount);
	}

	const silencedCount = countRows(found, source.rowCount) - countRows(met, source.rowCount);
	return { met, silencedCount };
}

/** Rows by the values, in lower case, that some condition is anchored to. */
function rowsByKey(
	source: SegmentSource,
	rows: Rows,
	compiled: readonly Compiled[],
	keyField: string,
): ReadonlyMap<string, Uint32Array> {
	const all = compiled.flatMap(({ anchors }) => anchors ?? []);
	if (all.length === 0) {
		return new Map();
	}

	const wanted: Anchors = {
		texts: new Set(all.flatMap(({ texts }) => [...texts])),
		starts: new Set(all.flatMap(({ starts }) => [...starts])),
	};

	const vector = new Frame(source, rows).field(keyField).get();
	const keyOfCode = keysOf(vector, wanted);
	const lists = new Map<string, number[]>();
	eachRow(rows, source.rowCount, row => {
		const key = keyOfCode[codeAt(vector, row)];
		if (key !== undefined) {
			const list = lists.get(key);
			if (list === undefined) {
				lists.set(key, [row]);
			} else {
				list.push(row);
			}
		}
	});
	return new Map([...lists].map(([key, list]) => [key, Uint32Array.from(list)]));
}

function keysOf(vector: Vector, wanted: Anchors): readonly (string | undefined)[] {
	return Array.from({ length: vector.size }, (_, code) => {
		const value = vector.value(code);
		const key = value === null ? '' : textOf(value).toLowerCase();
		return isAnchored(wanted, key) ? key : undefined;
	});
}

function isAnchored({ texts, starts }: Anchors, key: string): boolean {
	return texts.has(key) || [...starts].some(start => key.startsWith(start));
}

/** No row has two values, so the lists have no row in common. */
function rowsOf(
	{ texts, starts }: Anchors,
	keyed: ReadonlyMap<string, Uint32Array>,
	rowCount: number,
): Rows {
	const keys = new Set(texts);
	for (const start of starts) {
		[...keyed.keys()].filter(key => key.startsWith(start)).forEach(key => keys.add(key));
	}

	const lists = [...keys].flatMap(key => keyed.get(key) ?? []);
	const [only = noRows] = lists;
	if (lists.length <= 1) {
		return only.length === rowCount ? undefined : only;
	}

	const rows = new Uint32Array(lists.reduce((sum, list) => sum + list.length, 0));
	let count = 0;
	for (const list of lists) {
		rows.set(list, count);
		count += list.length;
	}

	return count === rowCount ? undefined : rows.sort();
}

function rowsWithin(
	{ fromRow, toRow }: Pick<NonNullable<MatchRequest['within']>, 'fromRow' | 'toRow'>,
	rows: Rows,
	rowCount: number,
): Rows {
	const end = Math.min(toRow ?? rowCount, rowCount);
	if (fromRow === 0 && end === rowCount) {
		return rows;
	}

	return rows === undefined
		? Uint32Array.from({ length: Math.max(0, end - fromRow) }, (_, index) => fromRow + index)
		: rows.filter(row => row >= fromRow && row < end);
}

function since(source: SegmentSource, rows: Rows, fromMs: number): Rows {
	const times = source.times();
	const kept: number[] = [];
	eachRow(rows, source.rowCount, row => {
		if ((times[row] as number) >= fromMs) {
			kept.push(row);
		}
	});
	return Uint32Array.from(kept);
}

function vectorsOf(source: SegmentSource, rows: Rows, fields: readonly string[]): Vector[] {
	const frame = new Frame(source, rows);
	eachRow(rows, source.rowCount, () => source.work());
	return fields.map(name => frame.field(name).get());
}

function listed(rows: Rows, rowCount: number): Uint32Array {
	return rows ?? Uint32Array.from({ length: rowCount }, (_, row) => row);
}
