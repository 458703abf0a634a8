import { expect, test } from 'vitest';
import type { SegmentView } from '../../../store/index.ts';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import { derivedFields } from '../../../source/trail/derive.ts';
import { recordFields } from '../../../source/trail/record-fields.ts';
import { lookupsOf } from '../../cases/lookups.ts';
import { segmentOf, snapshotOf } from './segments.ts';
import type { Given } from './segments.ts';

const hourMs = 3_600_000;
const range = { fromMs: 0, toMs: 10 * hourMs };

function atHour(hour: number, record: Readonly<Record<string, unknown>>): Given {
	return { eventTime: new Date(hour * hourMs).toISOString(), ...record };
}

/** Told of a query over segments; each is given by its records. */
function toldOf(text: string, segments: readonly SegmentView[], given = range): string[] {
	const engine = createLocalEngine(() => snapshotOf(segments), {
		derived: derivedFields,
		recordFields,
		lookups: lookupsOf({}),
	});
	const twice = [1, 2].map(() => engine.check({ text, ...given }));
	expect(twice[1]).toEqual(twice[0]);
	return twice[0]?.map(({ message }) => message) ?? [];
}

const denied = (hour: number, errorCode = 'AccessDenied') => atHour(hour, { errorCode });
const asked = '| where errorCode = "accessdenied"';
const told = (count: string) =>
	`no record has errorCode = "accessdenied"; they have "AccessDenied" (${count})`;

test.each([true, false])('records of all segments are counted; sealed: %s', sealed => {
	const old = segmentOf('old', [denied(1), denied(1), atHour(1, {})], 0, sealed);
	const recent = segmentOf('new', [denied(2), denied(2, 'Throttled')], 0, sealed);
	expect(toldOf(asked, [old, recent])).toEqual([told('3 records')]);
	expect(toldOf('| where errorCode = "throttled"', [old, recent])).toHaveLength(1);
	expect(toldOf('| where errorCode = "nothing"', [old, recent])).toEqual([]);
});

test('one record anywhere in the time that has the text is enough for silence', () => {
	const segments = [1, 2, 3].map(hour => segmentOf(`s${hour}`, [denied(hour)], 0, true));
	const right = segmentOf('right', [denied(0, 'accessdenied')], 0, true);
	expect(toldOf(asked, segments)).toEqual([told('3 records')]);
	expect(toldOf(asked, [right, ...segments])).toEqual([]);
	expect(toldOf(asked, [right, ...segments], { fromMs: hourMs, toMs: 3 * hourMs })).toEqual([
		told('2 records'),
	]);
	// A segment whose header reaches into the time may have it there.
	const wide = segmentOf('wide', [denied(0, 'accessdenied'), denied(2)], 0, true);
	expect(toldOf(asked, [wide], { fromMs: hourMs, toMs: 3 * hourMs })).toEqual([]);
});

test('records outside of the time are not counted, and of several spellings the most frequent is told', () => {
	const one = segmentOf('s', [denied(1), denied(2), denied(3)], 0, true);
	expect(toldOf(asked, [one], { fromMs: 2 * hourMs, toMs: 3 * hourMs })).toEqual([
		told('1 record'),
	]);
	expect(toldOf(asked, [one], { fromMs: 2 * hourMs + 1, toMs: 3 * hourMs })).toEqual([]);
	const two = segmentOf('s', [denied(1, 'ACCESSDENIED'), denied(2), denied(3)], 0, true);
	expect(toldOf(asked, [two])).toEqual([told('2 records')]);
});

test('metadata, derived fields, booleans and elements of lists are looked into', () => {
	const records = [
		atHour(1, {
			errorCode: 'AccessDenied',
			readOnly: true,
			_meta: { _sourceCategory: 'AWS_EAGLE' },
			userIdentity: { type: 'IAMUser', userName: 'Ada', accountId: '1' },
			requestParameters: { items: [{ protocol: 'tcp' }, { protocol: 'udp' }], x: 'a"b\\C' },
		}),
	];
	const segments = [segmentOf('s', records, 0, true)];
	const count = (condition: string) => toldOf(`| where ${condition}`, segments).length;
	expect(count('_sourceCategory = "aws_eagle"')).toBe(1);
	expect(count('_user = "ada"')).toBe(1);
	expect(count('userIdentity.userName = "ada"')).toBe(1);
	expect(count('readOnly = "True"')).toBe(1);
	expect(count('requestParameters.items.protocol = "UDP"')).toBe(1);
	expect(count('any(requestParameters.items, protocol = "UDP")')).toBe(1);
	expect(count('requestParameters.x = "a\\"b\\\\c"')).toBe(1);
	expect(count('_user = "Ada" and readOnly = "true" and _sourceCategory = "AWS_EAGLE"')).toBe(0);
	const odd = '_raw = "ada" or _size = "x" or __proto__ = "Ada" or constructor = "ada"';
	expect(toldOf(`| where ${odd}`, segments).join()).not.toContain('no record has');
});

test('a text that is spelled with an escape is the text', () => {
	const segments = [
		'{"eventTime":"1970-01-01T01:00:00Z","errorCode":"access\\u0064enied","a":"x\\/y"}',
		'{"eventTime":"1970-01-01T01:00:00Z","errorCode":"AccessDenied","a":"X/Y"}',
	].map((line, at) => segmentOf(`s${at}`, [line], 0, true));
	expect(toldOf(asked, segments)).toEqual([]);
	expect(toldOf('| where a = "x/y"', segments)).toEqual([]);
	expect(toldOf('| where a = "X/y"', segments)).toHaveLength(1);
});

test('where a text may be that no column shows, nothing is told', () => {
	const twice = (code: string) =>
		`{"eventTime":"1970-01-01T01:00:00Z","a":1,"a":2,"errorCode":"${code}"}`;
	const seen = (line: Given) => [segmentOf('s', [denied(1), line], 0, true)];
	expect(toldOf(asked, seen(twice('other')))).toHaveLength(1);
	expect(toldOf(asked, seen(twice('accessdenied')))).toEqual([]);
	expect(toldOf(asked, seen(twice('access\\u0064enied')))).toEqual([]);
	const long = Array.from({ length: 400 }, () => ({ p: 'tcp' }));
	const list = [segmentOf('s', [atHour(1, { l: [{ p: 'TCP' }] }), atHour(1, { l: long })])];
	expect(toldOf('| where l.p = "tcp" or l.p = "Tcp"', list)).toEqual([]);
});

test('a long text, one without letters and one in another script are not looked for', () => {
	const record = { a: 'X'.repeat(900_000), b: '12-34', c: 'ÄRGER', d: '__PROTO__' };
	const segments = [segmentOf('s', [atHour(1, record)], 0, true)];
	const text = `| where a = "${'x'.repeat(900_000)}" or b = "12-34" or c = "ärger"`;
	expect(toldOf(text, segments)).toEqual([]);
	expect(toldOf('| where d = "__proto__"', segments)).toHaveLength(1);
});

test('256 segments are looked into; of more nothing is told', () => {
	const many = (count: number) =>
		Array.from({ length: count }, (_item, at) => segmentOf(`s${at}`, [denied(1)], 0, true));
	expect(toldOf(asked, many(256))).toEqual([told('256 records')]);
	expect(toldOf(asked, many(257))).toEqual([]);
});

test('sixteen segments are looked into for a derived field', () => {
	const one = (at: number) =>
		segmentOf(
			`s${at}`,
			[atHour(1, { userIdentity: { type: 'IAMUser', userName: 'Ada' } })],
			0,
			true,
		);
	const many = (count: number) => Array.from({ length: count }, (_item, at) => one(at));
	expect(toldOf('| where _user = "ada"', many(16))).toHaveLength(1);
	expect(toldOf('| where _user = "ada"', many(17))).toEqual([]);
});

test('4,096 values of a segment are compared; of more nothing is told', () => {
	const many = (count: number) =>
		segmentOf(
			's',
			Array.from({ length: count }, (_item, at) => atHour(1, { a: `${'abc'.repeat(2)}${at}` })),
			0,
			true,
		);
	expect(toldOf('| where a = "ABCabc7"', [many(4096)])).toHaveLength(1);
	expect(toldOf('| where a = "ABC"', [many(4096)])).toEqual([]);
	expect(toldOf('| where a = "ABCabc"', [many(4097)])).toEqual([]);
});

test('of records that no column shows 256 are searched', () => {
	const lines = (count: number) => [
		segmentOf('s', [denied(1), ...Array.from({ length: count }, () => 'no JSON at all')], hourMs),
	];
	expect(toldOf(asked, lines(256))).toHaveLength(1);
	expect(toldOf(asked, lines(257))).toEqual([]);
});
