import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSearches } from '../../../source/app/workers/saved-searches.ts';

test('a person’s searches join ours, and take the place of one with the same name', async () => {
	const dir = await mkdtemp(join(tmpdir(), 'searches-'));
	const file = async (name: string, text: string) => {
		await mkdir(join(dir, name), { recursive: true });
		await writeFile(join(dir, name, 'searches.yaml'), text);
		return join(dir, name);
	};

	const search = (name: string, query: string) =>
		`  - { name: ${name}, title: ${name}, description: d, query: "${query}" }\n`;
	const ours = await file('ours', `searches:\n${search('a', 'one')}${search('b', 'two')}`);
	const own = await file('own', `searches:\n${search('a', 'three')}`);
	const wrong = await file('wrong', 'searches:\n  - { name: a, title: t }\n');
	const loaded = await loadSearches([ours, own, join(dir, 'none'), wrong]);
	expect(loaded.searches.map(({ name, query }) => [name, query])).toEqual([
		['a', 'three'],
		['b', 'two'],
	]);
	expect(loaded.faults.length).toBeGreaterThan(0);
	expect(loaded.faults[0]).toContain(join('wrong', 'searches.yaml'));
	await rm(dir, { recursive: true });
});
