import { runningStage } from './running.ts';

export const accum = runningStage('accum', {
	help: {
		tier: 'should',
		help: 'the running sum in the order of the rows',
		example: '| timeslice 1h | count by _timeslice | sort by _timeslice asc | accum _count',
	},
	window: undefined,
	compute: numbers => {
		let sum = 0;
		return numbers.map(number => (sum += number));
	},
});
