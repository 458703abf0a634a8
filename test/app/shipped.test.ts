import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
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
