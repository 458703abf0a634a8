import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spokenBy } from '../text/spoken-by.ts';
import { consoleOn, exampleStore, trailtop } from './program.ts';
import type { Store } from './program.ts';
import { keys } from './terminal.ts';

let store: Store;
let home: string;

beforeAll(async () => {
	store = await exampleStore();
	home = mkdtempSync(join(tmpdir(), 'trailtop-marks-'));
	const dir = join(home, '.config/trailtop');
	mkdirSync(dir, { recursive: true });
	writeFileSync(join(dir, 'config.yaml'), 'keys:\n  around: [W]\n  zoom: [hyper-z]\n');
}, 120_000);
afterAll(async () => {
	await store.remove();
	rmSync(home, { recursive: true, force: true });
});

test('around an event, its command, its mark in two consoles, and keys of the configuration', async () => {
	const here = consoleOn(store, [], { columns: 120, rows: 40, home });
	const there = consoleOn(store, [], { columns: 80, rows: 24 });
	try {
		await here.until(/keys\.zoom: there is no key/);
		here.send(`/${keys.ctrlU}eventName=AttachUserPolicy${keys.enter}`);
		await here.until(/▸ query[^]*\d rows?/);
		here.send('W');
		await here.until(/5 min around/);
		here.send('W');
		await here.until(/15 min around[^]*\d rows/);
		here.send(keys.enter);
		await here.until(/what +iam\.amazonaws\.com AttachUserPolicy/);
		here.send('!');
		await here.until(/trailtop query .*sent to the clipboard/);
		const [, encoded = ''] = /\u001B\]52;c;([^\u0007]+)\u0007/.exec(here.bytes) ?? [];
		const [words = []] = spokenBy([Buffer.from(encoded, 'base64').toString('utf8')]);
		expect(words.slice(0, 1)).toEqual(['query']);
		expect(words).toContain(store.dir);
		const lines = (await trailtop(...words)).trimEnd().split('\n');
		expect(lines).toHaveLength(1);
		expect(lines[0]).toContain('AttachUserPolicy');
		here.send('*');
		await here.until('Mark this record');
		here.send(`not one of ours${keys.enter}`);
		await here.until(/\* \S+@\S+ .*not one of ours/);
		expect(statSync(join(store.dir, 'marks.ndjson')).mode & 0o777).toBe(0o600);
		await there.until(/Overview|Access/);
		there.send("'");
		await there.until(/\* .*AttachUserPolicy/);
		there.send(`ours${keys.enter}`);
		await there.until(/what +iam\.amazonaws\.com AttachUserPolicy/);
		there.send("'\t");
		await there.until('there is no mark yet');
		await here.until(screen => !screen.includes('not one of ours'));
	} finally {
		here.close();
		there.close();
	}
});
