import { afterAll, beforeAll, expect, test } from 'vitest';
import { noVariables } from '../../source/dashboard/compose/variables.ts';
import type { Variables } from '../../source/dashboard/compose/variables.ts';
import type { Layout, Panel } from '../../source/dashboard/layout/layout.ts';
import { exampleGeoRanges } from '../../source/example/geo.ts';
import { exampleAdministrators } from '../../source/example/organisation.ts';
import { shippedLayouts } from '../dashboard/layouts.ts';
import { secondSet } from './second-set.ts';
import { classicAdministrators, classicRecords } from './classic-records.ts';
import { cornerIndicators, cornerRecords, steadyRecords } from './corner-records.ts';
import { exampleRange, openExampleStore, panelText, rangeOf, shownPanel } from './example-store.ts';
import type { ExampleStore } from './example-store.ts';
import { mutantsOf } from './mutate.ts';
import { standardsRecords } from './standards-records.ts';
import { survivors } from './survivors.ts';
import { differences } from '../oracle/compare.ts';
import { classicOracle } from '../oracle/classic.ts';
import { oracle } from '../oracle/oracle.ts';
import { standardsOracle } from '../oracle/standards.ts';
import type { Panel as Expected } from '../oracle/shapes.ts';

type Params = Readonly<
	Partial<Record<'confidence' | 'administrators' | 'service', string> & Record<'changes', 'all'>>
>;

/** Records, values of the layouts' variables, and what the oracle says of them. */
interface Setting {
	readonly store: ExampleStore;
	readonly variables: Variables;
	readonly expected: ReadonlyMap<string, Expected>;
	/** The records are those of another setting, and only values of the variables differ. */
	readonly isAgain: boolean;
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
	const classic = await openExampleStore({
		days: 0,
		extra: classicRecords,
		indicators: cornerIndicators,
	});
	const standards = await openExampleStore({
		days: 0,
		extra: standardsRecords,
		indicators: cornerIndicators,
	});
	stores = [corners, steady, classic, standards];
	const setting = (store: ExampleStore, params: Params, isAgain = false): Setting => ({
		store,
		isAgain,
		variables: { ...noVariables, params },
		expected: new Map([
			...oracle(store.records, {
				...exampleRange,
				...params,
				indicators: cornerIndicators,
				geo: exampleGeoRanges,
			}),
			...classicOracle(store.records, {
				...exampleRange,
				...(params.administrators === undefined
					? {}
					: { administrators: params.administrators.split(/, ?/).filter(Boolean) }),
				geo: exampleGeoRanges,
			}),
			...standardsOracle(store.records, {
				...exampleRange,
				...params,
				indicators: cornerIndicators,
				geo: exampleGeoRanges,
			}),
		]),
	});
	settings = [
		setting(corners, { administrators: exampleAdministrators.join(',') }),
		setting(corners, { confidence: '*', changes: 'all' }, true),
		setting(steady, { administrators: 'ada' }),
		setting(classic, { administrators: classicAdministrators }),
		setting(standards, {}),
		setting(standards, { service: 'elb' }, true),
		setting(standards, { service: 'dynamodb' }, true),
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
	const range = rangeOf(panel);

	for (const { store, variables, expected, isAgain } of settings) {
		if (isPlain && isAgain) {
			continue;
		}

		const wanted = expected.get(panel.id);

		if (wanted === undefined) {
			throw new Error(`the oracle has no ${panel.id}`);
		}

		const text = panelText(layout, { query }, range, variables);
		const outcome = await store.engine.run({
			text,
			...range,
			nowMs: range.toMs,
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

test.each([...shippedLayouts(), ...secondSet()].map(layout => ({ name: layout.name, layout })))(
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
