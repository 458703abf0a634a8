import { expect } from 'vitest';
import type { AStore } from '../../fixtures/a-store.ts';
import { aStore } from '../../fixtures/a-store.ts';
import { aTailer } from '../../fixtures/a-tailer.ts';
import { anObject } from '../../fixtures/records.ts';
import type { AnObject } from '../../fixtures/records.ts';
import { VirtualClock } from '../../fixtures/virtual-clock.ts';
import { createLocalEngine } from '../../source/query/engine/index.ts';
import { derivedFields } from '../../source/trail/derive.ts';
import { composePanel } from '../../source/dashboard/compose/compose.ts';
import type { Variables } from '../../source/dashboard/compose/variables.ts';
import type { Layout, Panel } from '../../source/dashboard/layout/layout.ts';
import { createExampleSource } from '../../source/example/example-source.ts';
import { exampleIndicators } from '../../source/example/intel.ts';
import { exampleSourceCategory } from '../../source/example/organisation.ts';
import type { ListedObject, ObjectSource } from '../../source/ingest/source.ts';
import type { Engine, QueryResult } from '../../source/query/port.ts';
import { parseDuration } from '../../source/text/duration.ts';
import { recordFields } from '../../source/trail/record-fields.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { openReader } from '../../store/index.ts';
import { distinctRecords, never } from '../example/trail-of.ts';
import type { ShownPanel } from '../oracle/compare.ts';
import type { DeliveredRecord } from '../oracle/event.ts';
import type { JsonObject } from '../oracle/json.ts';
import type { OracleIndicator } from '../oracle/oracle.ts';
import type { Range } from '../oracle/shapes.ts';
import { exampleLookups } from './example-tables.ts';

const dayMs = 86_400_000;
const seed = 20_260_301;
/** More rows than any panel of the example has. */
const rowsMax = 20_000;

export const exampleNowMs = Date.parse('2026-03-01T12:34:56Z');
export const exampleRange: Range = { fromMs: exampleNowMs - dayMs, toMs: exampleNowMs };

/** The example trail in a real store, with an engine over it. */
export interface ExampleStore {
	readonly engine: Engine;
	/** The same records, read without our code. */
	readonly records: readonly DeliveredRecord[];
	readonly dir: string;
	/** Runs a query over a range, by default the newest day. */
	run(text: string, range?: Range, shownMax?: number): Promise<QueryResult>;
	close(): Promise<void>;
}

export interface ExampleStoreOptions {
	/** Of the example trail, before its end; 0 for none of it. */
	readonly days: number;
	readonly recordsPerDay?: number;
	/** Further records, delivered in one object. */
	readonly extra?: readonly JsonObject[];
	/** The example's own unless given. */
	readonly indicators?: readonly OracleIndicator[];
}

export async function openExampleStore(options: ExampleStoreOptions): Promise<ExampleStore> {
	const store = await aStore();
	const { extra = [], indicators = exampleIndicators, ...trail } = options;
	const example = () =>
		trail.days === 0 ? [] : [createExampleSource({ seed, nowMs: exampleNowMs, ...trail })];
	const delivered = anObject(extra, { stampMs: exampleNowMs - 60_000 });
	const sinceMs = exampleNowMs - Math.max(1, trail.days) * dayMs;

	for (const source of example()) {
		// One object of two days ago is damaged on purpose.
		await takeAll(source, store, sinceMs, trail.days <= 2);
	}

	if (extra.length > 0) {
		await takeAll(sourceOf(delivered), store, sinceMs);
	}

	const reader = await openReader({ dir: store.dir, schema: recordSchema });
	const engine = createLocalEngine(() => reader.refresh(), {
		derived: derivedFields,
		recordFields,
		lookups: exampleLookups(indicators),
	});
	return {
		engine,
		records: [
			...(await Promise.all(example().map(distinctRecords))).flat(),
			...extra.map(record => ({ key: delivered.key, record })),
		],
		dir: store.dir,
		run: async (text, range = exampleRange, shownMax = rowsMax) => {
			const outcome = await engine.run({
				text,
				...range,
				nowMs: exampleNowMs,
				timeZone: 'UTC',
				rowsMax: shownMax,
			});

			if (!outcome.ok) {
				throw new Error(`${text}\n${JSON.stringify(outcome)}`);
			}

			return outcome.result;
		},
		close: async () => {
			await reader.close();
			await store.close();
		},
	};
}

async function takeAll(
	source: ObjectSource,
	store: AStore,
	sinceMs: number,
	isWhole = true,
): Promise<void> {
	const { tailer } = aTailer(source, store.writer, {
		meta: {
			sourceCategory: exampleSourceCategory,
			source: 'example',
			sourceHost: 'example',
			collector: 'trailtop',
		},
		sinceMs,
		untilMs: exampleNowMs,
		clock: new VirtualClock(exampleNowMs),
	});
	const summary = await tailer.once(never);
	await tailer.stop();
	expect(summary).toMatchObject({ complete: isWhole, errorCount: 0, conflicts: 0 });
}

/** A source that has one object. */
function sourceOf({ key, body }: AnObject): ObjectSource {
	const listed: ListedObject = {
		key,
		etag: '"1"',
		sizeBytes: body.length,
		lastModifiedMs: exampleNowMs,
		storageClass: undefined,
	};
	return {
		title: 'one object',
		listsWhole: true,
		list: async function* () {
			yield await Promise.resolve([listed]);
		},
		folders: () => Promise.resolve([]),
		get: () => Promise.resolve(body),
		nowMs: () => exampleNowMs,
		close: () => Promise.resolve(),
	};
}

/** The range of a panel: its own, or the newest day. */
export function rangeOf(panel: Pick<Panel, 'range'>): Range {
	const ownMs = panel.range === undefined ? undefined : parseDuration(panel.range);
	return ownMs === undefined
		? exampleRange
		: { fromMs: exampleRange.toMs - ownMs, toMs: exampleRange.toMs };
}

/** A panel's query as it runs over the example. */
export function panelText(
	layout: Pick<Layout, 'variables'>,
	panel: Pick<Panel, 'query'>,
	range: Range,
	variables: Variables,
): string {
	return composePanel(layout, panel, {
		scope: { key: '_sourceCategory', value: exampleSourceCategory },
		variables,
		rangeMs: range.toMs - range.fromMs,
	}).text;
}

/** The result as `show --format json` prints it. */
export function shownPanel(id: string, { columns, rows }: QueryResult): ShownPanel {
	return {
		id,
		columns,
		rows: rows.map(row =>
			Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])),
		),
	};
}
