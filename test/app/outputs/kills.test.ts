import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../../fixtures/a-store.ts';
import { childScript, type ChildScript } from '../../../fixtures/child-script.ts';
import { Webhook } from '../../../fixtures/receivers.ts';
import { seeded } from '../../../fixtures/seeded.ts';
import { queuePrefix } from '../../../source/findings/outputs/queue.ts';
import { recordSchema } from '../../../source/trail/schema.ts';
import { afterAll, openReader } from '../../../store/index.ts';
import type { SendPlan } from './send-child.ts';

const findingCount = 300;
const killCount = 21;
const events = ['commit', 'send', 'sent'] as const;

let home: Awaited<ReturnType<typeof aFolder>>;
let script: ChildScript;
let webhook: Webhook;
beforeEach(async () => {
	home = await aFolder();
	script = await childScript(new URL('send-child.ts', import.meta.url));
	webhook = await Webhook.start();
});
afterEach(async () => {
	await webhook.stop();
	script.remove();
	await home.remove();
});

async function life(dieAt?: SendPlan['dieAt']) {
	const plan: SendPlan = {
		dir: join(home.path, 'store'),
		url: `${webhook.url}/hunter2-PLANTED`,
		file: join(home.path, 'findings.ndjson'),
		findingCount,
		...(dieAt && { dieAt }),
	};
	const child = spawn(process.execPath, [script.path, JSON.stringify(plan)]);
	let told = '';
	child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()));
	child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
	const [code, signal] = await new Promise<[number | null, string | null]>(resolve => {
		child.once('close', (...how) => resolve(how));
	});
	return { code, signal, told };
}

test('of a process that is killed again and again each finding is received once, and none is lost', async () => {
	const random = seeded(7);
	for (let kill = 0; kill < killCount; kill++) {
		const event = events[kill % events.length]!;
		const dieAt = { event, count: 1 + Math.floor(random() * (event === 'commit' ? 40 : 20)) };
		expect(await life(dieAt), JSON.stringify(dieAt)).toMatchObject({ signal: 'SIGKILL', told: '' });
	}

	expect(await life()).toEqual({ code: 0, signal: null, told: '0\n' });
	const expected = Array.from(
		{ length: findingCount },
		(_, number) => `${number.toString(16).padStart(16, '0')}-high`,
	);
	// In the file nothing is twice; of the webhook what may be is known by its key.
	const lines = (await readFile(join(home.path, 'findings.ndjson'), 'utf8')).trimEnd().split('\n');
	const inFile = lines.map(line => JSON.parse(line) as { id: string; severity: string });
	expect(inFile.map(({ id, severity }) => `${id}-${severity}`)).toEqual(expected);
	const keys = webhook.received.map(({ headers }) => String(headers['idempotency-key']));
	expect([...new Set(keys)]).toEqual(expected);
	expect(keys.length - findingCount).toBeLessThanOrEqual(killCount);
	// Kills did hit between the sending and the writing of it.
	expect(keys.length).toBeGreaterThan(findingCount);

	const reader = await openReader({ dir: join(home.path, 'store'), schema: recordSchema });
	expect([...reader.ledgerRange(queuePrefix, queuePrefix + afterAll)]).toEqual([]);
	await reader.close();
	const data = await readFile(join(home.path, 'store/data.mdb'));
	expect(data.includes('findings/told/')).toBe(true);
	expect(data.includes('PLANTED')).toBe(false);
}, 60_000);
