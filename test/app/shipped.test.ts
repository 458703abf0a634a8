import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { loadLayouts, ownLayoutsDir } from '../../source/app/layouts.ts';
import { shippedFile } from '../../source/app/shipped.ts';
import type { Shipped } from '../../source/app/shipped.ts';
import { loadSearches } from '../../source/app/workers/saved-searches.ts';

test('the built program carries what the YAML files say', async () => {
	const built = JSON.parse(await readFile(`dist/${shippedFile}`, 'utf8')) as Shipped;
	const { layouts } = await loadLayouts('of-nobody');
	const { searches } = await loadSearches([ownLayoutsDir()]);
	expect(built.layouts.map(({ name }) => name)).toContain('threats');
	expect(built.layouts).toEqual(JSON.parse(JSON.stringify(layouts)));
	expect(built.searches).toEqual(JSON.parse(JSON.stringify(searches)));
});

test('fifty dashboards are shown, and those left out are counted', async () => {
	const home = await aFolder();
	await mkdir(join(home.path, 'layouts'));
	const { layouts: ours } = await loadLayouts(home.path);
	const own = (index: number) => `name: own-${index}
title: Own
description: Newest requests.
grid: { wide: [[ONE]], medium: [[ONE]], narrow: [[ONE]] }
panels:
  - { id: ONE, title: Newest, view: table, query: '*', about: { counts: Requests. } }
`;
	const count = 52 - ours.length;
	for (let index = 0; index < count; index++) {
		await writeFile(join(home.path, 'layouts', `own-${index}.yaml`), own(index));
	}

	const { layouts, faults } = await loadLayouts(home.path);
	expect(layouts).toHaveLength(50);
	expect(faults).toEqual([
		`2 dashboards left out: 50 are shown at most; take some out of ${join(home.path, 'layouts')}`,
	]);
	await home.remove();
});
