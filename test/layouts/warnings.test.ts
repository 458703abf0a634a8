import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { noVariables } from '../../source/dashboard/compose/variables.ts';
import type { Variables } from '../../source/dashboard/compose/variables.ts';
import { readSearches } from '../../source/dashboard/layout/searches.ts';
import { exampleAdministrators } from '../../source/example/organisation.ts';
import { shippedLayouts } from '../dashboard/layouts.ts';
import { secondSet } from './second-set.ts';
import { cornerRecords } from './corner-records.ts';
import { exampleNowMs, exampleRange, openExampleStore, panelText } from './example-store.ts';
import type { ExampleStoreOptions } from './example-store.ts';

const administrators = exampleAdministrators.join(',');
/** As a dashboard opens, and as a user may have chosen. */
const choices: readonly Variables[] = [
	{ ...noVariables, params: { administrators } },
	{
		filters: {
			region: { include: ['us-east-1', 'eu-*'], exclude: [] },
			errorCode: { include: ['(none)'], exclude: ['AccessDenied'] },
		},
		text: 'Create*',
		params: { administrators, changes: 'all', confidence: 'high', service: 's3' },
	},
];

const file = new URL('../../layouts/searches.yaml', import.meta.url);
const read = readSearches(readFileSync(file, 'utf8'), 'layouts/searches.yaml');
const queries = [
	...(read.ok ? read.searches : []).map(({ query }) => ({ text: query, filled: [] })),
	...choices.flatMap(variables =>
		[...shippedLayouts(), ...secondSet()].flatMap(layout =>
			layout.panels.map(panel => ({
				text: panelText(layout, panel, exampleRange, variables),
				filled: Object.values(variables.params),
			})),
		),
	),
];

const stores: Readonly<Record<string, ExampleStoreOptions>> = {
	'the example trail': { days: 1, recordsPerDay: 1_500 },
	'records of odd forms': { days: 0, extra: cornerRecords },
	'one record': { days: 0, extra: [{ ...cornerRecords[0], eventID: 'one' }] },
	'no record': { days: 0 },
};

describe.each(Object.entries(stores))(
	'of what we ship nothing is doubted over %s',
	(_name, options) => {
		test('in no query', async () => {
			const store = await openExampleStore(options);
			try {
				const doubted = queries.flatMap(({ text, filled }) =>
					store.engine
						.check({ text, filled, ...exampleRange })
						.map(({ message, next }) => `${message}; ${next} in ${text}`),
				);
				expect(doubted).toEqual([]);
				expect(queries.length).toBeGreaterThan(200);
				const typo = '| where evntName = 1';
				const found = store.engine.check({ text: typo, ...exampleRange, toMs: exampleNowMs + 1 });
				expect(found).toHaveLength(options.days === 0 && options.extra === undefined ? 0 : 1);
			} finally {
				await store.close();
			}
		});
	},
);
