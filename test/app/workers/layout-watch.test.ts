import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LayoutWatch } from '../../../source/app/workers/layout-watch.ts';

test('a file that is added, changed or removed is told once', async () => {
	const dir = await mkdtemp(join(tmpdir(), 'layout-watch-'));
	let changes = 0;
	const watch = new LayoutWatch(dir, async () => {
		changes += 1;
	});
	const looked = async () => {
		await watch.look();
		return changes;
	};

	const file = join(dir, 'layouts', 'own.yaml');
	expect(await looked()).toBe(0);
	await mkdir(join(dir, 'layouts'));
	expect(await looked()).toBe(0);
	await writeFile(file, 'a');
	expect(await looked()).toBe(1);
	expect(await looked()).toBe(1);
	await writeFile(file, 'ab');
	expect(await looked()).toBe(2);
	await writeFile(join(dir, 'layouts', 'notes.txt'), 'a');
	expect(await looked()).toBe(2);
	await rm(file);
	expect(await looked()).toBe(3);
	await watch.stop();
	await rm(dir, { recursive: true });
});

test('of a folder of very many files the first two hundred are looked at', async () => {
	const dir = await mkdtemp(join(tmpdir(), 'layout-watch-'));
	await mkdir(join(dir, 'layouts'));
	const file = (index: number) => join(dir, 'layouts', `${String(index).padStart(3, '0')}.yaml`);
	await Promise.all(Array.from({ length: 201 }, (_item, index) => writeFile(file(index), 'a')));
	let changes = 0;
	const watch = new LayoutWatch(dir, async () => {
		changes += 1;
	});
	await watch.look();
	await writeFile(file(200), 'ab');
	await watch.look();
	expect(changes).toBe(0);
	await writeFile(file(199), 'ab');
	await watch.look();
	expect(changes).toBe(1);
	await watch.stop();
	await rm(dir, { recursive: true });
});
