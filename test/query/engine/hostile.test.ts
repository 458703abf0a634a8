import { expect, test } from 'vitest';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import { parse } from '../../../source/query/language/parse.ts';
import { evaluateNaive } from '../../naive/evaluate.ts';
import { hostileRange, hostileRecords } from './hostile-records.ts';
import { segmentOf, snapshotOf, type Given } from './segments.ts';

const fallbackMs = hostileRange.fromMs + 60_000;
const lookups = { table: (name: string) => ({ missing: `no table ${name}` }) };
const defaultMeta = {
	_sourceCategory: 'AWS_EAGLE',
	_sourceName: 'Http Input',
	_sourceHost: 'localhost',
};

function naiveOf(record: Given, number: number) {
	if (typeof record === 'string') {
		return { raw: record, meta: defaultMeta, timeMs: fallbackMs, number };
	}

	const { _meta, ...event } = record;
	return {
		raw: JSON.stringify(event),
		meta: { ...defaultMeta, ...(_meta as Record<string, string> | undefined) },
		timeMs: Date.parse(event['eventTime'] as string),
		number,
	};
}

const searches = [
	'*Security*',
	'port',
	'i-19',
	'deep',
	'"eventName"',
	'"\\"userName\\":\\"a"',
	'"\\"port\\":19"',
	'"\\"items\\":[{"',
	'"},\\"n\\""',
	'arn:aws:iam::*:root',
	'%"requestParameters.items[19].id"=*',
	'big.inner.key7.userName=deep',
	'awsRegion=lower* OR eventname=shouted',
	'!errorCode _sourceCategory=*eagle*',
];
const stages = [
	'parse "\\"userName\\":\\"*\\"" as u',
	'parse "\\"eventName\\":\\"*\\"" as e nodrop | parse "took *ms" as e',
	'json "requestParameters.items[19].port" as p nodrop',
	'json "requestParameters.items[*].id" as ids',
	'json "$..userName" as all nodrop',
	'json "requestParameters" as rp',
	'json auto field=userIdentity | fields type, userName, arn',
	'parse regex "(?<id>i-\\\\d+)" multi',
	'where EventName matches "*User" or requestParameters.a = 1',
];

test.each([
	{ name: 'open', pieces: 1, sealed: false },
	{ name: 'sealed', pieces: 1, sealed: true },
	{ name: 'in three sealed segments', pieces: 3, sealed: true },
])(
	'records that are hard for columns read as their text says, $name',
	async ({ pieces, sealed }) => {
		const records = hostileRecords(80, 11);
		const size = Math.ceil(records.length / pieces);
		const segments = Array.from({ length: pieces }, (_, index) =>
			segmentOf(`s${index}`, records.slice(index * size, (index + 1) * size), fallbackMs, sealed),
		);
		const snapshot = { ...snapshotOf(segments), segments };
		const engine = createLocalEngine(() => snapshot, { derived: [], lookups });
		const naive = records.map(naiveOf);
		let matchedCount = 0;
		for (const text of [
			...searches.map(search => `${search} | fields eventName, n, awsRegion`),
			...stages.map(stage => `| ${stage}`),
			...stages.map(stage => `| ${stage} | count by eventName, n`),
		]) {
			const request = { text, ...hostileRange, nowMs: hostileRange.toMs, timeZone: 'UTC' };
			const expected = evaluateNaive(parse(text).query, naive, { ...request, lookups });
			const outcome = await engine.run(request);
			const result = outcome.ok ? outcome.result : undefined;
			const rows =
				expected.kind === 'table'
					? expected.rows
					: expected.naiveRows.map(row => (result?.columns ?? []).map(name => row.get(name)));
			expect({ text, rows: result?.rows }).toEqual({ text, rows });
			matchedCount += rows.length;
		}

		expect(matchedCount).toBeGreaterThan(250);
	},
);
