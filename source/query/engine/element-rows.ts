import { pathOf, type PathStep } from '../../../store/index.ts';
import type { ElementNeed } from '../frame/element-need.ts';
import { filterVector } from '../frame/filter.ts';
import type { FrameSource } from '../frame/frame-source.ts';
import { countRows, difference, noRows, rowsOfMask, union, type Rows } from '../frame/rows.ts';
import type { Vector } from '../frame/vector.ts';
import { stepsOfName } from '../record-path.ts';
import { columnVector } from './column-vector.ts';
import { nameWithoutIndexes } from './event-field.ts';
import { innerSources, listSources, type ListSource } from './list-sources.ts';
import { fieldSteps } from './record-json.ts';
import type { SegmentAccess } from './segment-access.ts';
import { truthy } from '../comparison.ts';
import type { Element } from '../elements.ts';
import type { Value } from '../value.ts';
import { firstByteOf } from './token-bytes.ts';
import { insideWholeContainers } from './whole-containers.ts';

type Segment = SegmentAccess & FrameSource;
type NeedOfElement = Extract<ElementNeed, { readonly kind: 'element' }>;

/**
 * Rows whose lists may have what is needed, from the dictionaries of the columns of their elements:
 * more rows than those that have it, and never fewer. Whichever column has an element decides, so that no
 * order of spellings or paths matters.
 */
export function rowsWithElements(segment: Segment, need: ElementNeed, rows: Rows): Rows {
	switch (need.kind) {
		case 'element':
			return rowsWithElement(segment, need, rows);
		case 'all':
			return need.parts.reduce(
				(left, part) => (left?.length === 0 ? left : rowsWithElements(segment, part, left)),
				rows,
			);
		case 'some':
			return anyOf(
				segment,
				rows,
				need.parts.map(part => left => rowsWithElements(segment, part, left)),
			);
	}
}

function rowsWithElement(segment: Segment, need: NeedOfElement, rows: Rows): Rows {
	const steps = stepsOf(need.lists);
	const name = [...steps, ...stepsOfName(need.field)];
	const key = nameWithoutIndexes(pathOf(name));
	if (containerKeys(segment).has(key)) {
		// Their texts would be put together for each row, which is what is to be spared.
		return rows;
	}

	const { sources } = listSources(segment, name, undefined);
	const ofTest = (vector: Vector) => (left: Rows) =>
		filterVector(segment, vector, left, segment.rowCount, need.test, nameOf(vector, need.name));
	return anyOf(segment, rows, [
		left => rowsOf(segment, segment.slowRows(), left),
		...need.lists.map(
			(_, last) => (left: Rows) =>
				rowsWithTexts(segment, stepsOf(need.lists.slice(0, last + 1)), left),
		),
		...leavesOf(segment, pathOf(name)).map(ofTest),
		...sources.map(source =>
			source.vector === undefined
				? (left: Rows) => rowsOfSource(segment, source, ({ value }) => need.test(value), left)
				: ofTest(source.vector),
		),
		left => rowsOf(segment, [...insideWholeContainers(segment, pathOf(name), true).keys()], left),
	]);
}

/** The first name is one of the record, the others are those of elements. */
function stepsOf([list = '', ...inner]: readonly string[]): readonly PathStep[] {
	return [...fieldSteps(list), ...inner.flatMap(stepsOfName)];
}

/** Names without indexes under which some record has an object or a list of several columns. */
function containerKeys(segment: Segment): ReadonlySet<string> {
	return segment.cached(
		'container keys',
		keys => 64 + keys.size * 128,
		() => new Set([...segment.paths().containers.keys()].map(nameWithoutIndexes)),
	);
}

/** The values that are in no list, a vector each spelling of the name. */
function leavesOf(segment: Segment, name: string): readonly Vector[] {
	return segment.spellings(name, true).flatMap(path => {
		const column = segment.view.column(path);
		return column === undefined ? [] : [columnVector(column, segment.identity(`field|${path}`))];
	});
}

/** `any` opens a text of JSON: rows in which the list, or one of its elements, may be such a text. */
function rowsWithTexts(segment: Segment, list: readonly PathStep[], rows: Rows): Rows {
	const name = pathOf(list);
	const { inLists } = segment.paths();
	const paths = [
		...segment.spellings(name, true),
		...(inLists.get(nameWithoutIndexes(name)) ?? []),
	];
	return anyOf(segment, rows, [
		...[...new Set(paths)].map(path => (left: Rows) => rowsWithTextsAt(segment, path, left)),
		...[...innerSources(segment, list)].map(
			source => (left: Rows) =>
				rowsOfSource(
					segment,
					source,
					({ value, json }) => json.startsWith('"') && isJson(value),
					left,
				),
		),
		left => rowsOf(segment, [...insideWholeContainers(segment, name, true).keys()], left),
	]);
}

function rowsWithTextsAt(segment: Segment, path: string, rows: Rows): Rows {
	const column = segment.view.column(path);
	if (column === undefined) {
		return noRows;
	}

	const firstByte = firstByteOf(column);
	const vector = columnVector(column, segment.identity(`text|${path}`));
	const isText = (code: number) => code > 0 && firstByte(code) === quote;
	const texts = { ...vector, value: (code: number) => isText(code) && isJson(vector.value(code)) };
	const name = nameOf(vector, 'of JSON');
	return filterVector(segment, texts, rows, segment.rowCount, truthy, name);
}

const quote = 0x22;

/** Whether a text may be one of JSON. */
function isJson(value: Value): boolean {
	return typeof value === 'string' && /^[[{]/.test(value);
}

function rowsOfSource(
	segment: Segment,
	{ codes, valueCount, elements }: ListSource,
	test: (element: Element) => boolean,
	rows: Rows,
): Rows {
	const size = valueCount + 1;
	const value = (code: number) => elements(code).some(test);
	const vector = { codes, size, repeats: false, value };
	return filterVector(segment, vector, rows, segment.rowCount, truthy);
}

function nameOf({ identity }: Vector, name: string | undefined): string | undefined {
	return identity === undefined || name === undefined ? undefined : `${identity}|${name}`;
}

function rowsOf(segment: Segment, wanted: readonly number[], rows: Rows): Rows {
	if (wanted.length === 0) {
		return noRows;
	}

	const mask = new Uint8Array(segment.rowCount);
	wanted.forEach(row => {
		mask[row] = 1;
	});
	return rowsOfMask(mask, rows, segment.rowCount);
}

/** Rows that one of the tests finds, each asked only for those that none before has found. */
function anyOf(segment: Segment, rows: Rows, tests: readonly ((left: Rows) => Rows)[]): Rows {
	let found: Rows = noRows;
	let left = rows;
	for (const test of tests) {
		if (countRows(left, segment.rowCount) === 0) {
			return rows;
		}

		const hits = test(left);
		found = union(found, hits, segment.rowCount);
		left = difference(left, hits, segment.rowCount);
	}

	return found;
}
