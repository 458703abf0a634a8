import { expect, test } from 'vitest';
import { findingDoubts } from '../../../source/findings/live/doubts.ts';

test('a store that is being filled has not been looked at yet, and one that nobody fills by nobody', () => {
	const lacksOf = (isFilled: boolean) =>
		findingDoubts([{ state: undefined, isFilled, oddCount: 0 }]).lacks;
	expect(lacksOf(true)).toEqual([expect.stringMatching(/^not looked at yet: /)]);
	expect(lacksOf(false)).toEqual([expect.stringMatching(/^nobody has looked for findings/)]);
});
