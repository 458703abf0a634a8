import { expect } from 'vitest';
import { aStore } from '../../fixtures/a-store.ts';
import { aTailer, meta } from '../../fixtures/a-tailer.ts';
import { VirtualClock } from '../../fixtures/virtual-clock.ts';
import { createLocalEngine } from '../../source/query/local/index.ts';
import { derivedFields } from '../../source/trail/derive.ts';
import { composePanel } from '../../source/dashboard/compose.ts';
import type { Variables } from '../../source/dashboard/compose.ts';
import type { Layout, Panel } from '../../source/dashboard/layout.ts';
import { createExampleSource } from '../../source/example/example-source.ts';
import { exampleSourceCategory } from '../../source/example/organisation.ts';
import type { Engine, QueryResult } from '../../source/query/engine.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { openReader } from '../../store/index.ts';
import { distinctRecords, never } from '../example/trail-of.ts';
import type { ShownPanel } from '../oracle/compare.ts';
import type { DeliveredRecord } from '../oracle/event.ts';
import type { Range } from '../oracle/shapes.ts';
import { exampleLookups } from './example-tables.ts';

const dayMs = 86_400_000;
const seed = 20_260_301;
/** More rows than any panel of the example has. */
const rowsMax = 20_000;

export const exampleNowMs = Date.parse('2026-03-01T12:34:56Z');
export const exampleRange: Range = { fromMs: exampleNowMs - dayMs, toMs: exampleNowMs };

export const exampleSource = (days: number) =>
	createExampleSource({ seed, nowMs: exampleNowMs, days });

/** The example trail in a real store, with an engine over it. */
export interface ExampleStore {
	readonly engine: Engine;
	/** The same records, read without our code. */
	readonly records: readonly DeliveredRecord[];
	readonly dir: string;
	/** Runs a query over a range, by default the newest day. */
	run(text: string, range?: Range): Promise<QueryResult>;
	close(): Promise<void>;
}

/** @param days - before the end of the trail */
export async function openExampleStore(days: number): Promise<ExampleStore> {
	const store = await aStore();
	const { tailer } = aTailer(exampleSource(days), store.writer, {
		meta: { ...meta, sourceCategory: exampleSourceCategory },
		sinceMs: exampleNowMs - days * dayMs,
		untilMs: exampleNowMs,
		clock: new VirtualClock(exampleNowMs),
	});
	const summary = await tailer.once(never);
	await tailer.stop();
	expect(summary).toMatchObject({ complete: true, errorCount: 0, conflicts: 0 });
	const reader = await openReader({ dir: store.dir, schema: recordSchema });
	const engine = createLocalEngine(() => reader.refresh(), {
		derived: derivedFields,
		lookups: exampleLookups(),
	});

	return {
		engine,
		records: await distinctRecords(exampleSource(days)),
		dir: store.dir,
		run: async (text, range = exampleRange) => {
			const outcome = await engine.run({
				text,
				...range,
				nowMs: exampleNowMs,
				timeZone: 'UTC',
				rowsMax,
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
