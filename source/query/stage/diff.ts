import { runningStage } from './running.ts';

export const diff = runningStage('diff', {
	help: {
		tier: 'should',
		help: 'the difference from the row before',
		example: '| timeslice 1h | count by _timeslice | sort by _timeslice asc | diff _count',
	},
	window: undefined,
	compute: numbers =>
		numbers.map((number, index) => (index === 0 ? null : number - (numbers[index - 1] ?? 0))),
});
