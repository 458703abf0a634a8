import { parsePath, pathOf, type PathStep } from '../../../store/index.ts';
import type { Codes } from '../../../store/column/column.ts';
import { elementsOfJson, type Element } from '../elements.ts';
import { parseRecord } from '../json-text.ts';
import { acrossLists } from '../record-path.ts';
import type { Rows } from '../frame/rows.ts';
import { columnVector } from './column-vector.ts';
import { nameWithoutIndexes } from './event-field.ts';
import type { SegmentAccess } from './segment-access.ts';
import type { Vector } from '../frame/vector.ts';
import { wholeCodes } from './whole-containers.ts';

/** A column that holds elements of a field: one in each row, or several in one text. */
export interface ListSource {
	readonly path: string;
	/** The indexes that the path has and the name has not. */
	readonly indexes: readonly number[];
	readonly codes: Codes;
	readonly valueCount: number;
	/** Of a container that is put together from columns: only in rows where this is 0. */
	readonly otherCodes: Codes | undefined;
	elements(code: number): readonly Element[];
	/** The same as a vector; undefined where a code stands for several elements. */
	readonly vector: Vector | undefined;
}

/** How the path of a column leads along a name. */
interface Match {
	/** Steps of the name that the path takes. */
	readonly taken: number;
	readonly indexes: readonly number[];
	/** Whether the last step of the path is one of the name. */
	readonly endsWithName: boolean;
}

/** Undefined when the path leads elsewhere. An index of the name is one, and no list is crossed there. */
function matchOf(path: readonly PathStep[], name: readonly PathStep[]): Match | undefined {
	const indexes: number[] = [];
	let taken = 0;
	let endsWithName = false;
	for (const step of path) {
		const wanted = name[taken];
		endsWithName = step === wanted || isSpelling(step, wanted);
		if (endsWithName) {
			taken++;
		} else if (typeof step === 'number' && typeof wanted !== 'number') {
			indexes.push(step);
		} else {
			return undefined;
		}
	}

	return { taken, indexes, endsWithName };
}

function isSpelling(step: PathStep, wanted: PathStep | undefined): boolean {
	return (
		typeof step === 'string' &&
		typeof wanted === 'string' &&
		step.toLowerCase() === wanted.toLowerCase()
	);
}

/** The columns of a segment with the elements of a name that crosses lists. */
export interface ListSources {
	/** In the order in which a record has their elements. */
	readonly sources: readonly ListSource[];
	/** Whether objects or lists were put together for some of the rows only. */
	readonly isPart: boolean;
}

/** @param few - the only rows that matter, where they are few */
export function listSources(
	segment: SegmentAccess,
	name: readonly PathStep[],
	few: Rows,
): ListSources {
	const own = ownPaths(segment, name);
	const sources = [
		...own.flatMap(({ path, indexes }) => [...ownSources(segment, path, indexes, few)]),
		...innerSources(segment, name),
	];
	return {
		sources: sources.sort((a, b) => compareIndexes(a.indexes, b.indexes)),
		isPart: few !== undefined && own.some(({ path }) => isContainer(segment, path)),
	};
}

/** The paths that lead to one element each. */
function ownPaths(
	segment: SegmentAccess,
	name: readonly PathStep[],
): readonly Pick<ListSource, 'path' | 'indexes'>[] {
	const paths = segment.paths().inLists.get(nameWithoutIndexes(pathOf(name))) ?? [];
	return paths.flatMap(path => {
		const match = matchOf(parsePath(path) ?? [], name);
		const isWhole = match?.taken === name.length && match.indexes.length > 0;
		// A path that ends in a list is that list.
		return isWhole && match.endsWithName ? { path, indexes: match.indexes } : [];
	});
}

function isContainer(segment: SegmentAccess, path: string): boolean {
	return segment.paths().containers.get(path.toLowerCase())?.includes(path) === true;
}

function* ownSources(
	segment: SegmentAccess,
	path: string,
	indexes: readonly number[],
	few: Rows,
): Generator<ListSource> {
	const leaf = segment.view.column(path);
	const container = isContainer(segment, path) ? segment.view.container(path, few) : undefined;
	for (const column of [leaf, container]) {
		if (column !== undefined) {
			yield {
				path,
				indexes,
				codes: column.codes(),
				valueCount: column.valueCount,
				otherCodes: column === container ? leaf?.codes() : undefined,
				elements: code => elementsOfToken(column.token(code), column.value(code)),
				vector: columnVector(
					column,
					column === leaf ? segment.identity(`field|${path}`) : undefined,
				),
			};
		}
	}
}

function elementsOfToken(token: string, value: Element['value']): readonly Element[] {
	if (value === null) {
		return [];
	}

	const isContainer = token.startsWith('{') || token.startsWith('[');
	return [{ value, json: isContainer ? token : JSON.stringify(value) }];
}

/** Elements inside of lists and objects that are stored as one text. */
export function* innerSources(
	source: SegmentAccess,
	name: readonly PathStep[],
): Generator<ListSource> {
	const { leaves, inLists } = source.paths();
	for (let length = 1; length < name.length; length++) {
		const outer = pathOf(name.slice(0, length));
		const plain = leaves.get(outer.toLowerCase()) ?? [];
		const key = nameWithoutIndexes(outer);
		for (const path of new Set([...plain, ...(inLists.get(key) ?? [])])) {
			const match = matchOf(parsePath(path) ?? [], name);
			const inner = match?.taken === length ? innerOf(source, path, name, match) : undefined;
			if (inner !== undefined) {
				yield inner;
			}
		}
	}
}

function innerOf(
	source: SegmentAccess,
	path: string,
	name: readonly PathStep[],
	{ taken, indexes }: Match,
): ListSource | undefined {
	const column = source.view.column(path);
	const whole = wholeCodes(source, path);
	if (column === undefined || whole.length === 0) {
		return undefined;
	}

	const found = source.cached(`across|${path}|${pathOf(name)}`, bytesOfElements, () => {
		const byCode = new Map<number, readonly Element[]>();
		for (const code of whole) {
			const json = parseRecord(column.token(code));
			const elements = elementsOfJson(acrossLists(json, name.slice(taken), indexes.length > 0));
			if (elements.length > 0) {
				byCode.set(code, elements);
			}
		}

		return byCode;
	});
	return found.size === 0
		? undefined
		: {
				path,
				indexes,
				codes: column.codes(),
				valueCount: column.valueCount,
				otherCodes: undefined,
				elements: code => found.get(code) ?? [],
				vector: undefined,
			};
}

function bytesOfElements(found: ReadonlyMap<number, readonly Element[]>): number {
	let bytes = 64;
	for (const elements of found.values()) {
		bytes += elements.reduce((sum, { json }) => sum + 64 + json.length * 4, 64);
	}

	return bytes;
}

/** By the first index that differs. */
function compareIndexes(a: readonly number[], b: readonly number[]): number {
	const at = a.findIndex((index, place) => index !== b[place]);
	return at < 0 ? a.length - b.length : (a[at] as number) - (b[at] ?? -1);
}
