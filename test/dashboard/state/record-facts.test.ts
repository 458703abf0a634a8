import { expect, test } from 'vitest';
import { recordHead } from '../../../source/dashboard/screen/record-head.ts';
import { recordFacts } from '../../../source/dashboard/state/record-facts.ts';
import { factRows, recordRows } from '../../../source/dashboard/state/record-rows.ts';
import { lineText } from '../../../source/panels/span.ts';
import { cellWidth } from '../../../source/text/width.ts';
import { aRecord } from '../../../fixtures/records.ts';
import { hostileRecords } from '../../../fixtures/hostile-records.ts';

const shown = (record: unknown, widthCells = 100): readonly string[] => {
	const facts = recordFacts({ json: JSON.stringify(record) });
	return facts === undefined
		? []
		: recordHead(facts, widthCells, 'UTC').map(line => lineText(line).trimEnd());
};

const call = {
	eventTime: '2026-03-14T02:00:02Z',
	eventSource: 'iam.amazonaws.com',
	eventName: 'AttachUserPolicy',
	awsRegion: 'us-east-1',
	sourceIPAddress: '203.0.113.66',
	userAgent: 'aws-cli/2.15.0',
	recipientAccountId: '111122223333',
	readOnly: false,
	eventType: 'AwsApiCall',
};

test('a call of a user: when, who, what, from where and with which result', () => {
	const userIdentity = {
		type: 'IAMUser',
		userName: 'supp0rt',
		accountId: '111122223333',
		accessKeyId: 'AKIAEXAMPLE',
		sessionContext: { attributes: { mfaAuthenticated: 'false' } },
	};
	expect(shown({ ...call, userIdentity })).toEqual([
		' when    2026-03-14 02:00:02 UTC',
		' who     supp0rt · IAMUser · AKIAEXAMPLE · of account 111122223333 · no MFA',
		' what    iam.amazonaws.com AttachUserPolicy · changes · us-east-1 · account 111122223333',
		' from    203.0.113.66 · aws-cli/2.15.0',
		' result  Success',
		'─'.repeat(100),
	]);
});

test('a role with its session says whose it is, and a refusal says why', () => {
	const userIdentity = {
		type: 'AssumedRole',
		arn: 'arn:aws:sts::111122223333:assumed-role/Admin/ada',
		sessionContext: { sessionIssuer: { userName: 'Admin' }, sourceIdentity: 'ada@example.com' },
	};
	const refused = { errorCode: 'AccessDenied', errorMessage: 'not\u001b[2J today' };
	const lines = shown({ ...call, ...refused, userIdentity });
	expect(lines[1]).toBe(' who     Admin/ada · AssumedRole · source identity ada@example.com');
	expect(lines[4]).toMatch(/^ result {2}AccessDenied · not.*today$/);
	expect(lines.join('')).not.toContain('\u001b');
});

test('a sign-in that failed has its result without an error code', () => {
	const record = {
		...call,
		eventName: 'ConsoleLogin',
		eventType: 'AwsConsoleSignIn',
		userIdentity: { type: 'Root' },
		responseElements: { ConsoleLogin: 'Failure' },
		additionalEventData: { MFAUsed: 'No' },
	};
	expect(shown(record)[1]).toBe(' who     root · Root · no MFA');
	expect(shown(record)[4]).toBe(' result  Failure');
});

test.each([
	['no object', []],
	['no name', { eventTime: call.eventTime }],
	['no time', { eventName: 'X' }],
	['an impossible time', { ...call, eventTime: 'soon' }],
	['names of objects', { eventTime: {}, eventName: ['a'] }],
])('%s has no such lines', (_, record) => {
	expect(shown(record)).toEqual([]);
	expect(recordFacts({ json: '{' })).toBeUndefined();
	expect(recordFacts({ json: undefined })).toBeUndefined();
});

test('hostile records act on no terminal and are never wider than the screen', () => {
	const records = [...Object.values(hostileRecords), aRecord(), { ...call, userIdentity: 'ada' }];
	for (const record of records) {
		const json = JSON.stringify({ ...call, ...record });
		for (const widthCells of [0, 1, 9, 20, 78]) {
			const facts = recordFacts({ json });
			const lines = facts === undefined ? [] : recordHead(facts, widthCells, 'UTC');
			lines.forEach(line => {
				expect(cellWidth(lineText(line))).toBeLessThanOrEqual(widthCells);
				expect(lineText(line)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
			});
		}
	}
});

test('the details keep their rows on a small screen', () => {
	const open = {
		ref: { segmentId: 's', row: 1 },
		json: JSON.stringify(call),
		error: undefined,
		folded: [],
		cursor: 0,
		scroll: 0,
		search: '',
	};
	expect([13, 14, 40].map(rows => recordRows(open, rows))).toEqual([13, 14 - factRows, 34]);
	expect(recordRows({ ...open, json: '[]' }, 40)).toBe(40);
});
