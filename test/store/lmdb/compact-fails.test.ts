import { existsSync } from 'node:fs';
import type * as Files from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { aStore } from '../../../fixtures/a-store.ts';
import { compactStore } from '../../../store/index.ts';

vi.mock('node:fs', async original => ({
	...(await original<typeof Files>()),
	fsyncSync: () => {
		throw Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO', syscall: 'fsync' });
	},
}));

test('a copy that the disk does not take is an error of the store, which stays as it was', async () => {
	const store = await aStore();
	await store.writer.close();
	await expect(compactStore(store.dir)).rejects.toMatchObject({
		code: 'commit-failed',
		message:
			'its compacted copy could not be written (EIO: i/o error, fsync); the store is as it was',
	});
	expect(existsSync(join(store.dir, 'data.mdb.compacted'))).toBe(false);
	await store.close();
});
