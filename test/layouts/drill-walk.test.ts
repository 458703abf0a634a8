import { afterAll, beforeAll, expect, test } from 'vitest';
import { drill } from '../../source/dashboard/drill.ts';
import { noVariables } from '../../source/dashboard/compose.ts';
import type { Panel } from '../../source/dashboard/layout.ts';
import { exampleAdministrators } from '../../source/example/organisation.ts';
import type { Item } from '../../source/panels/model.ts';
import { panelModel, plainFrame } from '../../source/panels/panel-model.ts';
import { transposedFields } from '../../source/query/drill.ts';
import type { QueryResult } from '../../source/query/engine.ts';
import { shippedLayouts } from '../dashboard/layouts.ts';
import { classicLayouts } from './classic-layouts.ts';
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

test.each(
	[...shippedLayouts(), ...classicLayouts()].map(layout => ({ name: layout.name, layout })),
)('$name: every number opens the rows that it counts', async ({ layout }) => {
	const wrong: string[] = [];
	let openedCount = 0;

	for (const panel of layout.panels) {
		const ran = rangeOf(panel);
		const text = panelText(layout, panel, ran, variables);
		const result = await store.run(text, ran);

		for (const item of numbersOf(panel, text, result)) {
			const { query, range } = drill(text, result, item, panel.title, ran);
			const rowCount = await rowsOf(query, range ?? ran);
			openedCount++;

			if (rowCount !== item.value) {
				wrong.push(
					`${panel.id} ${item.label} ${item.column ?? ''}: ${rowCount} rows for ${item.value}: ${query}`,
				);
			}
		}
	}

	expect(wrong).toEqual([]);
	expect(openedCount).toBeGreaterThan(15);
});
