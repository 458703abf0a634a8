import { expect, test } from 'vitest';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import { derivedFields } from '../../../source/trail/derive.ts';
import { segmentOf, snapshotOf } from './segments.ts';
import type { Given } from './segments.ts';

const fromMs = Date.UTC(2026, 2, 1, 12);
const eventTime = new Date(fromMs).toISOString();

const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, key) => [`k${key}`, key]));

/** Members of a record, and what `_result` is for it. */
const cases: readonly (readonly [members: object, result: string])[] = [
	[{ responseElements: { SwitchRole: 'Failure' } }, 'Failure'],
	[{ responseElements: { SwitchRole: 'Success', CheckMfa: 'Failure' } }, 'Failure'],
	[{ responseElements: { 'a.b': 'Failure' } }, 'Failure'],
	[{ responseElements: null, serviceEventDetails: { UserAuthentication: 'Failure' } }, 'Failure'],
	[{ responseElements: { SwitchRole: 'Success' } }, 'Success'],
	[{ responseElements: { SwitchRole: 'failure' } }, 'Success'],
	[{ responseElements: { SwitchRole: 'Failure of all' } }, 'Success'],
	[{ responseElements: { of: { SwitchRole: 'Failure' } } }, 'Success'],
	[{ responseElements: ['Failure'] }, 'Success'],
	[{ responseElements: 'Failure' }, 'Success'],
	[{ responseElements: '{"a":"Failure"' }, 'Success'],
	[{ responseElementsToo: { SwitchRole: 'Failure' } }, 'Success'],
	[{ requestParameters: { SwitchRole: 'Failure' } }, 'Success'],
	[{ errorCode: 'AccessDenied', responseElements: { SwitchRole: 'Failure' } }, 'AccessDenied'],
	// Too many members to be columns: the object is kept as one text.
	[{ responseElements: { ...many, CheckMfa: 'Failure' } }, 'Failure'],
	[{ responseElements: { ...many, CheckMfa: 'Success' } }, 'Success'],
];

test.each([true, false])('a failed step of a sign-in has one result; sealed: %s', async sealed => {
	const records = cases.map(([members], index): Given => ({
		eventTime,
		eventID: `e${index}`,
		...members,
	}));
	const segments = [segmentOf('s', records, fromMs, sealed)];
	const engine = createLocalEngine(() => snapshotOf(segments), {
		derived: derivedFields,
		lookups: { table: name => ({ missing: `no table ${name}` }) },
	});
	const range = { fromMs, toMs: fromMs + 1_000, nowMs: fromMs + 1_000, timeZone: 'UTC' };
	const text = '* | _result as result | fields eventID, result';
	const outcome = await engine.run({ text, ...range });
	const rows = outcome.ok ? outcome.result.rows : [];
	expect(Object.fromEntries(rows)).toEqual(
		Object.fromEntries(cases.map(([, result], index) => [`e${index}`, result])),
	);
});
