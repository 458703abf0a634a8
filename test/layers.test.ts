import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import type { ICruiseOptions, ICruiseResult, IFlattenedRuleSet } from 'dependency-cruiser';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { expect, test } from 'vitest';

const require = createRequire(import.meta.url);
const { forbidden, options } = require('./layers.cjs') as {
	forbidden: IFlattenedRuleSet['forbidden'];
	options: ICruiseOptions;
};

/** What the rules say of the files below some folders. */
async function cruised(
	folders: readonly string[],
	more: Partial<ICruiseOptions> = {},
): Promise<ICruiseResult> {
	const found = await cruise(
		[...folders],
		{ ...options, ...more, validate: true, ruleSet: { forbidden: forbidden ?? [] } },
		undefined,
		{ tsConfig: extractTsConfig('tsconfig.json') },
	);
	return found.output as ICruiseResult;
}

test('every room imports only what the arrows allow', async () => {
	const output = await cruised(['source', 'store', 'fixtures', 'test']);
	// A cruise that reads nothing finds nothing: it must have seen the house.
	expect(output.summary.totalCruised).toBeGreaterThan(10);
	expect(output.modules.some(module => module.source === 'store/index.ts')).toBe(true);
	expect(
		output.summary.violations.map(found => `${found.rule.name}: ${found.from} → ${found.to}`),
	).toEqual([]);
});

const word = 'export const word = 1;\n';
const aType = (from: string) =>
	`import type { Word } from '${from}';\nexport type Word = Word[];\n`;

/** Small houses with one wrong import each, and the rule that must see it. */
const wrongHouses: readonly {
	readonly what: string;
	readonly rule: string;
	readonly files: Readonly<Record<string, string>>;
}[] = [
	{
		what: 'an import up',
		rule: 'panels-imports-only-its-neighbours',
		files: {
			'source/panels/a.ts': "import { word } from '../dashboard/b.ts';\nexport const a = word;\n",
			'source/dashboard/b.ts': word,
		},
	},
	{
		what: 'an import up inside query',
		rule: 'query-stage-imports-only-its-neighbours',
		files: {
			'source/query/stage/a.ts': "import { word } from '../engine/b.ts';\nexport const a = word;\n",
			'source/query/engine/b.ts': word,
		},
	},
	{
		what: 'a type import up inside query',
		rule: 'query-syntax-imports-only-its-neighbours',
		files: {
			'source/query/syntax/a.ts':
				"import type { Word } from '../plan/b.ts';\nexport type A = Word;\n",
			'source/query/plan/b.ts': 'export type Word = string;\n',
		},
	},
	{
		what: 'an import sideways into a neighbour’s inside',
		rule: 'query-has-one-face',
		files: {
			'source/panels/a.ts': "import { word } from '../query/frame/b.ts';\nexport const a = word;\n",
			'source/query/frame/b.ts': word,
		},
	},
	{
		what: 'a circle of types',
		rule: 'no-circles',
		files: { 'source/text/a.ts': aType('./b.ts'), 'source/text/b.ts': aType('./a.ts') },
	},
	{
		what: 'a file system in a pure room',
		rule: 'pure-rooms-touch-nothing',
		files: {
			'source/text/a.ts':
				"import { readFileSync } from 'node:fs';\nexport const a = readFileSync;\n",
		},
	},
	{
		what: 'the store below a stage',
		rule: 'only-the-engine-reads-the-store',
		files: {
			'source/query/stage/a.ts':
				"import type { Word } from '../../../store/index.ts';\nexport type A = Word;\n",
			'store/index.ts': 'export type Word = string;\n',
		},
	},
	{
		what: 'code of the engine in the second opinion',
		rule: 'the-naive-evaluator-counts-by-itself',
		files: {
			'test/naive/a.ts':
				"import { word } from '../../source/query/b.ts';\nexport const a = word;\n",
			'source/query/b.ts': word,
		},
	},
	{
		what: 'a type of the product in the second reader of Sigma',
		rule: 'the-second-reader-of-sigma-reads-by-itself',
		files: {
			'test/findings/sigma/evaluator.ts':
				"import type { Word } from '../../../store/b.ts';\nexport type A = Word;\n",
			'store/b.ts': 'export type Word = string;\n',
		},
	},
];

test.each(wrongHouses)('$what is seen', async ({ rule, files }) => {
	const house = mkdtempSync(join(tmpdir(), 'trailtop-layers-'));
	try {
		for (const [path, text] of Object.entries(files)) {
			mkdirSync(join(house, dirname(path)), { recursive: true });
			writeFileSync(join(house, path), text);
		}

		const folders = [...new Set(Object.keys(files).map(path => path.split('/')[0] as string))];
		const { summary } = await cruised(folders, { baseDir: house });
		expect(summary.violations.map(found => found.rule.name)).toContain(rule);
	} finally {
		rmSync(house, { recursive: true });
	}
});
