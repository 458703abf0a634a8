import { afterAll, beforeAll, expect, test } from 'vitest';
import { cellFilter } from '../../source/dashboard/compose/cell-filter.ts';
import { noVariables, toggleValue } from '../../source/dashboard/compose/variables.ts';
import type { Variables } from '../../source/dashboard/compose/variables.ts';
import { exampleAdministrators } from '../../source/example/organisation.ts';
import type { Value } from '../../source/query/value.ts';
import { shippedLayouts } from '../dashboard/layouts.ts';
import { secondSet } from './second-set.ts';
import { openExampleStore, panelText, rangeOf } from './example-store.ts';
import type { ExampleStore } from './example-store.ts';

let store: ExampleStore;

beforeAll(async () => {
	store = await openExampleStore({ days: 1, recordsPerDay: 1_500 });
});

afterAll(async () => {
	await store.close();
});

const params = { administrators: exampleAdministrators.join(',') };

/** The dashboard filtered by a cell, or by all but it. */
function filteredBy(
	query: string,
	column: string,
	value: Value,
	omit: boolean,
): Variables | undefined {
	const filter = cellFilter(query, column, value);
	const mark = omit ? '!' : '';

	if (filter?.kind === 'search') {
		return { ...noVariables, params, text: `${mark}${filter.term}` };
	}

	return filter === undefined
		? undefined
		: { ...toggleValue(noVariables, filter.name, `${mark}${String(value ?? '(none)')}`), params };
}

test.each([...shippedLayouts(), ...secondSet()].map(layout => ({ name: layout.name, layout })))(
	'$name: a filter set from a cell keeps or leaves out its rows',
	async ({ layout }) => {
		const wrong: string[] = [];
		let triedCount = 0;

		for (const panel of layout.panels.filter(({ view }) => view === 'table')) {
			const range = rangeOf(panel);
			const run = (variables: Variables) =>
				store.run(panelText(layout, panel, range, variables), range);
			const all = await run({ ...noVariables, params });

			for (const [index, column] of all.columns.entries()) {
				// The first value and a missing one, where there are such.
				const values = [
					all.rows.find(row => row[index] !== null && row[index] !== '')?.[index],
					all.rows.some(row => row[index] === null) ? null : undefined,
				].filter(value => value !== undefined);

				for (const value of values) {
					const only = filteredBy(panel.query, column, value, false);
					const others = filteredBy(panel.query, column, value, true);

					if (column === 'eventTime' || only === undefined || others === undefined) {
						continue;
					}

					triedCount++;
					const has = (row: readonly Value[] | undefined) => row?.[index] === value;
					const wanted = all.rows.filter(has).length;
					const kept = (await run(only)).rows.filter(has).length;
					const left = (await run(others)).rows.filter(has).length;

					// A list of the newest gets further rows in the place of those that are left out.
					const isCut = /\| limit /.test(panel.query);

					if (kept < wanted || (kept > wanted && !isCut) || left !== 0) {
						wrong.push(
							`${panel.id} ${column} ${String(value)}: ${kept} of ${wanted} kept, ${left} left`,
						);
					}
				}
			}
		}

		expect(wrong).toEqual([]);
		expect(triedCount > 0).toBe(layout.panels.some(({ view }) => view === 'table'));
	},
);
