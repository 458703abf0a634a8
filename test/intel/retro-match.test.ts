import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { aRecord } from '../../fixtures/records.ts';
import { engineOver } from '../../source/app/query-session.ts';
import { RetroWatch } from '../../source/app/workers/retro-watch.ts';
import { judgementOf } from '../../source/intel/indicator.ts';
import { KeptStore } from '../../source/intel/kept-store.ts';
import { LiveTables } from '../../source/intel/live-tables.ts';
import { retroMatches } from '../../source/intel/retro-match.ts';
import { takeOver } from '../../source/intel/take-over.ts';
import type { Engine } from '../../source/query/port.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { MemoryBudget, openReader, openWriter } from '../../store/index.ts';
import type { StoreReader } from '../../store/index.ts';

const startMs = Date.parse('2026-03-01T12:00:00Z');
const hourMs = 3_600_000;
const request = {
	fromMs: startMs,
	toMs: startMs + hourMs,
	nowMs: startMs + hourMs,
	timeZone: 'UTC',
};

let folder: Awaited<ReturnType<typeof aFolder>>;
let reader: StoreReader;
let tables: LiveTables;
let engine: Engine;

beforeEach(async () => {
	folder = await aFolder();
	const dir = join(folder.path, 'store');
	const writer = await openWriter({ dir, schema: recordSchema, heartbeatEveryMs: 0 });
	const addresses = ['192.0.2.1', '192.0.2.1', '192.0.2.2', '198.51.100.1', 'ec2.amazonaws.com'];
	for (const [index, sourceIPAddress] of addresses.entries()) {
		const bytes = Buffer.from(
			JSON.stringify(
				aRecord({
					sourceIPAddress,
					eventID: `00000000-0000-4000-8000-00000000000${index}`,
					eventTime: new Date(startMs + index * 1_000).toISOString().replace('.000', ''),
				}),
			),
		);
		await writer.append(
			'tail',
			[
				{
					delivered: bytes,
					encoding: 'identity',
					inflated: bytes,
					spans: Uint32Array.of(0, bytes.length),
					meta: {},
					fallbackTimeMs: startMs,
				},
			],
			() => [],
		);
	}

	// Partials are kept of sealed segments only: those are the ones that could be stale.
	await writer.seal();
	await writer.close();
	reader = await openReader({ dir, schema: recordSchema });
	tables = new LiveTables({
		indicators: [],
		places: [],
		threatFiles: [],
		threatsDir: join(folder.path, 'threats'),
		geoFiles: [],
		geoDir: undefined,
		tablesDir: join(folder.path, 'tables'),
	});
	engine = engineOver(
		tables,
		() => reader.refresh(),
		() => Promise.resolve(),
		{ answers: new MemoryBudget(1e8), run: 1e8 },
	);
});

afterEach(async () => {
	await reader.close();
	await folder.remove();
});

async function take(text: string, nowMs: number): Promise<void> {
	await takeOver(new KeptStore(join(folder.path, 'threats')), {
		name: 'feed',
		origin: 'feed',
		licence: '',
		bytes: Buffer.from(text),
		defaults: judgementOf('feed'),
		nowMs,
	});
}

const panel =
	'* | lookup type, threatlevel from sumo://threat/cs on threat=sourceIPAddress | where type="ip_address" | count as eventCount by sourceIPAddress | sort by eventCount';

async function rows(): Promise<unknown> {
	const outcome = await engine.run({ ...request, text: panel });
	return outcome.ok ? outcome.result.rows : outcome;
}

test('records that are in the store already match as soon as the indicators change', async () => {
	expect(await rows()).toEqual([]);
	await take('192.0.2.1\n', startMs);
	tables.refresh();
	expect(await rows()).toEqual([['192.0.2.1', 2]]);
	expect(await rows()).toEqual([['192.0.2.1', 2]]);
	await take('192.0.2.0/24\n192.0.2.1\n', startMs + 1_000);
	tables.refresh();
	expect(await rows()).toEqual([
		['192.0.2.1', 2],
		['192.0.2.2', 1],
	]);
});

test('counts the records that new indicators point at', async () => {
	await take('192.0.2.1\n', startMs);
	await take('192.0.2.1\n192.0.2.2\n198.51.100.1\n', startMs + 1_000);
	tables.refresh();
	expect(await retroMatches(engine, startMs, request)).toEqual({ recordCount: 4, addressCount: 3 });
	expect(await retroMatches(engine, startMs + 1, request)).toEqual({
		recordCount: 2,
		addressCount: 2,
	});
	expect(await retroMatches(engine, startMs + 1_001, request)).toEqual({
		recordCount: 0,
		addressCount: 0,
	});
});

test('says so once, for what came in while it was open', async () => {
	await take('198.51.100.1\n', startMs - 1_000);
	const said: string[] = [];
	const watch = new RetroWatch({
		engine,
		tables,
		snapshot: () => reader.refresh(),
		nowMs: () => startMs,
		reply: message => said.push(message.type === 'retro-match' ? message.text : message.type),
	});
	watch.look(tables.refresh());
	await watch.idle();
	expect(said).toEqual([]);

	await take('198.51.100.1\n192.0.2.1\n', startMs + 5_000);
	watch.look(tables.refresh());
	watch.look(tables.refresh());
	await watch.idle();
	expect(said).toEqual(['2 records match indicators that came in since 2026-03-01 12:00:00']);

	await take('198.51.100.1\n192.0.2.1\n203.0.113.200\n', startMs + 6_000);
	watch.look(tables.refresh());
	await watch.idle();
	expect(said).toHaveLength(1);
});
