import { expect, test } from 'vitest';
import type { StoreSnapshot } from '../../../store/index.ts';
import { foreignScope } from '../../../source/query/engine/lacks.ts';
import { parse } from '../../../source/query/language/parse.ts';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import { storeOf } from '../../cases/case-store.ts';
import { lookupsOf } from '../../cases/lookups.ts';
import { randomRecords, rangeMs, starts } from '../differential/records.ts';
import { Random } from '../differential/random.ts';
import { createLookups } from '../../../source/intel/lookups.ts';

const [fromMs] = starts as [number, ...number[]];

async function ask(text: string, lookups = noTables) {
	const store = await storeOf(randomRecords(new Random(1), fromMs, 20, 10, false), 10);
	const snapshot = store.snapshot();
	try {
		const engine = createLocalEngine(() => snapshot, { derived: [], lookups });
		const outcome = await engine.run({
			text,
			fromMs,
			toMs: fromMs + rangeMs,
			nowMs: fromMs + rangeMs,
			timeZone: 'UTC',
		});
		if (!outcome.ok) {
			throw new Error(JSON.stringify(outcome));
		}

		const { lacks = [], warnings, repair } = outcome.result;
		return { lacks, warnings, repair };
	} finally {
		await store.close();
	}
}

const noTables = createLookups(() => ({
	threats: undefined,
	geo: undefined,
	asn: undefined,
	user: name => ({ missing: `there is no table "${name}": put t.csv into the folder` }),
}));

test.each([
	['* | threatlookup singleIndicator sourceIPAddress | count', /^no threat indicators: run /],
	['* | lookup type from sumo://threat/cs on threat=sourceIPAddress | count by type', /^no threat/],
	['* | count by sourceIPAddress | geoip sourceIPAddress', /^no place data: run /],
	['* | lookup a from path://"/t" on a=b | count', /^there is no table "/],
])('%s says what it lacks', async (text, words) => {
	const { lacks, warnings } = await ask(text);
	expect(lacks).toEqual([expect.stringMatching(words)]);
	expect(warnings).toContain(lacks[0]);
});

test.each(['_sourceCategory=prod/trail | count', '_sourceCategory="prod/trail" and * | count'])(
	'%s says which categories there are',
	async text => {
		const { lacks, warnings } = await ask(text);
		expect(lacks).toEqual([
			expect.stringMatching(/^no record has _sourceCategory=prod\/trail: the store has \S/),
		]);
		expect(warnings).toEqual(lacks);
	},
);

test.each([
	'* | count by eventName',
	'_sourceCategory=* | count',
	'not _sourceCategory=prod/trail | count',
	'_sourceCategory!=prod/trail | count',
	'_sourceCategory=prod/trail or * | count',
])('%s lacks nothing', async text => {
	expect(await ask(text, lookupsOf({}))).toEqual({ lacks: [], warnings: [] });
});

test('of many categories five are named', () => {
	const segments = Array.from({ length: 7 }, (_, index) => ({
		rowCount: index === 3 ? 9 : 5,
		meta: () => ({ valueCount: 1, value: () => `team-${index}/trail` }),
	}));
	const { query } = parse('_sourceCategory=elsewhere | count');
	const snapshot = { segments } as unknown as StoreSnapshot;
	expect(foreignScope(query.search, snapshot)?.next).toContain(
		'the store has team-0/trail, team-1/trail, team-2/trail, team-3/trail, team-4/trail and 2 more;',
	);
});

const trails = {
	segments: [
		{ rowCount: 5, meta: () => ({ valueCount: 1, value: () => 'aws/small' }) },
		{ rowCount: 9, meta: () => ({ valueCount: 1, value: () => 'aws/the "large" one' }) },
	],
} as unknown as StoreSnapshot;

function repaired(text: string): string | undefined {
	const repair = foreignScope(parse(text).query.search, trails)?.repair;
	return repair && text.slice(0, repair.span.start) + repair.text + text.slice(repair.span.end);
}

test.each([
	['_sourceCategory=Labs/AWS/CloudTrail | count', ' | count'],
	['_sourceCategory="Labs/AWS" | count', ' | count'],
	['  _sourcecategory = Labs/* errorCode=* | count', ' errorCode=* | count'],
	['(_sourceCategory=Labs/a or _sourceCategory=Labs/b) | count', ') | count'],
])('%s is repaired with the category that most records have', (text, rest) => {
	const found = repaired(text);
	expect(found).toContain(`_sourceCategory="aws/the \\"large\\" one"${rest}`);
	expect(found).not.toContain('Labs');
	expect(repaired(found ?? '')).toBeUndefined();
});

test.each(['_sourceCategory=aws/* | count', '(_sourceCategory=Labs or _sourceCategory=aws/small)'])(
	'%s needs no repair',
	text => {
		expect(repaired(text)).toBeUndefined();
	},
);
