import { expect, test } from 'vitest';
import { shownOutcome } from '../../../source/dashboard/state/panels-shown.ts';
import type { Slot } from '../../../source/dashboard/state/state.ts';

const text = '* | concat(a, a) as b | count by b';

function reasonOf(message: string, part: string): string | undefined {
	const start = text.indexOf(part);
	const slot: Slot = {
		ticket: 1,
		running: false,
		text,
		range: { fromMs: 0, toMs: 1 },
		chosen: '',
		isSoFar: false,
		result: undefined,
		resultRange: undefined,
		startedMs: 0,
		elapsedMs: 0,
		faults: [{ severity: 'fault', span: { start, end: start + part.length }, message, next: '' }],
		error: undefined,
		dataVersion: 0,
		note: '',
		streams: false,
		stopped: false,
		cuts: undefined,
	};
	const outcome = shownOutcome(slot, false);
	return outcome.kind === 'failed' ? outcome.reason : undefined;
}

test('a panel names the part of its query that is wrong, unless that is all of it or is named', () => {
	expect(reasonOf('this is too much', 'concat(a, a)')).toBe('this is too much: concat(a, a)');
	expect(reasonOf('this is too much', text)).toBe('this is too much');
	expect(reasonOf('"count" is too much', 'count')).toBe('"count" is too much');
});
