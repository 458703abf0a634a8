import { defineConfig } from 'vitest/config';
import { longElsewhere } from './test/long/elsewhere.ts';

export default defineConfig({
	test: {
		dir: 'test',
		include: ['**/*.test.{ts,tsx}'],
		exclude: ['long/**', '**/node_modules/**', ...longElsewhere],
		env: { TZ: 'UTC', CI: '' },
		testTimeout: 240_000,
		hookTimeout: 240_000,
		// Each file in a process of its own: LMDB environments and worker threads never meet.
		pool: 'forks',
		maxWorkers: 2,
	},
});
