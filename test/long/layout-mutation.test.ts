import { afterAll, beforeAll, expect, test } from 'vitest';
import { noVariables } from '../../source/dashboard/compose.ts';
import type { Variables } from '../../source/dashboard/compose.ts';
import type { Layout, Panel } from '../../source/dashboard/layout.ts';
import { exampleGeoRanges } from '../../source/example/geo.ts';
import { shippedLayouts } from '../dashboard/layouts.ts';
import { cornerIndicators, cornerRecords, steadyRecords } from '../layouts/corner-records.ts';
import { exampleRange, openExampleStore, panelText, shownPanel } from '../layouts/example-store.ts';
import type { ExampleStore } from '../layouts/example-store.ts';
import { mutantsOf } from '../layouts/mutate.ts';
import { survivors } from '../layouts/survivors.ts';
import { differences } from '../oracle/compare.ts';
import { oracle } from '../oracle/oracle.ts';
import type { Panel as Expected } from '../oracle/shapes.ts';

/** Records, values of the layouts' variables, and what the oracle says of them. */
interface Setting {
	readonly store: ExampleStore;
	readonly variables: Variables;
	readonly expected: ReadonlyMap<string, Expected>;
}

let stores: readonly ExampleStore[] = [];
let settings: readonly Setting[];

beforeAll(async () => {
	const corners = await openExampleStore({
		days: 1,
		recordsPerDay: 1_000,
		extra: cornerRecords,
		indicators: cornerIndicators,
	});
	const steady = await openExampleStore({
		days: 0,
		extra: steadyRecords,
		indicators: cornerIndicators,
	});
	stores = [corners, steady];
	const setting = (
		store: ExampleStore,
		params: { readonly confidence?: string; readonly changes?: 'all' },
	): Setting => ({
		store,
		variables: { ...noVariables, params },
		expected: oracle(store.records, {
			...exampleRange,
			...params,
			indicators: cornerIndicators,
			geo: exampleGeoRanges,
		}),
	});
	settings = [
		setting(corners, {}),
		setting(corners, { confidence: '*', changes: 'all' }),
		setting(steady, {}),
	];
});

afterAll(async () => {
	for (const store of stores) {
		await store.close();
	}
});

/** What the comparison with the oracle says when this query stands in the panel. */
async function noticed(layout: Layout, panel: Panel, query: string): Promise<readonly string[]> {
	const isPlain = !panel.query.includes('{{');

	for (const { store, variables, expected } of settings) {
		if (isPlain && Object.keys(variables.params).length > 0) {
			continue;
		}

		const wanted = expected.get(panel.id);

		if (wanted === undefined) {
			throw new Error(`the oracle has no ${panel.id}`);
		}

		const text = panelText(layout, { query }, exampleRange, variables);
		const outcome = await store.engine.run({
			text,
			...exampleRange,
			nowMs: exampleRange.toMs,
			timeZone: 'UTC',
			rowsMax: 10_000,
		});

		const found = outcome.ok
			? differences(shownPanel(panel.id, outcome.result), wanted)
			: [JSON.stringify(outcome)];

		if (found.length > 0) {
			return found;
		}
	}

	return [];
}

/** The survivors that are listed, one `id what` a line. */
function survivorsOf(layout: Layout): readonly string[] {
	const ids = new Set(layout.panels.map(panel => panel.id));
	return survivors.flatMap(({ what, panels }) =>
		panels.filter(id => ids.has(id)).map(id => `${id} ${what}`),
	);
}

test.each(shippedLayouts().map(layout => ({ name: layout.name, layout })))(
	'$name: every change of a query is noticed, but for the ones listed',
	async ({ layout }) => {
		const unnoticed: string[] = [];
		let mutantCount = 0;

		for (const panel of layout.panels) {
			expect(await noticed(layout, panel, panel.query)).toEqual([]);

			for (const { what, text } of mutantsOf(panel.query)) {
				mutantCount++;

				if ((await noticed(layout, panel, text)).length === 0) {
					unnoticed.push(`${panel.id} ${what}`);
				}
			}
		}

		expect(unnoticed.toSorted()).toEqual(survivorsOf(layout).toSorted());
		expect(mutantCount).toBeGreaterThan(10 * layout.panels.length);
	},
);
