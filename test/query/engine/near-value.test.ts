import { expect, test } from 'vitest';
import type { SegmentView } from '../../../store/index.ts';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import {
	derivedSegmentsMax,
	distinctMax,
	segmentsLookedMax,
} from '../../../source/query/engine/near-value.ts';
import { derivedFields } from '../../../source/trail/derive.ts';
import { recordFields } from '../../../source/trail/record-fields.ts';
import { lookupsOf } from '../../cases/lookups.ts';
import { segmentOf, snapshotOf } from './segments.ts';
import type { Given } from './segments.ts';

const hourMs = 3_600_000;
const range = { fromMs: 0, toMs: 100 * hourMs };

function call(
	hour: number,
	eventName: string,
	more: Readonly<Record<string, unknown>> = {},
): Given {
	return { eventTime: new Date(hour * hourMs).toISOString(), eventName, ...more };
}

function engineOf(segments: readonly SegmentView[]) {
	return createLocalEngine(() => snapshotOf(segments), {
		derived: derivedFields,
		recordFields,
		lookups: lookupsOf({}),
	});
}

function toldOf(text: string, segments: readonly SegmentView[], given = range): string[] {
	const engine = engineOf(segments);
	const twice = [1, 2].map(() => engine.check({ text, ...given }));
	expect(twice[1]).toEqual(twice[0]);
	return (
		twice[0]?.map(
			({ message, span, repair = '' }) =>
				`${message} → ${text.slice(0, span.start)}${repair}${text.slice(span.end)}`,
		) ?? []
	);
}

const told = ['no event has eventName=ConsolLogin → eventName=ConsoleLogin'];

test.each([true, false])('a slip of the keys in a value is told; sealed: %s', sealed => {
	const one = segmentOf('a', [call(1, 'ConsoleLogin'), call(2, 'GetUser')], 0, sealed);
	const two = segmentOf('b', [call(3, 'PutObject')], 0, sealed);
	expect(toldOf('eventName=ConsolLogin', [one, two])).toEqual(told);
	expect(toldOf('eventName="ConsolLogin" ada', [one, two])).toEqual([
		'no event has eventName="ConsolLogin" → eventName="ConsoleLogin" ada',
	]);
	expect(toldOf('eventName!=ConsolLogin', [one, two])).toEqual([
		'no event has eventName=ConsolLogin → eventName!=ConsoleLogin',
	]);
});

test.each([
	['eventName=consolelogin', 'the search does not look at capitals'],
	['eventName=Consol*', 'a glob'],
	['eventName=*', 'any value'],
	['eventName=StopLogging', 'another name, and no slip'],
	['eventName=GetObject', 'a name of its own, two letters from another'],
	['eventName=12345678901', 'a number'],
	['eventName=""', 'no text'],
])('%s is told nothing of: %s', text => {
	const segments = [
		segmentOf(
			'a',
			[call(1, 'ConsoleLogin'), call(1, 'StartLogging'), call(2, 'PutObject')],
			0,
			true,
		),
	];
	expect(toldOf(text, segments)).toEqual([]);
});

test('one record anywhere that has the value is enough for silence, and so is one that may have it', () => {
	const near = segmentOf('a', [call(1, 'ConsoleLogin')], 0, true);
	const right = segmentOf('b', [call(50, 'ConsolLogin')], 0, true);
	expect(toldOf('eventName=ConsolLogin', [near, right])).toEqual([]);
	expect(toldOf('eventName=ConsolLogin', [near, right], { fromMs: 0, toMs: 10 * hourMs })).toEqual(
		told,
	);
	// Its header reaches into the range, though the record does not.
	const wide = segmentOf('c', [call(1, 'ConsolLogin'), call(60, 'GetUser')], 0, true);
	expect(
		toldOf('eventName=ConsolLogin', [near, wide], { fromMs: 2 * hourMs, toMs: range.toMs }),
	).toEqual([]);
	// Spelt with an escape, and beside a key that is there twice: such records are read one by one.
	for (const name of ['"Consol\\u004cogin"', '"x","eventName":"ConsolLogin"']) {
		const odd = `{"eventTime":"1970-01-01T01:00:00Z","eventName":${name}}`;
		expect(toldOf('eventName=ConsolLogin', [near, segmentOf('d', [odd], 0, true)])).toEqual([]);
	}
});

test('elements of lists, and fields that a stage made, are left alone', () => {
	const records = [call(1, 'x', { resources: [{ accountId: 'productions' }], a: 'production' })];
	const segments = [segmentOf('a', records, 0, true)];
	expect(toldOf('resources.accountId=prodution', segments)).toEqual([]);
	expect(toldOf('a=prodution', segments)).toHaveLength(1);
});

test('64 segments are looked into; of more nothing is told', () => {
	const of = (count: number) =>
		Array.from({ length: count }, (_, at) =>
			segmentOf(`s${at}`, [call(at, 'ConsoleLogin')], 0, true),
		);
	expect(toldOf('eventName=ConsolLogin', of(segmentsLookedMax))).toEqual(told);
	expect(toldOf('eventName=ConsolLogin', of(segmentsLookedMax + 1))).toEqual([]);
});

test('of a field that has to be derived, 16 segments are looked into', () => {
	const userIdentity = { type: 'IAMUser', userName: 'production' };
	const of = (count: number) =>
		Array.from({ length: count }, (_, at) =>
			segmentOf(`u${at}`, [call(at, 'GetUser', { userIdentity })], 0, true),
		);
	expect(toldOf('_user=prodution', of(derivedSegmentsMax))).toHaveLength(1);
	expect(toldOf('_user=prodution', of(derivedSegmentsMax + 1))).toEqual([]);
});

test('twenty values of a query are looked for', () => {
	const segments = [segmentOf('a', [call(1, 'ConsoleLogin')], 0, true)];
	const slips = Array.from({ length: 25 }, (_, at) =>
		at % 2 === 0 ? 'eventName=ConsolLogin' : 'eventName=CnosoleLogin',
	);
	const asked = (count: number, last: string) =>
		toldOf([...slips.slice(0, count), last].join(' OR '), segments).length;
	expect(asked(19, 'eventName=ConsoleLgoin')).toBe(3);
	expect(asked(20, 'eventName=ConsoleLgoin')).toBe(2);
});

test.each([
	['sourceIPAddress=10.0.0.12', 'another address'],
	['eventSource=es.amazonaws.com', 'another service, of a short name'],
	['eventName=Invoke20150331', 'another number'],
])('%s is %s, and no slip', text => {
	const one = { sourceIPAddress: '10.0.0.1', eventSource: 'ecs.amazonaws.com' };
	expect(toldOf(text, [segmentOf('a', [call(1, 'Invoke2015033', one)], 0, true)])).toEqual([]);
	const far = [
		segmentOf('a', [call(1, 'GetUser', { eventSource: 'cloudtrail.amazonaws.com' })], 0, true),
	];
	expect(toldOf('eventSource=cloudtrial.amazonaws.com', far)).toHaveLength(1);
});

test('a field with more than 1,024 values in a segment is no list of names', () => {
	const of = (count: number) => [
		segmentOf(
			's',
			[call(1, 'ConsoleLogin'), ...Array.from({ length: count }, (_, at) => call(1, `n${at}`))],
			0,
			true,
		),
	];
	expect(toldOf('eventName=ConsolLogin', of(distinctMax / 2))).toEqual(told);
	expect(toldOf('eventName=ConsolLogin', of(distinctMax + 1))).toEqual([]);
});

test.each([
	['eventName=ConsolLogin', true],
	['eventName=ConsolLogin | count', true],
	[
		'eventName=ConsolLogin | timeslice 1h | count as n by _timeslice | fillmissing timeslice(1h)',
		true,
	],
	[
		'eventName=GetUser ![subquery: eventName=ConsolLogin | count by eventName | fields eventName | compose eventName] eventName=PutObject',
		false,
	],
	['eventName=ConsolLogin | count by eventName', true],
	['ada eventName=ConsolLogin', true],
	['eventName=ConsolLogin OR eventName=GetNothing', false],
	['!(eventName=ConsolLogin) nothinghere', false],
	['eventName!=ConsolLogin nothinghere', false],
])(
	'an answer without rows to %s is explained by the value alone: %s',
	async (text, isExplained) => {
		const engine = engineOf([
			segmentOf('a', [call(1, 'ConsoleLogin'), call(2, 'GetUser')], 0, true),
		]);
		const outcome = await engine.run({ text, ...range, nowMs: range.toMs, timeZone: 'UTC' });
		const result = outcome.ok ? outcome.result : undefined;
		expect(result?.lacks?.[0] ?? '').toBe(
			isExplained ? 'no event has eventName=ConsolLogin: did you mean "ConsoleLogin"?' : '',
		);
		expect(result?.repair?.text).toBe(isExplained ? 'eventName=ConsoleLogin' : undefined);
	},
);
