import { defineConfig } from 'vitest/config';
import { longElsewhere } from './test/long/elsewhere.ts';

/** The big fuzz, kill, arrival, soak and differential runs, of which `npm test` has small versions, and what else takes minutes. */
export default defineConfig({
	test: {
		dir: 'test',
		include: ['long/*.test.ts', ...longElsewhere],
		env: { TZ: 'UTC', CI: '' },
		testTimeout: 1_500_000,
		hookTimeout: 240_000,
		pool: 'forks',
		maxWorkers: 2,
	},
});
