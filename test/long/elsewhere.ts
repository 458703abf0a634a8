/** Tests that stand beside what they test and take so long that `npm test` leaves them to `npm run test:long`. */
export const longElsewhere: readonly string[] = [
	'findings/live/live-findings.test.ts',
	'findings/sigma/agrees.test.ts',
	'layouts/mutation.test.ts',
	'pty/run-apart.test.ts',
	'pty/what-is-lacking.test.ts',
	'query/differential/lists.test.ts',
	'query/differential/small-memory.test.ts',
	'query/engine/heavy.test.ts',
];
