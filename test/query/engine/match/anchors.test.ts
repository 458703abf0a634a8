import { expect, test } from 'vitest';
import { anchorsOf } from '../../../../source/query/engine/match/anchors.ts';
import { parse } from '../../../../source/query/language/parse.ts';
import type { WhereStage } from '../../../../source/query/stage/where.ts';

function anchors(condition: string): readonly string[] | undefined {
	const [stage] = parse(`* | where ${condition}`).query.stages;
	const found = anchorsOf((stage as WhereStage).condition, 'eventName');
	return found && [...found.texts, ...[...found.starts].map(start => `${start}*`)].sort();
}

test('equalities with constants anchor a condition, in any case', () => {
	expect(anchors('eventName = "DeleteTrail"')).toEqual(['deletetrail']);
	expect(anchors('"DeleteTrail" = EVENTNAME')).toEqual(['deletetrail']);
	expect(anchors('eventName in ("A", "b")')).toEqual(['a', 'b']);
	expect(anchors('eventName matches "Stop"')).toEqual(['stop']);
	expect(anchors('eventName matches "Stop*Log*"')).toEqual(['stop*']);
	expect(anchors('eventName matches "StopÉ*"')).toEqual(['stop*']);
	expect(anchors('eventName matches "A?[b]*"')).toEqual(['a?[b]*']);
	expect(anchors('eventName matches /^(?:A|B)$/i')).toEqual(['a', 'b']);
	expect(anchors('eventName matches /(?i)^A$/')).toEqual(['a']);
});

test('and takes the narrower side, or both sides', () => {
	expect(anchors('n > 1 and eventName in ("a", "b")')).toEqual(['a', 'b']);
	expect(anchors('eventName in ("a", "b") and eventName = "a"')).toEqual(['a']);
	expect(anchors('eventName = "a" or eventName matches "B*"')).toEqual(['a', 'b*']);
	expect(anchors('eventName matches "B*" and eventName in ("b", "c")')).toEqual(['b', 'c']);
	expect(anchors('eventName = "a" or eventName = "b"')).toEqual(['a', 'b']);
	expect(anchors('if (eventName = "a", n > 1, false)')).toEqual(['a']);
});

test('what may hold for other values has no anchor', () => {
	for (const condition of [
		'eventName = "a" or n > 1',
		'!(eventName = "a")',
		'eventName != "a"',
		'eventName not in ("a")',
		'eventName = ""',
		'eventName in ("a", "")',
		'eventName = n',
		'eventName matches "*a"',
		'eventName matches "É*"',
		'eventName matches /^A|B$/',
		'eventName matches /^(?:A|)$/',
		'eventName matches /A/',
		'if (eventName = "a", true, n > 1)',
		'otherName = "a"',
	]) {
		expect([condition, anchors(condition)]).toEqual([condition, undefined]);
	}
});
