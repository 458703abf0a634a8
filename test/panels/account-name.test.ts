import { expect, test } from 'vitest';
import { isAccountColumn } from '../../source/panels/account-name.ts';
import { lineText } from '../../source/panels/span.ts';
import { panelModel, plainFrame } from '../../source/panels/panel-model.ts';
import type { PanelKind } from '../../source/panels/panel-model.ts';
import type { QueryResult } from '../../source/query/port.ts';
import { aResult } from './result.ts';

const id = '111122223333';
const aliases = { [id]: 'prod\u001B[2J' };
const range = { fromMs: 0, toMs: 7_200_000 };

function drawn(
	kind: PanelKind,
	result: QueryResult,
	named = true,
	titleField: string | undefined = 'account',
): string {
	const model = panelModel(
		kind,
		{ kind: 'ready', result },
		plainFrame(
			{ widthCells: 80, heightCells: 10 },
			{ range, rangeLabel: '', timeZone: 'UTC', aliases: named ? aliases : undefined, titleField },
		),
	);
	return model.lines.map(lineText).join('\n');
}

const byAccount = aResult(
	['account', 'eventCount'],
	[
		[id, 5],
		['444455556666', 2],
	],
);
const overTime = aResult(
	['_timeslice', id, '444455556666'],
	[
		[0, 5, 1],
		[3_600_000, 2, 1],
	],
	{ timeslice: { stepMs: 3_600_000, column: '_timeslice' }, keys: ['_timeslice'] },
);
const stacked = aResult(['user', id], [['ada', 5]]);

test.each<[PanelKind, QueryResult]>([
	['table', byAccount],
	['bar', byAccount],
	['pie', byAccount],
	['stacked-bar', stacked],
	['table', stacked],
	['column', overTime],
	['line', overTime],
])('a %s calls an account by its alias, made safe, and others by their ids', (kind, result) => {
	expect(drawn(kind, result)).toContain('prod\\x1b[2J');
	expect(drawn(kind, result)).not.toContain(id);
	expect(drawn(kind, result, false)).toContain(id);
	expect(drawn(kind, result, false)).not.toContain('prod');
});

test.each<[PanelKind, QueryResult]>([
	['stacked-bar', stacked],
	['table', stacked],
	['column', overTime],
	['line', overTime],
])('a %s whose titles are users, or nothing at all, leaves an id among them', (kind, result) => {
	for (const field of ['user', '']) {
		expect(drawn(kind, result, true, field)).toContain(id);
		expect(drawn(kind, result, true, field)).not.toContain('prod');
	}
});

test('an id in a column that holds no accounts is left as it is', () => {
	const result = aResult(['principalId', 'n'], [[id, 1]]);
	for (const kind of ['table', 'bar', 'pie'] as const) {
		expect(drawn(kind, result)).toContain(id);
	}
});

test.each([
	['account', true],
	['_account', true],
	['recipientAccountId', true],
	['userIdentity.accountId', true],
	['aws_account', true],
	['account_id', true],
	['accountAlias', false],
	['accountType', false],
	['user', false],
	['discount', false],
])('%s holds accounts: %s', (title, is) => {
	expect(isAccountColumn(title)).toBe(is);
});
