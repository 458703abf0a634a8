import { defineConfig } from 'vitest/config';

/** The big fuzz, kill, arrival, soak and differential runs; `npm test` has their small versions. */
export default defineConfig({
	test: {
		dir: 'test/long',
		include: ['*.test.ts'],
		env: { TZ: 'UTC', CI: '' },
		testTimeout: 1_500_000,
		hookTimeout: 120_000,
		pool: 'forks',
		maxWorkers: 2,
	},
});
