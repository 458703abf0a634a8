import { expect, test } from 'vitest';
import { readLock } from '../../fixtures/release/lock.ts';
import { shrinkwrapOf } from '../../fixtures/release/shrinkwrap.ts';

test('the pins that travel are those of the lock file, and nothing of development', async () => {
	const lock = await readLock();
	const pins = shrinkwrapOf(lock);
	const paths = Object.keys(pins.packages);
	for (const path of paths.filter(one => one !== '')) {
		expect(pins.packages[path], path).toEqual(lock.packages[path]);
		expect(pins.packages[path]?.dev, path).toBeUndefined();
	}

	const root = lock.packages[''];
	expect(pins.packages['']?.dependencies).toEqual(root?.dependencies);
	expect(pins.packages['']?.devDependencies).toBeUndefined();
	expect(Object.keys(root?.dependencies ?? {}).length).toBeGreaterThan(10);
	for (const name of Object.keys(root?.dependencies ?? {})) {
		expect(paths).toContain(`node_modules/${name}`);
	}

	// Binaries of other platforms than this one too.
	expect(paths).toEqual(
		expect.arrayContaining([
			'node_modules/@lmdb/lmdb-darwin-arm64',
			'node_modules/@lmdb/lmdb-linux-x64',
		]),
	);
	expect(paths).not.toContain('node_modules/vitest');
	expect(paths).not.toContain('node_modules/@types/react');
});

const aLock = {
	name: 'a',
	version: '1.0.0',
	packages: {
		'': { dependencies: { b: '1' }, devDependencies: { z: '1' } },
		'node_modules/b': {
			dependencies: { c: '2' },
			optionalDependencies: { 'of-no-registry': '1' },
			peerDependencies: { d: '1', e: '1' },
			peerDependenciesMeta: { e: { optional: true } },
		},
		'node_modules/b/node_modules/c': { version: '2', dependencies: { b: '1', f: '1' } },
		'node_modules/c': { version: '1', dev: true },
		'node_modules/d': {},
		'node_modules/e': {},
		'node_modules/f': {},
		'node_modules/z': { dev: true },
	},
};

test('a package is the nearest one above, and optional peers stay out', () => {
	expect(Object.keys(shrinkwrapOf(aLock).packages)).toEqual([
		'',
		'node_modules/b',
		'node_modules/b/node_modules/c',
		'node_modules/d',
		'node_modules/f',
	]);
});

test('a lock file that lacks what is needed makes no pins', () => {
	const { 'node_modules/f': _, ...packages } = aLock.packages;
	expect(() => shrinkwrapOf({ ...aLock, packages })).toThrow(
		/node_modules\/b\/node_modules\/c needs f, which package-lock\.json does not have/,
	);
});
