import { expect, test } from 'vitest';
import { aRecord } from '../../fixtures/records.ts';
import { code, storyMarkdown } from '../../source/story/markdown.ts';
import { storyLines } from '../../source/story/page.ts';
import { readingsOf } from '../../source/story/who.ts';
import { openExampleStore } from '../layouts/example-store.ts';
import type { JsonObject } from '../oracle/json.ts';
import { aStory, expectNumbersOfQueries, rowsOf } from './a-story.ts';

const names = [
	'\u001b[31mred\u001b]0;title\u0007',
	'$(rm -rf /)',
	'{{user}}',
	'{{{x}}}',
	'a"b\\c\nd',
	'__proto__',
	'constructor',
	'<img src=x onerror=alert(1)>',
	'**bold** [link](javascript:alert(1)) @org/team https://evil.example',
	'``` fence ` and ``',
	'| pipe | # not a heading',
	'012',
	'12',
	'true',
	'\u202egnp.exe\u200b',
	'arn:aws:iam::111122223333:user/a"b',
	`long${'x'.repeat(5_000)}`,
];

test('hostile names are told by their own records, and stay text on a terminal and in Markdown', async () => {
	const extra = names.flatMap((userName, index) => [
		aRecord({
			userIdentity: { type: 'IAMUser', arn: userName, accountId: '1', userName },
			userAgent: userName,
			eventName: 'CreateUser',
			readOnly: false,
			errorCode: index % 2 === 0 ? userName : undefined,
			requestParameters: { userName },
		}),
		aRecord({
			userIdentity: { type: 'IAMUser', userName, accountId: '1' },
			sourceIPAddress: userName,
		}),
	]);
	const odd: readonly JsonObject[] = [
		{ userName: 12 },
		{ userName: ['12', 'x'] },
		{ userName: '' },
		{ userName: { a: 1 } },
		{ arn: null },
	].map(
		more =>
			aRecord({
				userIdentity: { type: 'IAMUser', accountId: '1', ...more },
				requestParameters: more,
			}) as JsonObject,
	);
	const store = await openExampleStore({
		days: 0,
		extra: [...(extra as readonly JsonObject[]), ...odd],
	});
	try {
		for (const who of names) {
			const story = await aStory(store, who);
			expect([who.slice(0, 40), story.recordCount]).toEqual([
				who.slice(0, 40),
				who === '12' ? 3 : who.startsWith('arn:') ? 1 : 2,
			]);
			await expectNumbersOfQueries(store, story);
			const lines = storyLines(story, 80, 'UTC');
			expect(lines.filter(line => /[\p{Cc}\p{Cf}]/u.test(line))).toEqual([]);
			const page = storyMarkdown(story, 'UTC');
			expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
			expect(outsideOfCode(page)).not.toMatch(/[<>@*|[\]]|https:|rm -rf/);
		}

		// The address of all of these has values of every kind under its numbers.
		await expectNumbersOfQueries(store, await aStory(store, '203.0.113.9'));
	} finally {
		await store.close();
	}
}, 60_000);

test('values of any length make no query too long', async () => {
	const long = (index: number) => `${index}${'y'.repeat(60_000)}`;
	const extra = Array.from({ length: 30 }, (_, index) =>
		aRecord({
			userIdentity: { type: 'IAMUser', userName: 'ada', accessKeyId: long(index) },
			userAgent: long(index),
			sourceIPAddress: long(index),
			eventName: long(index),
			errorCode: long(index),
			responseElements: { credentials: { accessKeyId: long(index + 1) } },
			requestParameters: { userName: long(index) },
		}),
	) as readonly JsonObject[];
	const store = await openExampleStore({ days: 0, extra });
	try {
		const story = await aStory(store, 'ada');
		expect(story.recordCount).toBe(30);
		expect(rowsOf(story, 'to').at(-1)?.['note']).toContain('none of more than 128 characters');
	} finally {
		await store.close();
	}
});

/** Markdown without its spans of code, as CommonMark finds them. */
function outsideOfCode(page: string): string {
	return page.replaceAll(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '');
}

test.each([
	['plain', '`plain`'],
	['a`b', '``a`b``'],
	['`', '`` ` ``'],
	['``x', '``` ``x ```'],
	[' ', '(blank)'],
	['', '(blank)'],
	['a\nb', '`a\\nb`'],
])('%j is %s in Markdown', (text, expected) => {
	expect(code(text)).toBe(expected);
});

test.each([
	['AKIAIOSFODNN7EXAMPLE', 'access key'],
	['ASIAIOSFODNN7EXAMPLE', 'access key'],
	['arn:aws:iam::111122223333:user/team/ada', 'user'],
	['arn:aws-cn:iam::111122223333:role/path/Deploy', 'role'],
	['arn:aws:sts::111122223333:assumed-role/Deploy/run-7', 'session of a role'],
	['arn:aws:sts::111122223333:federated-user/bob', 'federated user'],
	['arn:aws:iam::111122223333:root', 'root of the account'],
	['111122223333', 'root of the account'],
	['203.0.113.9', 'address'],
	['2001:db8::1', 'address'],
	['::ffff:203.0.113.9', 'address'],
	['i-0abc12345678def90', 'EC2 instance'],
	['94482488-3041-7005-aaaa-0123456789ab', 'Identity Center user'],
	['root', 'root of any account'],
	['ada', 'web identity'],
])('%s is read as %s first', (who, title) => {
	expect(readingsOf(who)[0]?.title).toBe(title);
});
