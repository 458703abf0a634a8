import { createRequire } from 'node:module';
import { cruise } from 'dependency-cruiser';
import type { ICruiseOptions, ICruiseResult, IFlattenedRuleSet } from 'dependency-cruiser';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { expect, test } from 'vitest';

const require = createRequire(import.meta.url);
const { forbidden, options } = require('./layers.cjs') as {
	forbidden: IFlattenedRuleSet['forbidden'];
	options: ICruiseOptions;
};

test('every room imports only what the arrows allow', async () => {
	const found = await cruise(
		['source', 'store', 'fixtures', 'test'],
		{ ...options, validate: true, ruleSet: { forbidden: forbidden ?? [] } },
		undefined,
		{ tsConfig: extractTsConfig('tsconfig.json') },
	);
	const output = found.output as ICruiseResult;
	// A cruise that reads nothing finds nothing: it must have seen the house.
	expect(output.summary.totalCruised).toBeGreaterThan(10);
	expect(output.modules.some(module => module.source === 'store/index.ts')).toBe(true);
	expect(
		output.summary.violations.map(found => `${found.rule.name}: ${found.from} → ${found.to}`),
	).toEqual([]);
});
