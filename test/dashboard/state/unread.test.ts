import { expect, test } from 'vitest';
import { isUnread, shownOutcome } from '../../../source/dashboard/state/panels-shown.ts';
import type { SourceStatus } from '../../../source/dashboard/state/source-status.ts';
import type { State } from '../../../source/dashboard/state/state.ts';

function unread(state: SourceStatus['state'], readCount: number, lackingCount = 0): boolean {
	const doubts = { unlistedCount: 0, untimedCount: 0, isFilling: true };
	const account = { readCount, lackingCount, ...doubts, words: [], spans: [] };
	return isUnread({ account, status: { state } } as unknown as State);
}

test('before the first object of a source nothing is counted', () => {
	expect(unread('connecting', 0)).toBe(true);
	expect(unread('backfilling', 0)).toBe(true);
	expect(unread('waiting', 0)).toBe(true);
	expect(unread('backfilling', 1)).toBe(false);
	expect(unread('backfilling', 0, 1)).toBe(false);
	// A source that was read to its end and is empty: its 0 was checked.
	expect(unread('live', 0)).toBe(false);
	expect(unread('idle', 0)).toBe(false);
});

test('without a result a panel is loading either way', () => {
	expect(shownOutcome(undefined, false)).toEqual({ kind: 'loading' });
	expect(shownOutcome(undefined, true)).toEqual({ kind: 'loading' });
});
