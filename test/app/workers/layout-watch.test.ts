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
