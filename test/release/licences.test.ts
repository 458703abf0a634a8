import { expect, test } from 'vitest';
import { licenceFaults } from '../../fixtures/release/licences.ts';
import { readLock } from '../../fixtures/release/lock.ts';

const exceptions = [{ name: 'x', licence: 'MPL-2.0', reason: 'draws' }];
const faultsOf = (packages: Parameters<typeof licenceFaults>[0]['packages']) =>
	licenceFaults(
		{ name: 'a', version: '1', packages: { ...packages, 'node_modules/x': mpl } },
		exceptions,
	);
const mpl = { license: 'MPL-2.0', dev: true };

test('every dependency of the lock file has a licence that is allowed', async () => {
	const lock = await readLock();
	expect(licenceFaults(lock)).toEqual([]);
	expect(Object.keys(lock.packages).length).toBeGreaterThan(100);
});

test.each([
	{ license: 'MIT', faults: [] },
	{ license: '(MIT OR GPL-3.0)', faults: [] },
	{ license: '(GPL-3.0 OR (MIT AND ISC))', faults: [] },
	{ license: 'MIT AND GPL-3.0', faults: ['p: MIT AND GPL-3.0 is not on the list'] },
	{ license: 'GPL-3.0', faults: ['p: GPL-3.0 is not on the list'] },
	{ license: 'CC-BY-4.0', faults: ['p: CC-BY-4.0 is not on the list'] },
	{ license: 'MPL-2.0', faults: ['p: MPL-2.0 is not on the list'] },
	{ license: '', faults: ['p: no licence is not on the list'] },
])('a package under "$license"', ({ license, faults }) => {
	expect(
		faultsOf({ '': { license: 'none' }, 'node_modules/q/node_modules/p': { license } }),
	).toEqual(faults);
});

test('an exception holds for its platforms, its licence and development alone', () => {
	expect(faultsOf({ 'node_modules/x-linux-x64': mpl })).toEqual([]);
	expect(faultsOf({ 'node_modules/xy': mpl })).toEqual(['xy: MPL-2.0 is not on the list']);
	expect(faultsOf({ 'node_modules/x-a': { ...mpl, license: 'GPL-3.0' } })).toEqual([
		'x-a: GPL-3.0 is not on the list',
	]);
	expect(faultsOf({ 'node_modules/x-a': { license: 'MPL-2.0' } })).toEqual([
		'x-a: MPL-2.0 is allowed in development alone, and this is shipped',
	]);
	expect(licenceFaults({ name: 'a', version: '1', packages: {} }, exceptions)).toEqual([
		'x: an exception that nothing needs',
	]);
});
