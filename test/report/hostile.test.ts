import { afterAll, beforeAll, expect, test } from 'vitest';
import { aRecord } from '../../fixtures/records.ts';
import { readRuleFile } from '../../source/findings/read-rule-file.ts';
import { reportHtml } from '../../source/report/html.ts';
import { reportMarkdown } from '../../source/report/markdown.ts';
import type { Report } from '../../source/report/report.ts';
import { exampleNowMs, openExampleStore, type ExampleStore } from '../layouts/example-store.ts';
import type { JsonObject } from '../oracle/json.ts';
import { aReport, expectNumbersOfQueries, tablesOf } from './a-report.ts';
import { elementsIn } from './strict-html.ts';

const names = [
	'</title><script>alert(1)</script>',
	'"><img src=x onerror=alert(1)>',
	"' onmouseover='alert(1)",
	'</style><style>*{display:none}',
	'</svg><svg onload=alert(1)>',
	'](javascript:alert(1)) ![x](https://evil.example/x.png)',
	'| a | b | \\| c \\',
	'``` fence ` and ``',
	'&lt;b&gt; &amp; &#60;',
	'\u001b[31mred\u001b]0;title\u0007',
	'\u202egnp.exe\u200b\u2066x',
	'a\nb\r\nc\td',
	'<!-- comment -->',
	'$(rm -rf /) {{user}}',
	'__proto__',
	'constructor',
	'\ud800 half',
	'e\u0301\u0301\u0301\u0301\u0301',
];
const ruleText = `id: '<b>X</b>'
title: '</title><script>alert(1)</script> [x](javascript:alert(1)) | see https://example.com/?token=hidden'
severity: high
why: |
  <img src=x> | **bold**
  https://ada:hidden@example.com/
by: [userIdentity.userName]
when: eventName = "StopLogging"
`;

let store: ExampleStore;
let report: Report;
beforeAll(async () => {
	const at = (index: number) =>
		new Date(exampleNowMs - 3_600_000 + index * 1_000).toISOString().replace('.000Z', 'Z');
	const hostile = (name: string, index: number, more: JsonObject): JsonObject =>
		aRecord({
			userIdentity: { type: 'IAMUser', accountId: '111122223333', userName: name },
			eventTime: at(index),
			userAgent: name,
			sourceIPAddress: name,
			recipientAccountId: name,
			awsRegion: name,
			eventID: `${name.slice(0, 100)}-${index}`,
			...more,
		}) as JsonObject;
	const all = [...names, 'x'.repeat(1_000_000)];
	store = await openExampleStore({
		days: 0,
		extra: [
			aRecord({ eventTime: new Date(exampleNowMs - 90_000_000).toISOString() }) as JsonObject,
			...all.flatMap((name, index) => [
				hostile(name, index, { eventName: 'StopLogging', readOnly: false }),
				hostile(name, index + 100, {
					eventName: name,
					eventSource: name,
					errorCode: 'AccessDenied',
				}),
				hostile(name, index + 200, {
					eventName: 'ConsoleLogin',
					eventType: 'AwsConsoleSignIn',
					responseElements: { ConsoleLogin: 'Failure' },
				}),
				hostile(name, index + 300, {
					eventName: 'PutBucketPolicy',
					eventSource: 's3.amazonaws.com',
					readOnly: false,
				}),
			]),
		],
	});
	const rules = readRuleFile(ruleText, 'x.yaml').rules.map(({ rule }) => rule);
	report = await aReport(store, { rules, trail: names[0] ?? '' });
}, 60_000);
afterAll(async () => {
	await store.close();
});

test('hostile names are counted, and their queries give them', async () => {
	expect(await expectNumbersOfQueries(store, report)).toBeGreaterThan(25);
	const [found] = tablesOf(report, 'findings');
	expect(found?.rowCount).toBe(names.length + 1);
	// The ids of others cannot be written into a query.
	expect(found?.rows.filter(row => row.at(-1) !== null).map(row => row[2])).toEqual([
		'constructor',
		'__proto__',
	]);
});

test('in HTML nothing of a record or a rule is markup, acts, loads, reorders or is long', () => {
	const html = reportHtml(report);
	const elements = elementsIn(html);
	expect(elements.filter(({ name }) => /script|img|iframe|link|object/.test(name))).toEqual([]);
	expect(elements.filter(({ name }) => name === 'style').length).toBe(1);
	expect(
		elements.filter(({ name }) => name === 'title' && elements.length > 0).length,
	).toBeGreaterThan(1);
	expect(html.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
	expect(html).toContain('\\u202egnp.exe\\u200b\\u2066x');
	expect(html).toContain('&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
	expect(html).toContain('… (1,000,000 characters)');
	expect(html).not.toContain('hidden');
	expect(html).toContain('&lt;img src=x&gt; | **bold** https://***@example.com/');
	expect(html.length).toBeLessThan(300_000);
	expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`);
});

test('in Markdown it stays text: in code, or with its marks escaped, one cell a value', () => {
	const page = reportMarkdown(report);
	expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
	expect(page).not.toContain('hidden');
	const lines = page.split('\n');
	const rows = lines.filter(line => line.startsWith('|'));
	for (const row of rows) {
		const outside = outsideOfCode(row).replaceAll(/\\./g, '');
		expect(outside, row).not.toMatch(/[<>[\]`]/);
	}

	// Each row of a table has as many cells as its head.
	lines.forEach((line, index) => {
		const above = lines[index - 1];
		if (line.startsWith('|') && above?.startsWith('|') === true) {
			expect(line.split('|').length, line).toBe(above.split('|').length);
		}
	});
	const rest = lines.filter(line => !line.startsWith('|') && !line.startsWith('- Q')).join('\n');
	expect(rest.replaceAll(/\\./g, '')).not.toMatch(/<|\]\(|!\[/);
	expect(page.length).toBeLessThan(200_000);
});

function outsideOfCode(text: string): string {
	return text.replaceAll(/(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, '');
}
