import { afterAll, beforeAll, expect, test } from 'vitest';
import { drill } from '../../source/dashboard/compose/drill-down.ts';
import { noVariables } from '../../source/dashboard/compose/variables.ts';
import type { Layout, Panel } from '../../source/dashboard/layout/layout.ts';
import { exampleAdministrators } from '../../source/example/organisation.ts';
import type { Item } from '../../source/panels/model.ts';
import { panelModel, plainFrame } from '../../source/panels/panel-model.ts';
import { transposedFields } from '../../source/query/language/drill.ts';
import type { QueryResult } from '../../source/query/port.ts';
import type { Value } from '../../source/query/value.ts';
import { shippedLayouts } from '../dashboard/layouts.ts';
import { secondSet } from './second-set.ts';
import { exampleRange, openExampleStore, panelText, rangeOf } from './example-store.ts';
import type { ExampleStore } from './example-store.ts';
import type { Range } from '../oracle/shapes.ts';

let store: ExampleStore;

beforeAll(async () => {
	store = await openExampleStore({ days: 1, recordsPerDay: 1_500 });
});

afterAll(async () => {
	await store.close();
});

const frame = plainFrame(
	{ widthCells: 200, heightCells: 50 },
	{ range: exampleRange, rangeLabel: 'last 24h', timeZone: 'UTC' },
);
const variables = {
	...noVariables,
	params: { administrators: exampleAdministrators.join(',') },
};

/** Every number a panel shows, with the item a person would open to see its rows. */
function numbersOf(panel: Panel, text: string, result: QueryResult): readonly Item[] {
	const range = rangeOf(panel);
	const { items } = panelModel(panel.view, { kind: 'ready', result }, { ...frame, range });
	// A list opens its records, and a chart the rows of its items and cells.
	return result.kind === 'rows' ? [] : [...chosenBuckets(items), ...cellsOf(text, result)];
}

/** All that have rows, and the first one that has none. */
function chosenBuckets(items: readonly Item[]): readonly Item[] {
	const empty = items.find(item => item.value === 0);
	return [...items.filter(item => item.value !== 0), ...(empty === undefined ? [] : [empty])];
}

/** The cells with counts, as a table of the same result would open them. */
function cellsOf(text: string, result: QueryResult): readonly Item[] {
	const time = result.timeslice;
	const timeIndex = time === undefined ? -1 : result.columns.indexOf(time.column);
	const isPlain = result.columns.includes('eventCount');
	const first = isPlain ? result.columns.indexOf('eventCount') : 1;
	const last = isPlain ? first + 1 : result.columns.length;

	if (!isPlain && transposedFields(text) === undefined) {
		return [];
	}

	return result.rows.flatMap((row, index) =>
		result.columns.slice(first, last).flatMap((column, offset): readonly Item[] => {
			const value = row[first + offset];
			const startMs = row[timeIndex];
			const bucket =
				typeof startMs === 'number'
					? { fromMs: startMs, toMs: startMs + (time?.stepMs ?? 0) }
					: undefined;
			return typeof value === 'number' && value > 0
				? [{ rows: [index], column, bucket, label: column, value }]
				: [];
		}),
	);
}

const known = new Map<string, number>();

/** Rows of records that a query gives; NaN where it gives others. */
async function rowsOf(query: string, range: Range): Promise<number> {
	const key = JSON.stringify([query, range]);
	const before = known.get(key);

	if (before !== undefined) {
		return before;
	}

	const { rowCount, kind } = await store.run(query, range, 1);
	const found = kind === 'rows' ? rowCount : Number.NaN;
	known.set(key, found);
	return found;
}

/** What a panel opened: how many numbers, and those that were not zero. */
interface Walk {
	readonly wrong: readonly string[];
	readonly openedCount: number;
	readonly countedCount: number;
}

async function walk(layout: Layout, panel: Panel): Promise<Walk> {
	const ran = rangeOf(panel);
	const text = panelText(layout, panel, ran, variables);
	const result = await store.run(text, ran);
	const wrong: string[] = [];
	const items = [...numbersOf(panel, text, result), ...wholeOf(text, result)];

	for (const item of items) {
		const isWhole = item.label === wholeLabel;
		const opened = drill(text, result, isWhole ? undefined : item, panel.title, ran);
		const rowCount = await rowsOf(opened.query, opened.range ?? ran);

		if (rowCount !== item.value) {
			wrong.push(
				`${panel.id} ${item.label} ${item.column ?? ''}: ${rowCount} rows for ${item.value}: ${opened.query}`,
			);
		}
	}

	return {
		wrong: [...wrong, ...(await recordFaults(panel, result))],
		openedCount: items.length,
		countedCount: items.filter(({ value }) => (value ?? 0) > 0).length,
	};
}

const wholeLabel = 'all of it';

/** Enter without a chosen number opens everything that the panel counts: its sum, or its rows. */
function wholeOf(text: string, result: QueryResult): readonly Item[] {
	const whole = (value: number): readonly Item[] => [
		{ rows: [], column: undefined, bucket: undefined, label: wholeLabel, value },
	];

	if (result.kind === 'rows') {
		return whole(result.rowCount);
	}

	// A list that keeps some of all counts less than what it was made of.
	return keepsSome(text) ? [] : whole(sum(cellsOf(text, result)));
}

function keepsSome(text: string): boolean {
	const after = text.slice(text.search(/\| (count|count_distinct|sum|max)\b/));
	return /\| (limit|where|top|dedup)\b/.test(after);
}

function sum(items: readonly Item[]): number {
	return items.reduce((total, { value }) => total + (value ?? 0), 0);
}

/** In a list each row opens its own record: the one that has what stands in the row. */
async function recordFaults(
	panel: Panel,
	{ kind, columns, rows, refs }: QueryResult,
): Promise<readonly string[]> {
	const at = columns.indexOf('eventTime');
	const faults: string[] = [];
	for (const [index, row] of kind === 'rows' ? rows.entries() : []) {
		const ref = refs?.[index];
		const record = ref === undefined ? undefined : await store.engine.record(ref);
		const found: unknown = record === undefined ? {} : JSON.parse(record.delivered);
		const time =
			typeof found === 'object' && found !== null && 'eventTime' in found
				? found.eventTime
				: undefined;
		if (time === undefined || time !== row[at]) {
			faults.push(`${panel.id} row ${index}: another record, of ${String(time)}`);
		}
	}

	return faults;
}

test.each([...shippedLayouts(), ...secondSet()].map(layout => ({ name: layout.name, layout })))(
	'$name: every number opens the rows that it counts',
	async ({ layout }) => {
		const walks = new Map<string, Walk>();

		for (const panel of layout.panels) {
			walks.set(panel.id, await walk(layout, panel));
		}

		expect(walks.size).toBeGreaterThan(0);
		expect([...walks.values()].flatMap(({ wrong }) => wrong)).toEqual([]);
		// A layout without panels walks nowhere, and nothing is right by having nothing to open; the tests below walk those without a count.
		expect(
			[...walks].filter(([, { countedCount }]) => countedCount === 0).map(([id]) => id),
		).toEqual(layout.panels.map(({ id }) => id).filter(id => id === 'CL4' || id === 'CN8'));
	},
);

/** For each row of a list that counts no records: the row by titles, and the records it opens. */
async function openedRows(id: string) {
	const layout = secondSet().find(({ panels }) => panels.some(panel => panel.id === id));
	const panel = layout?.panels.find(one => one.id === id);

	if (layout === undefined || panel === undefined) {
		throw new Error(`no panel ${id}`);
	}

	const ran = rangeOf(panel);
	const text = panelText(layout, panel, ran, variables);
	const result = await store.run(text, ran);
	const titled = (columns: readonly string[], row: readonly Value[]) =>
		Object.fromEntries(columns.map((title, index) => [title, row[index]]));
	return Promise.all(
		result.rows.map(async (row, index) => {
			const item = { rows: [index], column: undefined, bucket: undefined, label: '', value: 0 };
			const opened = await store.run(drill(text, result, item, panel.title, ran).query, ran);
			return {
				row: titled(result.columns, row),
				opened: opened.rows.map(one => titled(opened.columns, one)),
			};
		}),
	);
}

test('CL4: a user opens logins from as many addresses as it says', async () => {
	const rows = await openedRows('CL4');
	expect(rows.length).toBeGreaterThan(0);

	for (const { row, opened } of rows) {
		expect(new Set(opened.map(record => record['sourceIPAddress'])).size).toBe(row['addressCount']);
		expect(new Set(opened.map(record => record['user']))).toEqual(new Set([row['user']]));
	}
});

test('CN8: what was short lived opens its deletion, by who deleted it', async () => {
	const rows = await openedRows('CN8');
	expect(rows.length).toBeGreaterThan(0);

	for (const { row, opened } of rows) {
		expect(opened.length).toBeGreaterThan(0);
		expect(opened.some(record => record['eventTime'] === row['eventTime'])).toBe(true);
		expect(new Set(opened.map(record => record['user']))).toEqual(new Set([row['user']]));
	}
});
