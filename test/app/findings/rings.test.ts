import { expect, test } from 'vitest';
import type { FindingMark } from '../../../source/app/findings/findings-view.ts';
import { FindingsWatch, freshMax } from '../../../source/app/workers/findings-watch.ts';
import { ringFor } from '../../../source/app/workers/rings.ts';
import type { OutputSpec } from '../../../source/findings/outputs/output.ts';
import { ringSequence } from '../../../source/view/ring.ts';

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 2, 1);
const mark = (id: string, more: Partial<FindingMark> = {}): FindingMark => ({
	id,
	severity: 'high',
	rule: 'CT01',
	title: 'Trail stopped',
	principal: 'ada',
	state: 'open',
	isReopened: false,
	lastMs: nowMs - 1,
	foundMs: nowMs,
	...more,
});
const output = (kind: 'bell' | 'osc', more: Partial<OutputSpec> = {}): OutputSpec => ({
	id: kind,
	minSeverity: 'high',
	rules: [],
	rate: { count: 20, withinMs: 1 },
	target: { kind },
	...more,
});

/** What the console is told as new, look by look. */
function freshOf(...looks: readonly (readonly FindingMark[])[]): readonly (readonly string[])[] {
	const told: string[][] = [];
	const findings = { version: 0, states: [], marks: [] as readonly FindingMark[] };
	const watch = new FindingsWatch({
		findings,
		nowMs: () => nowMs,
		reply: message => {
			if (message.type === 'findings') {
				told.push(message.fresh.map(({ id }) => id));
			}
		},
	});
	for (const marks of looks) {
		findings.version++;
		findings.marks = marks;
		watch.look();
	}

	return told;
}

test('what was there at the start, is closed or of long ago is not new', () => {
	const old = mark('old', { lastMs: nowMs - dayMs - 1 });
	const closed = mark('closed', { state: 'closed' });
	expect(
		freshOf(
			[mark('a')],
			[mark('a'), mark('b'), old, closed],
			[mark('a'), mark('b', { lastMs: nowMs })],
		),
	).toEqual([[], ['b'], []]);
});

test('what was closed and is open again rings once, and not when a person opened it', () => {
	const closed = mark('a', { state: 'closed' });
	const again = mark('a', { isReopened: true });
	expect(freshOf([closed], [again], [again])).toEqual([[], ['a'], []]);
	expect(freshOf([closed], [mark('a')])).toEqual([[], []]);
	expect(freshOf([again], [again])).toEqual([[], []]);
});

test('of many new findings the twenty worst are told', () => {
	const many = Array.from({ length: freshMax + 5 }, (_, index) => mark(`m${index}`));
	const [, told] = freshOf([], [...many, mark('worst', { severity: 'critical' })]);
	expect(told).toHaveLength(freshMax);
	expect(told?.[0]).toBe('worst');
});

test('a console rings as its outputs say, and in one that names none nothing rings', () => {
	const found = [mark('a', { severity: 'critical' }), mark('b'), mark('c', { severity: 'low' })];
	expect(ringFor([], found)).toBe(undefined);
	expect(ringFor([output('bell', { minSeverity: 'critical' })], found)).toEqual({
		kind: 'ring',
		isBell: true,
		texts: [],
	});
	expect(ringFor([output('bell', { rules: ['CT02'] })], found)).toBe(undefined);
	expect(ringFor([output('osc')], found)?.texts).toEqual([
		'critical: Trail stopped · ada',
		'high: Trail stopped · ada',
	]);
	expect(ringFor([output('osc', { minSeverity: 'info' })], [...found, ...found])?.texts).toEqual([
		'critical: Trail stopped · ada',
		'high: Trail stopped · ada',
		'low: Trail stopped · ada',
		'and 3 more findings',
	]);
});

test('the terminal hears a bell and notifications, through tmux too, and nothing of a log', () => {
	const texts = ['high: x \u001b]0;pwned\u0007\u001b[2J · $(id)'];
	const bytes = ringSequence({ isBell: true, texts }, { TERM: 'xterm-256color' });
	expect(bytes.startsWith('\u0007\u001b]9;trailtop: high: x ')).toBe(true);
	expect(bytes.split('\u001b')).toHaveLength(2);
	expect(ringSequence({ isBell: false, texts: ['x'] }, { TERM: 'foot' })).toBe(
		'\u001b]777;notify;trailtop;x\u0007',
	);
	expect(ringSequence({ isBell: false, texts: ['x'] }, { TERM: 'tmux', TMUX: '/run/tmux' })).toBe(
		'\u001bPtmux;\u001b\u001b]9;trailtop: x\u0007\u001b\\',
	);
});
