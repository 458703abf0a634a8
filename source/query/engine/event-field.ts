import type { SegmentView } from '../../../store/segment/view.ts';
import type { Column } from '../../../store/column/column.ts';
import type { Value } from '../value.ts';
import { columnVector } from './column-vector.ts';
import type { Rows } from '../frame/rows.ts';
import { constantVector, newCodes, type Vector } from '../frame/vector.ts';

/** Finds a segment's paths, and the paths of its containers, ignoring case. */
export interface PathIndex {
	/** The spellings of leaf paths and of container paths, by their lower-case name. */
	readonly leaves: ReadonlyMap<string, readonly string[]>;
	readonly containers: ReadonlyMap<string, readonly string[]>;
	/** The spellings of those with an index, by their lower-case name without any. */
	readonly inLists: ReadonlyMap<string, readonly string[]>;
}

const indexes = new WeakMap<SegmentView, PathIndex>();

/** The index of a segment's paths; a sealed one is indexed once, for all engines that read it. */
export function pathsOf(view: SegmentView): PathIndex {
	const known = indexes.get(view);
	if (known !== undefined) {
		return known;
	}

	const made = indexPaths(view.paths());
	if (view.sealed) {
		indexes.set(view, made);
	}

	return made;
}

function indexPaths(paths: readonly string[]): PathIndex {
	const leaves = new Map<string, string[]>();
	const containers = new Map<string, string[]>();
	for (const path of paths) {
		add(leaves, path);
		for (let at = 1; at < path.length; at++) {
			const character = path[at];
			if (character === '.' || character === '[') {
				add(containers, path.slice(0, at));
			}
		}
	}

	const inLists = new Map<string, string[]>();
	for (const path of [...leaves.values(), ...containers.values()].flat()) {
		const name = nameWithoutIndexes(path);
		if (name.length < path.length) {
			add(inLists, path, name);
		}
	}

	return { leaves, containers, inLists };
}

/** The lower-case name under which `inLists` has a path. */
export function nameWithoutIndexes(path: string): string {
	return path.replace(/\[\d+\]/g, '').toLowerCase();
}

function add(index: Map<string, string[]>, path: string, key = path.toLowerCase()): void {
	const known = index.get(key);
	if (known === undefined) {
		index.set(key, [path]);
	} else if (!known.includes(path)) {
		known.push(path);
	}
}

/** Which value of a record is asked for. */
interface Asked {
	readonly name: string;
	readonly exactOnly: boolean;
	/** Of the codes across queries; undefined where they may differ. */
	readonly identity: string | undefined;
	/** Rows whose record is not complete in the columns, with the value that a full parse finds. */
	readonly slow: ReadonlyMap<number, Value | undefined>;
	/** The only rows that matter, where they are few: containers are put together for these alone. */
	readonly few: Rows;
}

/** The value at a name in every record: the exact path first, then paths that differ in case. */
export function eventField(view: SegmentView, index: PathIndex, asked: Asked): Vector {
	const { name, exactOnly, few } = asked;
	const key = name.toLowerCase();
	const exactFirst = (spellings: readonly string[] | undefined): string[] =>
		[...(spellings ?? [])]
			.filter(path => path === name || !exactOnly)
			.sort((a, b) => Number(b === name) - Number(a === name));
	const leaves = exactFirst(index.leaves.get(key)).map(path => view.column(path));
	const containers = exactFirst(index.containers.get(key)).map(path => view.container(path, few));
	const columns = [...leaves, ...containers].filter(column => column !== undefined);
	const identity = few !== undefined && containers.length > 0 ? undefined : asked.identity;
	return mergeColumns(columns, view.rowCount, identity, asked.slow);
}

/** For each row, the value of the first column that has one. */
function mergeColumns(
	columns: readonly Column[],
	rowCount: number,
	identity: string | undefined,
	slow: ReadonlyMap<number, Value | undefined>,
): Vector {
	const [first] = columns;
	if (slow.size === 0) {
		if (first === undefined) {
			return constantVector(null, rowCount);
		}

		if (columns.length === 1) {
			return columnVector(first, identity);
		}
	}

	const bases: number[] = [];
	let size = 1;
	for (const column of columns) {
		bases.push(size - 1);
		size += column.valueCount;
	}

	const slowBase = size;
	const slowValues = [...slow.values()];
	const codes = newCodes(rowCount, size + slowValues.length);
	for (let at = columns.length - 1; at >= 0; at--) {
		const from = (columns[at] as Column).codes();
		const base = bases[at] as number;
		for (let row = 0; row < rowCount; row++) {
			const code = from[row] as number;
			if (code !== 0) {
				codes[row] = base + code;
			}
		}
	}

	let slowIndex = 0;
	for (const [row, value] of slow) {
		codes[row] = value === undefined ? 0 : slowBase + slowIndex;
		slowIndex++;
	}

	return {
		codes,
		size: size + slowValues.length,
		repeats: columns.every(column => column.distinct),
		value: code => {
			if (code === 0) {
				return null;
			}

			if (code >= slowBase) {
				return slowValues[code - slowBase] ?? null;
			}

			let at = columns.length - 1;
			while ((bases[at] as number) >= code) {
				at--;
			}

			return (columns[at] as Column).value(code - (bases[at] as number));
		},
	};
}
