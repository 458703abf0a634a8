import { expect, test } from 'vitest';
import { Driver, nowMs } from '../console-driver.ts';
import { shippedLayout } from '../layouts.ts';

test('on a small screen filters without room are counted, and none is hidden in silence', () => {
	const driver = new Driver();
	const choice = (value: string) => ({ include: [value], exclude: [] });
	driver.state = {
		...driver.state,
		variables: {
			filters: {
				region: choice('eu-central-1'),
				user: choice('PlatformEngineers/ada'),
				eventName: choice('AuthorizeSecurityGroupIngress'),
				errorCode: choice('AccessDenied'),
			},
			text: 'ada',
			params: {},
		},
	};
	const [, line = ''] = driver.header().split('\n');
	expect(line).toHaveLength(80);
	expect(line).toMatch(/region eu-central-1 \+4 more /);
	driver.send({ kind: 'resize', size: { columns: 200, rows: 50 } });
	expect(driver.header()).toContain('error AccessDenied · ada');
});

const dayMs = 86_400_000;
const noCounts = { objectCount: 0, lackingCount: 0, untimedCount: 0 };
const wholeAccount = { lackingCount: 0, unlistedCount: 0, untimedCount: 0, isFilling: false };

function withObjects(columns: number, ...spans: readonly [daysAgo: number, count: number][]) {
	const driver = new Driver({}, undefined, { columns, rows: 40 });
	const readCount = spans.reduce((sum, [, count]) => sum + count, 0);
	const account = {
		readCount,
		...wholeAccount,
		words: [],
		spans: spans.map(([daysAgo, objectCount]) => ({
			fromMs: nowMs - (daysAgo + 1) * dayMs,
			toMs: nowMs - daysAgo * dayMs,
			...noCounts,
			objectCount,
		})),
	};
	return driver.send({ kind: 'data', version: 9, recordCount: 5, nowMs, account }).header();
}

test('objects outside of the range are told apart', () => {
	expect(withObjects(120, [0, 12], [3, 30])).toContain('12 objects in range · 0 errors');
	expect(withObjects(120, [0, 12])).toContain(' 12 objects · 0 errors');
	expect(withObjects(80, [0, 12], [3, 30])).not.toContain('objects');
	expect(withObjects(80, [3, 30])).toContain('0 objects in range');
	expect(withObjects(80)).not.toContain('objects');
});

const doubts = {
	unlistedCount: 2,
	untimedCount: 1_234,
	isFilling: true,
};

/** What the header says of a store with these doubts, while its source is in a state. */
function withDoubts(
	columns: number,
	some: Partial<typeof doubts>,
	state: 'live' | 'backfilling' | 'connecting' = 'live',
): string {
	const driver = new Driver({}, undefined, { columns, rows: 40 });
	const span = { ...noCounts, objectCount: 12, untimedCount: some.untimedCount ?? 0 };
	const spans = [{ ...span, fromMs: nowMs - dayMs, toMs: nowMs }];
	const account = { ...wholeAccount, readCount: 12, words: [], spans, ...some };
	driver.send({
		kind: 'status',
		status: { state, objectCount: 12, errorCount: 0, lagMs: undefined, detail: '' },
	});
	const [, line = ''] = driver.send({ kind: 'account', account }).header().split('\n');
	expect(line.length).toBe(columns);
	return line;
}

test('what the store may lack, or has at another time, is told beside what was not read', () => {
	expect(withDoubts(200, {})).toMatch(/ 0 errors $/);
	expect(withDoubts(200, doubts)).toMatch(
		/ 0 errors · 2 folders not listed · 1,234 records without a time · fetch not ended $/,
	);
	expect(withDoubts(120, { untimedCount: 1 })).toMatch(/ 0 errors · 1 record without a time $/);
	// Its state says that it is filled.
	expect(withDoubts(120, { isFilling: true }, 'backfilling')).toMatch(/ 0 errors $/);
	expect(withDoubts(120, { isFilling: true }, 'connecting')).toMatch(/ 0 errors $/);
	expect(withDoubts(120, { isFilling: true })).toMatch(/ 0 errors · fetch not ended $/);
});

test('errors outside of the range are told apart, as no number that is shown lacks them', () => {
	const driver = new Driver({}, undefined, { columns: 120, rows: 40 });
	const today = { ...noCounts, objectCount: 12, fromMs: nowMs - dayMs, toMs: nowMs };
	const earlier = { ...today, fromMs: nowMs - 3 * dayMs, toMs: nowMs - 2 * dayMs };
	const withErrors = (now: number, then: number): string => {
		const lackingCount = now + then;
		const spans = [
			{ ...today, lackingCount: now },
			{ ...earlier, lackingCount: then, untimedCount: 7 },
		];
		const account = { ...wholeAccount, lackingCount, untimedCount: 7, readCount: 24, words: [] };
		return driver.send({ kind: 'account', account: { ...account, spans } }).header();
	};

	expect(withErrors(0, 1)).toMatch(/12 objects in range · 0 errors \(1 elsewhere\) $/);
	expect(withErrors(2, 1)).toMatch(/12 objects in range · 2 errors \(1 elsewhere\) $/);
	expect(withErrors(2, 0)).toMatch(/12 objects in range · 2 errors $/);
});

test('without room for its words a doubt is told, at any width', () => {
	for (let columns = 60; columns <= 200; columns++) {
		expect(withDoubts(columns, doubts), `${columns} columns`).toMatch(
			/ 0 errors · (?:not whole|.* · fetch not ended) $/,
		);
		expect(withDoubts(columns, {}), `${columns} columns`).toMatch(/ 0 errors $/);
	}
});

test('a range that has not ended is not past, however it was written', () => {
	const driver = new Driver({}, undefined, { columns: 120, rows: 40 });
	driver.send({
		kind: 'status',
		status: { state: 'live', objectCount: 1, errorCount: 0, lagMs: undefined, detail: '' },
	});
	driver.press('T').type('2026-03-01').press('enter');
	expect(driver.header()).toContain('● live');
	driver.press('T').type('2026-02-28').press('enter');
	expect(driver.header()).toContain('○ past range');
	driver.press('T').type('today').press('enter');
	expect(driver.header()).toContain('● live');
});

test('a panel of another time than its dashboard says so in its title', () => {
	const driver = new Driver({ layouts: [shippedLayout('classic-operations')] }, undefined, {
		columns: 200,
		rows: 50,
	});
	expect(driver.panel('CP1')).toContain('Action Events · last 1h');
	driver.press('T').type('2026-02-20').press('enter');
	expect(driver.panel('CP1')).toContain('Action Events · 1h to end');
});
