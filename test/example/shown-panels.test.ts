import { afterAll, beforeAll, expect, test } from 'vitest';
import { aStore } from '../../fixtures/a-store.ts';
import type { AStore } from '../../fixtures/a-store.ts';
import { aTailer, meta } from '../../fixtures/a-tailer.ts';
import { VirtualClock } from '../../fixtures/virtual-clock.ts';
import { loadLayouts } from '../../source/app/layouts.ts';
import { openEngine } from '../../source/app/query-session.ts';
import { composePanel } from '../../source/dashboard/compose/compose.ts';
import type { FilterName } from '../../source/dashboard/compose/variables.ts';
import { createExampleSource } from '../../source/example/example-source.ts';
import { exampleGeoRanges } from '../../source/example/geo.ts';
import { exampleIndicators } from '../../source/example/intel.ts';
import { exampleAdministrators, exampleSourceCategory } from '../../source/example/organisation.ts';
import type { Engine } from '../../source/query/port.ts';
import { parseDuration } from '../../source/text/duration.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { openReader } from '../../store/index.ts';
import type { StoreReader } from '../../store/index.ts';
import { differences } from '../oracle/compare.ts';
import type { DeliveredRecord } from '../oracle/event.ts';
import { classicOracle } from '../oracle/classic.ts';
import { oracle } from '../oracle/oracle.ts';
import { standardsOracle } from '../oracle/standards.ts';
import { distinctRecords, never } from './trail-of.ts';

const dayMs = 86_400_000;
const nowMs = Date.parse('2026-03-01T12:34:56Z');
const range = { fromMs: nowMs - dayMs, toMs: nowMs };
const seed = 20_260_301;

let store: AStore;
let reader: StoreReader;
let engine: Engine;
let records: readonly DeliveredRecord[] = [];

beforeAll(async () => {
	store = await aStore();
	const { tailer } = aTailer(createExampleSource({ seed, nowMs, days: 3 }), store.writer, {
		meta: { ...meta, sourceCategory: exampleSourceCategory },
		sinceMs: range.fromMs - dayMs,
		untilMs: range.toMs,
		clock: new VirtualClock(nowMs),
	});
	const summary = await tailer.once(never);
	await tailer.stop();
	expect(summary).toMatchObject({ complete: true, errorCount: 0, conflicts: 0 });
	reader = await openReader({ dir: store.dir, schema: recordSchema });
	engine = await openEngine(
		{ example: true, threatFiles: [], geoFiles: [], tablesDir: store.dir },
		() => reader.refresh(),
		{ pause: () => Promise.resolve() },
		{ answers: 1e8, run: 1e8 },
	);
	records = await distinctRecords(createExampleSource({ seed, nowMs, days: 3 }));
});

afterAll(async () => {
	await reader.close();
	await store.close();
});

/** Runs every panel over the store and tells how it differs from the oracle. */
async function differencesOf(
	only: Readonly<Partial<Record<'account' | 'region', string>>>,
): Promise<readonly string[]> {
	const expected = new Map([
		...oracle(records, {
			...range,
			...only,
			indicators: exampleIndicators,
			geo: exampleGeoRanges,
		}),
		...classicOracle(records, {
			...range,
			...only,
			administrators: exampleAdministrators,
			geo: exampleGeoRanges,
		}),
		...standardsOracle(records, {
			...range,
			...only,
			indicators: exampleIndicators,
			geo: exampleGeoRanges,
		}),
	]);
	const filters = Object.fromEntries(
		Object.entries(only).map(([name, value]) => [name, { include: [value], exclude: [] }]),
	) as Partial<Record<FilterName, { include: string[]; exclude: string[] }>>;
	const { layouts } = await loadLayouts(store.dir);
	const found: string[] = [];
	let panelCount = 0;

	for (const layout of layouts) {
		for (const panel of layout.panels) {
			const wanted = expected.get(panel.id);

			if (wanted === undefined) {
				continue;
			}

			panelCount++;
			const rangeMs = parseDuration(panel.range ?? '24h') ?? dayMs;
			const { text } = composePanel(layout, panel, {
				scope: { key: '_sourceCategory', value: exampleSourceCategory },
				variables: {
					filters,
					text: '',
					params: { administrators: exampleAdministrators.join(',') },
				},
				rangeMs,
			});
			const fromMs = nowMs - rangeMs;
			const outcome = await engine.run({
				text,
				fromMs,
				toMs: nowMs,
				nowMs,
				timeZone: 'UTC',
				rowsMax: 10_000,
			});

			if (!outcome.ok) {
				found.push(`${panel.id}: ${JSON.stringify(outcome)}`);
				continue;
			}

			const { columns, rows } = outcome.result;
			const shown = rows.map(row =>
				Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])),
			);
			found.push(...differences({ id: panel.id, columns, rows: shown }, wanted));
		}
	}

	expect(panelCount).toBe(expected.size);
	return found;
}

test.each([
	{ name: 'without filters', only: {} },
	{ name: 'of one account', only: { account: '111122223333' } },
	{
		name: 'of an account that is known by the key of old records',
		only: { account: '777788889999' },
	},
	{ name: 'of one region', only: { region: 'eu-west-1' } },
])('every panel shows what the oracle counts, $name', async ({ only }) => {
	expect(await differencesOf(only)).toEqual([]);
});
