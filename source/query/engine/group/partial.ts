import type { Codes } from '../../../../store/column/column.ts';
import { combine } from '../../frame/combine.ts';
import type { Dictionary } from '../dictionary/dictionary.ts';
import { countRows, type Rows } from '../../frame/rows.ts';
import type { Ties } from '../../frame/ties.ts';
import type { Vector } from '../../frame/vector.ts';
import type { AggregateCall } from '../../syntax/tree.ts';
import type { Accumulator, GroupedRows } from '../../aggregate/accumulator.ts';
import { aggregateOf } from '../../aggregate/index.ts';
import { ownDictionaries, type AggregateDictionaries } from './aggregate-dictionaries.ts';
import { histogram, pairHistogram } from './histogram.ts';

/** One key of every group. */
export interface KeyColumn {
	readonly dictionary: Dictionary;
	/** Shape `[groupCount]`: the number of each group's value. */
	readonly numbers: Uint32Array;
}

/** An aggregate over one segment. Immutable, so that it can be cached and merged many times. */
export interface Partial {
	readonly groupCount: number;
	readonly keys: readonly KeyColumn[];
	readonly accumulators: readonly Accumulator[];
	/** Rows of each group, shape `[groupCount]`. */
	readonly counts: Uint32Array | Float64Array;
	/** Number of rows that were added. */
	readonly rowCount: number;
	/** Of these, rows of groups beyond the limit, which are not among the groups. */
	readonly hiddenRowCount: number;
	readonly bytes: number;
}

export interface AggregateInput {
	readonly rows: Rows;
	readonly rowCount: number;
	readonly keys: readonly Vector[];
	readonly calls: readonly AggregateCall[];
	readonly args: readonly (readonly Vector[])[];
	times(): Float64Array;
	/** What orders rows of one time. */
	ties(): Ties;
	readonly ranks: Float64Array | undefined;
	/** Partials of one aggregate that share these are merged fastest. */
	readonly dictionaries?: AggregateDictionaries;
}

/** Groups numbered without gaps, in the order of their codes. */
interface Groups {
	readonly counts: Uint32Array;
	/** Code of each key by group. */
	readonly codesOfKeys: readonly Uint32Array[];
	groupOf(): Uint32Array;
}

export function aggregateRows(input: AggregateInput): Partial {
	const groups = groupRows(input.keys, input.rows, input.rowCount);
	let groupOf: Uint32Array | undefined;
	const grouped: GroupedRows = {
		rows: input.rows,
		rowCount: input.rowCount,
		groupCount: groups.counts.length,
		counts: groups.counts,
		groupOf: () => (groupOf ??= groups.groupOf()),
		times: () => input.times(),
		ties: () => input.ties(),
		ranks: input.ranks,
	};
	const dictionaries = input.dictionaries ?? ownDictionaries(input.calls, input.keys.length);
	const accumulators = input.calls.map((call, index) => {
		const accumulator = aggregateOf(call).start(call, dictionaries.calls[index]);
		accumulator.add(grouped, input.args[index] ?? []);
		return accumulator;
	});
	const keys = input.keys.map((vector, index) => {
		const dictionary = dictionaries.keys[index] as Dictionary;
		const codes = groups.codesOfKeys[index] as Uint32Array;
		return { dictionary, numbers: dictionary.numbersOf(vector, codes) };
	});
	return {
		groupCount: groups.counts.length,
		keys,
		accumulators,
		counts: groups.counts,
		rowCount: countRows(input.rows, input.rowCount),
		hiddenRowCount: 0,
		bytes:
			256 +
			groups.counts.byteLength +
			accumulators.reduce((sum, accumulator) => sum + accumulator.bytes, 0) +
			keys.reduce((sum, key) => sum + key.numbers.byteLength, 0),
	};
}

/** The partial of no rows: no groups. */
export function emptyPartial(
	calls: readonly AggregateCall[],
	dictionaries: AggregateDictionaries,
): Partial {
	return {
		groupCount: 0,
		keys: dictionaries.keys.map(dictionary => ({ dictionary, numbers: new Uint32Array(0) })),
		accumulators: calls.map((call, index) =>
			aggregateOf(call).start(call, dictionaries.calls[index]),
		),
		counts: new Uint32Array(0),
		rowCount: 0,
		hiddenRowCount: 0,
		bytes: 256,
	};
}

/** Up to this many cells, a table of pairs is cheaper than numbering the pairs that occur. */
const pairCellsMax = 1 << 21;

function groupRows(keys: readonly Vector[], rows: Rows, rowCount: number): Groups {
	const [first, second] = keys;
	if (first === undefined) {
		const count = countRows(rows, rowCount);
		return {
			counts: Uint32Array.of(count),
			codesOfKeys: [],
			groupOf: () => new Uint32Array(count),
		};
	}

	if (second === undefined) {
		return groupByCodes(first.codes, first.size, rows, rowCount, cells => [cells]);
	}

	if (keys.length === 2 && worthTable(first.size * second.size, rows, rowCount)) {
		return groupByPairs(first, second, rows, rowCount);
	}

	const all = combine(keys, rows, rowCount);
	return groupByCodes(all.codes, all.size, rows, rowCount, cells =>
		keys.map((_, index) => {
			const codes = new Uint32Array(cells.length);
			for (let group = 0; group < cells.length; group++) {
				codes[group] = all.part(cells[group] as number, index);
			}

			return codes;
		}),
	);
}

/** The cost of clearing and reading the table depends on its cells, not on the rows. */
function worthTable(cells: number, rows: Rows, rowCount: number): boolean {
	return cells <= pairCellsMax && cells <= 65_536 + countRows(rows, rowCount) * 16;
}

function groupByCodes(
	codes: Codes,
	size: number,
	rows: Rows,
	rowCount: number,
	parts: (cells: Uint32Array) => readonly Uint32Array[],
): Groups {
	const found = occupied(histogram(codes, size, rows, rowCount));
	return {
		counts: found.counts,
		codesOfKeys: parts(found.cells),
		groupOf: () => {
			const groupOfCode = inverse(found.cells, size);
			return mapRows(rows, rowCount, row => groupOfCode[codes[row] as number] as number);
		},
	};
}

function groupByPairs(left: Vector, right: Vector, rows: Rows, rowCount: number): Groups {
	const cells = left.size * right.size;
	const found = occupied(
		pairHistogram(left.codes, left.size, right.codes, right.size, rows, rowCount),
	);
	return {
		counts: found.counts,
		codesOfKeys: [
			found.cells.map(cell => Math.floor(cell / right.size)),
			found.cells.map(cell => cell % right.size),
		],
		groupOf: () => {
			const groupOfCell = inverse(found.cells, cells);
			const a = left.codes;
			const b = right.codes;
			return mapRows(
				rows,
				rowCount,
				row => groupOfCell[(a[row] as number) * right.size + (b[row] as number)] as number,
			);
		},
	};
}

/** The cells that were counted, ascending, with their counts. */
function occupied(counts: Uint32Array): {
	readonly cells: Uint32Array;
	readonly counts: Uint32Array;
} {
	let count = 0;
	for (let cell = 0; cell < counts.length; cell++) {
		count += counts[cell] === 0 ? 0 : 1;
	}

	const cells = new Uint32Array(count);
	const kept = new Uint32Array(count);
	let at = 0;
	for (let cell = 0; at < count; cell++) {
		const times = counts[cell] as number;
		if (times !== 0) {
			cells[at] = cell;
			kept[at++] = times;
		}
	}

	return { cells, counts: kept };
}

function inverse(cells: Uint32Array, size: number): Uint32Array {
	const groupOf = new Uint32Array(size);
	for (let group = 0; group < cells.length; group++) {
		groupOf[cells[group] as number] = group;
	}

	return groupOf;
}

function mapRows(rows: Rows, rowCount: number, map: (row: number) => number): Uint32Array {
	const out = new Uint32Array(countRows(rows, rowCount));
	for (let index = 0; index < out.length; index++) {
		out[index] = map(rows === undefined ? index : (rows[index] as number));
	}

	return out;
}
