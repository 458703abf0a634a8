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

/** A segment that answers for its paths as `paths` does. */
function watched(view: SegmentView, paths: () => readonly string[]): SegmentView {
	return new Proxy(view, {
		get(target, name) {
			const value = name === 'paths' ? paths : (Reflect.get(target, name, target) as unknown);
			return typeof value === 'function'
				? (value as (...given: readonly unknown[]) => unknown).bind(target)
				: value;
		},
	});
}

/** Notes each time that the header of a segment is asked for its paths. */
function counted(view: SegmentView, asked: string[]): SegmentView {
	return watched(view, () => {
		asked.push(view.id);
		return view.paths();
	});
}

function atHour(hour: number, record: Readonly<Record<string, unknown>>): Given {
	return { eventTime: new Date(hour * hourMs).toISOString(), ...record };
}

function engineOver(segments: readonly SegmentView[]) {
	let snapshot = snapshotOf(segments);
	const engine = createLocalEngine(() => snapshot, {
		derived: derivedFields,
		recordFields,
		lookups: lookupsOf({}),
	});
	return {
		doubts: (text: string, given = range) =>
			engine.check({ text, ...given }).map(({ message }) => message),
		add: (segment: SegmentView) => {
			snapshot = snapshotOf([...snapshot.segments, segment], snapshot.version + 1);
		},
		engine,
	};
}

const one = (id: string, hour: number, record: Readonly<Record<string, unknown>>) =>
	segmentOf(id, [atHour(hour, record)], 0, true);

test('the newest segment alone is asked for a field that it has, and each segment once', () => {
	const asked: string[] = [];
	const segments = ['a', 'b', 'c'].map((id, hour) =>
		counted(one(id, hour, { eventName: 'x', [`only${id}`]: 1 }), asked),
	);
	const { doubts, add } = engineOver(segments);
	expect(doubts('| count by eventName')).toEqual([]);
	expect(asked).toEqual(['c']);
	expect(doubts('| count by onlya, eventName')).toEqual([]);
	expect(asked).toEqual(['c', 'b', 'a']);
	expect(doubts('| count by missing')).toEqual(['no event has "missing"']);
	expect(asked).toHaveLength(3);

	// Several stores read as one show the same segments as other views.
	add(counted(one('a', 0, { eventName: 'x' }), asked));
	expect(doubts('| count by missing')).toEqual(['no event has "missing"']);
	expect(asked).toHaveLength(3);
	add(counted(one('d', 3, { missing: 1 }), asked));
	expect(doubts('| count by missing, onlyb')).toEqual([]);
	expect(asked).toEqual(['c', 'b', 'a', 'd']);
});

test('an open segment tells its fields as it grows', () => {
	const { doubts, add } = engineOver([segmentOf('open', [atHour(1, { a1: 1 })])]);
	expect(doubts('| count by later')).toEqual(['no event has "later"']);
	add(segmentOf('open', [atHour(1, { a1: 1 }), atHour(1, { later: 1 })]));
	expect(doubts('| count by later')).toEqual([]);
});

test('a field of another time is not called misspelt, and neither is one that CloudTrail documents', () => {
	const { doubts } = engineOver([
		one('old', 1, { teamName: 'x', eventName: 'y' }),
		one('new', 5, { eventName: 'z' }),
	]);
	const newest = { fromMs: 4 * hourMs, toMs: 6 * hourMs };
	expect(doubts('| count by teamName, vpcEndpointId, userIdentity.invokedBy', newest)).toEqual([]);
	expect(doubts('| count by _user, _account, _object, tlsDetails', newest)).toEqual([]);
	expect(doubts('| count by taemName', newest)).toEqual(['no event has "taemName"']);
	expect(doubts('| where eventName = teamName', newest)).toEqual([
		'no record of this time has teamName: it is null here',
	]);
	expect(doubts('| where eventName = teamName')).toEqual([]);
});

test('of a time without records nothing is said', () => {
	const { doubts } = engineOver([one('old', 1, { eventName: 'y' })]);
	expect(doubts('| where evntName = Foo', { fromMs: 5 * hourMs, toMs: 6 * hourMs })).toEqual([]);
	expect(doubts('| where evntName = "x"')).toHaveLength(1);
});

test('what no column shows is not called missing', () => {
	const long = Array.from({ length: 400 }, (_item, index) => ({ deepKey: index }));
	const { doubts } = engineOver([
		segmentOf('s', [
			atHour(1, { list: long }),
			'{"eventTime":"1970-01-01T01:00:00Z","twice":{"rareKey":1},"twice":{"other":2}}',
		]),
	]);
	expect(doubts('| count by list[3].deepKey, twice.rareKey')).toEqual([]);
	expect(doubts('| count by twice.unknownKey')).toEqual(['no event has "twice.unknownKey"']);
});

test('of records that no column shows 256 are searched; of more, anything may be there', () => {
	const lines = (count: number) =>
		segmentOf(
			's',
			Array.from({ length: count }, () => 'no JSON at all'),
			hourMs,
		);
	expect(engineOver([lines(256)]).doubts('| count by missing')).toHaveLength(1);
	expect(engineOver([lines(257)]).doubts('| count by missing')).toEqual([]);
});

test('in an object of which 32 spellings are known, anything may be', () => {
	const spelling = (at: number) =>
		[...'abcdef'].map((letter, bit) => ((at >> bit) & 1 ? letter.toUpperCase() : letter)).join('');
	const spelt = (count: number) =>
		segmentOf(
			's',
			Array.from({ length: count }, (_item, at) => atHour(1, { [spelling(at)]: { a: 1 } })),
		);
	expect(engineOver([spelt(31)]).doubts('| count by abcdef.b')).toHaveLength(1);
	expect(engineOver([spelt(32)]).doubts('| count by abcdef.b')).toEqual([]);
});

test('in a store of more than a hundred thousand paths no field is called unknown', () => {
	const wide = (count: number) =>
		watched(one('s', 1, { eventName: 'x' }), () =>
			Array.from({ length: count }, (_item, at) => `key${at}`),
		);
	expect(engineOver([wide(90_000)]).doubts('| count by missing')).toHaveLength(1);
	expect(engineOver([wide(100_001)]).doubts('| count by missing')).toEqual([]);
});

test('a run says what is doubted with its place, once, and before its other warnings', async () => {
	const { engine } = engineOver([one('s', 1, { eventName: 'x', errorCode: 'AccessDenied' })]);
	const text = '| where errorcode = AccessDenied or errorCode = AccessDenied | count';
	const request = { text, ...range, nowMs: range.toMs, timeZone: 'UTC' };
	const outcome = await engine.run(request);
	const found = outcome.ok ? outcome.result : undefined;
	expect(found?.checkWarnings).toMatchObject([
		{ span: { start: 20, end: 32 }, repair: '"AccessDenied"', severity: 'warning' },
	]);
	expect(found?.warnings).toEqual([
		'AccessDenied without quotes is a field, and no event has it; write "AccessDenied" for the text',
	]);
	expect(engine.explain(request)).toMatchObject({ warnings: found?.checkWarnings });
});

test('of a path across a list two values are no contradiction, wherever the list is', () => {
	const list = segmentOf('list', [atHour(1, { r: { items: [{ a: 1 }, { a: 2 }] } })], 0, true);
	const plain = segmentOf('plain', [atHour(2, { r: { items: { a: 1 } } })], 0, true);
	const text = '| where r.items.a = 1 and r.items.a = 2';

	expect(engineOver([list, plain]).doubts(text)).toEqual([]);
	expect(engineOver([plain]).doubts(text)).toHaveLength(1);
});
