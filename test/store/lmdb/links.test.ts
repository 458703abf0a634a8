import {
	chmodSync,
	linkSync,
	mkdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
	checkStore,
	compactStore,
	openKept,
	openReader,
	openWriter,
} from '../../../store/index.ts';
import { schema, tempDir, writerOf } from './things.ts';

/** A file of somebody else, and the folder of a store, empty or filled. */
async function aWorld({ isFilled = false } = {}) {
	const root = tempDir();
	const target = join(root, 'target');
	writeFileSync(target, '');
	const dir = join(root, 'store');
	mkdirSync(dir, { mode: 0o700 });
	if (isFilled) {
		await (await writerOf({ dir })).close();
	}

	return { target, dir };
}

const refused = { code: 'not-a-file' };

test.each(['data.mdb', 'data.mdb-lock'])(
	'a link in the place of %s is refused, and its target stays',
	async name => {
		const { target, dir } = await aWorld();
		symlinkSync(target, join(dir, name));
		await expect(openWriter({ dir, schema })).rejects.toMatchObject(refused);
		await expect(openReader({ dir, schema })).rejects.toMatchObject(refused);
		expect(readFileSync(target)).toEqual(Buffer.of());
	},
);

test.each(['data.mdb', 'data.mdb-lock'])('a link to nothing as %s makes nothing', async name => {
	const { target, dir } = await aWorld();
	rmSync(target);
	symlinkSync(target, join(dir, name));
	await expect(openWriter({ dir, schema })).rejects.toMatchObject(refused);
	expect(() => readFileSync(target)).toThrow('ENOENT');
});

test('a store whose file is a link is not checked, compacted or read through it', async () => {
	const { dir } = await aWorld({ isFilled: true });
	const other = join(dir, '..', 'other');
	mkdirSync(other, { mode: 0o700 });
	symlinkSync(join(dir, 'data.mdb'), join(other, 'data.mdb'));
	await expect(openReader({ dir: other, schema })).rejects.toThrow(/data\.mdb is a link/);
	await expect(compactStore(other)).rejects.toMatchObject(refused);
	await expect(Promise.resolve().then(() => checkStore({ dir: other }))).rejects.toThrow(
		/data\.mdb is a link/,
	);
});

test.each(['data.mdb', 'data.mdb-lock'])('a folder as %s is refused', async name => {
	const { dir } = await aWorld();
	mkdirSync(join(dir, name));
	await expect(openWriter({ dir, schema })).rejects.toThrow(/is no regular file/);
});

test('a second name is refused where others may write, and else it is a backup', async () => {
	const { dir } = await aWorld({ isFilled: true });
	linkSync(join(dir, 'data.mdb'), join(dir, '..', 'backup'));
	await (await writerOf({ dir })).close();
	for (const mode of [0o770, 0o707]) {
		chmodSync(dir, mode);
		await expect(openWriter({ dir, schema })).rejects.toThrow(/has a second name elsewhere/);
	}
});

test.each(['data.mdb', 'data.mdb-lock'])('what is kept beside a store: a link as %s', name => {
	const root = tempDir();
	const target = join(root, 'target');
	writeFileSync(target, '');
	mkdirSync(join(root, 'store', 'kept'), { recursive: true });
	symlinkSync(target, join(root, 'store', 'kept', name));
	expect(() => openKept(join(root, 'store'))).toThrow(expect.objectContaining(refused));
	expect(readFileSync(target)).toEqual(Buffer.of());
});

test('what is kept beside a store: a link as the folder', () => {
	const root = tempDir();
	mkdirSync(join(root, 'elsewhere'));
	mkdirSync(join(root, 'store'));
	symlinkSync(join(root, 'elsewhere'), join(root, 'store', 'kept'));
	expect(() => openKept(join(root, 'store'))).toThrow(/kept is a link/);
});

test('the folder of a store may be a link to another disk', async () => {
	const { dir } = await aWorld();
	const link = join(dir, '..', 'link');
	symlinkSync(dir, link);
	await writerOf({ dir: link });
	expect(readFileSync(join(dir, 'data.mdb')).length).toBeGreaterThan(0);
});
