import { runningStage } from './running.ts';

export const backshift = runningStage('backshift', {
	help: {
		tier: 'should',
		help: 'the value n rows before (1)',
		example:
			'| timeslice 1h | count by _timeslice | sort by _timeslice asc | backshift _count, 24 as yesterday',
	},
	window: 1,
	compute: (numbers, count) => numbers.map((_, index) => numbers[index - count] ?? null),
});
