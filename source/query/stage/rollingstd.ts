import { deviation } from '../frame/statistics.ts';
import { overWindow, runningStage } from './running.ts';

export const rollingstd = runningStage('rollingstd', {
	help: {
		tier: 'should',
		help: 'the moving standard deviation over n rows (10)',
		example: '| timeslice 1h | count by _timeslice | sort by _timeslice asc | rollingstd _count, 5',
	},
	window: 10,
	compute: (numbers, count) => overWindow(numbers, count, deviation),
});
