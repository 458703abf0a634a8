import { expect, test } from 'vitest';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aFolder } from '../../fixtures/a-store.ts';
import { NewFile } from '../../source/evidence/export/new-file.ts';
import { pages } from '../../source/evidence/export/pages.ts';
import { Flaws } from '../../source/evidence/verify/flaws.ts';
import { findEvent } from '../../source/evidence/why/event-facts.ts';
import type { WhyRequest } from '../../source/evidence/why/event-facts.ts';
import { moreFacts } from '../../source/evidence/why/facts.ts';
import { findObjects } from '../../source/evidence/why/object-facts.ts';
import type { Engine, RunRequest } from '../../source/query/port.ts';
import type { StoreReader } from '../../store/index.ts';
import { aResult } from '../panels/result.ts';

/** A reader that knows its ledger alone. */
const withLedger = (keys: readonly string[]) =>
	({
		ledger: () => undefined,
		ledgerRange: () =>
			keys.map(key => ({ key: `object/s3://a\n${key}`, value: { state: 'ok', etag: 'e' } })),
	}) as unknown as StoreReader;

test('ten thousand flaws are kept, and all are counted', () => {
	const flaws = new Flaws();
	for (let index = 0; index < 10_001; index++) {
		flaws.add('log-unvouched', `k${index}`, 'why');
	}

	const report = flaws.report();
	expect(report.flaws).toHaveLength(10_000);
	expect([report.flawCount, report.alarmCount]).toEqual([10_001, 10_001]);
});

test('a file is written in pieces, and its sum is that of the whole', async () => {
	const folder = await aFolder();
	const path = join(folder.path, 'new.txt');
	const file = await NewFile.create(path);
	const piece = 'ü'.repeat(100 << 10);
	for (let index = 0; index < 3; index++) {
		await file.write(piece);
	}

	// Two pieces and a half are on the disk before the file is closed.
	expect((await readFile(path)).length).toBe(3 * Buffer.byteLength(piece));
	await file.write('end');
	const whole = piece.repeat(3) + 'end';
	expect(await file.close()).toBe(createHash('sha256').update(whole).digest('hex'));
	expect(await readFile(path, 'utf8')).toBe(whole);
	await folder.remove();
});

test('more records of one millisecond than can stand in memory are refused, with their moment', async () => {
	const asked: RunRequest[] = [];
	const engine = {
		run: async (request: RunRequest) => {
			asked.push(request);
			return { ok: true, result: aResult(['a'], [], { rowCount: 500_001 }) };
		},
	} as unknown as Engine;
	const request = { text: '*', nowMs: 0, timeZone: 'UTC' };
	const all = async () => {
		for await (const page of pages(
			engine,
			request,
			{ fromMs: 0, toMs: 4 },
			1,
			new AbortController().signal,
		)) {
			expect(page).toBe('no page');
		}
	};

	await expect(all()).rejects.toThrow(
		/500001 records of one millisecond, at 1970-01-01T00:00:00.000Z/,
	);
	expect(asked.map(({ rowsMax }) => rowsMax)).toEqual([1_000, 1_000, 500_000]);
});

test('of one name twenty objects are told of', () => {
	const keys = Array.from({ length: 25 }, (_item, index) => `f${index}/name.json.gz`);
	const { shown, count } = findObjects(withLedger(keys), 'name.json.gz', undefined);
	expect([shown.length, count]).toEqual([20, 25]);
	expect(moreFacts(5, 'object')[0]?.title).toBe('and 5 more objects');
	expect(moreFacts(0, 'object')).toEqual([]);
});

test('of one id twenty records are asked for', async () => {
	let asked: RunRequest | undefined;
	const engine = {
		run: async (request: RunRequest) => {
			asked = request;
			return { ok: true, result: aResult(['a'], [], { rowCount: 23, refs: [] }) };
		},
	} as unknown as Engine;
	const request = { engine, nowMs: 0, reader: withLedger([]) } as unknown as WhyRequest;
	const facts = await findEvent(request, 'id');
	expect(asked?.rowsMax).toBe(20);
	expect(facts.at(-1)?.title).toBe('and 23 more records');
});
