import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TrailServer } from '../../../fixtures/trail-server.ts';
import { aStore } from '../../../fixtures/a-store.ts';
import type { AStore } from '../../../fixtures/a-store.ts';
import { KeyRing, unknownKeysMax } from '../../../source/ingest/proof/key-ring.ts';
import type { AskKeys } from '../../../source/ingest/proof/key-ring.ts';
import { keyPagesMax, listPublicKeys } from '../../../source/ingest/trail-api/list-public-keys.ts';
import { TrailApi } from '../../../source/ingest/trail-api/trail-api.ts';
import { SourceError } from '../../../source/ingest/source.ts';

const never = new AbortController().signal;
const question = { region: 'us-east-1', fingerprint: 'f1', fromMs: 0, toMs: 3_600_000 };
const der = (type: 'pkcs1' | 'spki') =>
	Buffer.from(
		type === 'pkcs1'
			? pair.publicKey.export({ type, format: 'der' })
			: pair.publicKey.export({ type, format: 'der' }),
	);
const pair = generateKeyPairSync('rsa', { modulusLength: 1024 });
let server: TrailServer;
let store: AStore;
let api: TrailApi;

beforeEach(async () => {
	server = await TrailServer.start();
	store = await aStore();
	process.env['AWS_ACCESS_KEY_ID'] = 'AKIAEXAMPLE';
	process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
	api = new TrailApi({ endpoint: server.endpoint, region: 'us-east-1' });
});
afterEach(async () => {
	await api.close();
	await store.close();
	await server.stop();
});

const aRing = (ask: AskKeys | undefined, elapsed = { ms: 0 }) =>
	new KeyRing({
		files: new Map(),
		ask,
		ledger: store.writer,
		put: rows => store.writer.putLedger(rows),
		elapsedMs: () => elapsed.ms,
	});
const asking: AskKeys = (...question_) => listPublicKeys(api, ...question_);

test('CloudTrail is asked in the region of the digest, for its hours and two more, over all pages', async () => {
	server.publicKeys.set('us-east-1', [
		['f0', der('spki')],
		['f1', der('pkcs1')],
	]);
	server.pageMax = 1;
	const found = await aRing(asking).find(question, never);
	expect(found.kind).toBe('known');
	expect(
		server.requests.map(({ op, region, body }) => [op, region, body['StartTime'], body['EndTime']]),
	).toEqual([0, 1].map(() => ['ListPublicKeys', 'us-east-1', 0, 10_800]));
	// All that was told is kept, whatever its form.
	expect((await aRing(undefined).find({ ...question, fingerprint: 'f0' }, never)).kind).toBe(
		'known',
	);
});

test('a denied question is an hour old before it is asked again', async () => {
	server.fault({ code: 'AccessDeniedException', message: 'not authorized' });
	const elapsed = { ms: 0 };
	const ring = aRing(asking, elapsed);
	expect(await ring.find(question, never)).toMatchObject({
		kind: 'unknown',
		reason: expect.stringMatching(
			/cloudtrail:ListPublicKeys in us-east-1: .*; allow cloudtrail:ListPublicKeys/,
		) as string,
	});
	await ring.find(question, never);
	expect(server.count('ListPublicKeys')).toBe(1);
	server.clearFaults();
	server.publicKeys.set('us-east-1', [['f1', der('pkcs1')]]);
	elapsed.ms = 3_600_000;
	expect((await ring.find(question, never)).kind).toBe('known');
});

test('a thousand unknown keys are remembered', async () => {
	let asked = 0;
	const ring = aRing(async () => {
		asked++;
		return [];
	});
	const named = (index: number) => ring.find({ ...question, fingerprint: `k${index}` }, never);
	for (let index = 0; index <= unknownKeysMax; index++) {
		expect(await named(index)).toEqual({ kind: 'foreign' });
	}

	await named(unknownKeysMax);
	expect(asked).toBe(unknownKeysMax + 1);
	await named(0);
	expect(asked).toBe(unknownKeysMax + 2);
});

test('of keys without end twenty pages are read, and of a token that comes twice no more', async () => {
	server.publicKeys.set(
		'us-east-1',
		Array.from({ length: 50 }, (_, index) => [`f${index}`, der('pkcs1')] as const),
	);
	server.pageMax = 1;
	const keys = await listPublicKeys(api, 'us-east-1', 0, 1, never);
	expect(keys).toHaveLength(keyPagesMax);
	server.requests.length = 0;
	server.sameToken = 'again';
	await listPublicKeys(api, 'us-east-1', 0, 1, never);
	expect(server.count('ListPublicKeys')).toBe(2);
});

test('what is no key is left out: names and bytes without end, and bytes that are none', async () => {
	server.publicKeys.set('us-east-1', [
		['x'.repeat(200), der('pkcs1')],
		['long', Buffer.alloc(20_000)],
		['f1', Buffer.from('no key')],
	]);
	const keys = await listPublicKeys(api, 'us-east-1', 0, 1, never);
	expect(keys.map(({ fingerprint }) => fingerprint)).toEqual(['f1']);
	expect(await aRing(asking).find(question, never)).toEqual({ kind: 'foreign' });
});

test('an error that is none of the source is thrown', async () => {
	const ring = aRing(() => Promise.reject(new Error('odd')));
	await expect(ring.find(question, never)).rejects.toThrow('odd');
	const network = aRing(() => Promise.reject(new SourceError('network', 'away', 'wait')));
	expect(await network.find(question, never)).toMatchObject({ kind: 'unknown' });
});
