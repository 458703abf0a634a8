import { expect, test } from 'vitest';
import { insightWords } from '../../source/panels/insight.ts';
import { readJson } from '../../source/panels/json-tree.ts';
import { recordEntries, recordLines } from '../../source/panels/record.ts';
import { lineText } from '../../source/panels/span.ts';

const calls = {
	state: 'Start',
	eventSource: 'iam.amazonaws.com',
	eventName: 'CreateUser',
	insightType: 'ApiCallRateInsight',
	insightContext: { statistics: { baseline: { average: 0.1 }, insight: { average: 9 } } },
};
const errors = {
	...calls,
	state: 'End',
	insightType: 'ApiErrorRateInsight',
	errorCode: 'AccessDenied',
	insightContext: {
		statistics: {
			baseline: { average: 0.0020833333 },
			insight: { average: 1.25 },
			insightDuration: 1,
			baselineDuration: 10_080,
		},
		attributions: [
			{ attribute: 'userAgent', insight: [{ value: 'cli', average: 1 }] },
			{ attribute: 'userIdentityArn', insight: [{ value: 'arn:ada', average: 1 }], baseline: [] },
		],
	},
};
const words = (details: unknown) => insightWords(readJson(JSON.stringify(details))!);

test.each([
	{
		details: calls,
		said: 'CreateUser of iam.amazonaws.com, 9 calls a minute, usually 0.1, begun',
	},
	{
		details: errors,
		said: 'CreateUser of iam.amazonaws.com, 1.25 errors AccessDenied a minute, usually 0.0020, over after 1 minute, most by arn:ada',
	},
	{
		details: { eventName: 'CreateUser', insightType: 'ApiCallRateInsight', insightContext: [] },
		said: 'CreateUser, unusually many calls',
	},
	{ details: { ...calls, insightType: 'SomethingNew' }, said: undefined },
	{ details: { ...calls, eventName: 7 }, said: undefined },
	{ details: null, said: undefined },
])('an Insights event in words: $said', ({ details, said }) => {
	expect(words(details)).toBe(said);
});

test('a text that is no JSON says nothing', () => {
	const json = JSON.stringify(calls).replace('CreateUser', String.raw`Create\qUser`);
	expect(insightWords(readJson(json)!)).toBeUndefined();
});

test('a record says it beside the details, folded too, and no control character gets through', () => {
	const json = JSON.stringify({
		eventID: '1',
		insightDetails: { ...calls, eventName: 'Create\u001b[2JUser' },
		more: { insightDetails: calls },
	});
	for (const folded of [[], ['insightDetails']]) {
		for (const cursor of [0, 2]) {
			const lines = recordLines(recordEntries(json, new Set(folded)), {
				...{ widthCells: 120, heightCells: 40, cursor, scroll: 0, search: '' },
			}).map(lineText);
			const said = lines.filter(line => line.includes('9 calls a minute'));
			expect(said).toHaveLength(1);
			expect(said[0]).toContain('"insightDetails": {');
			expect(lines.join('')).not.toContain('\u001b');
		}
	}
});
