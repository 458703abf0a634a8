import { mean } from '../frame/statistics.ts';
import { overWindow, runningStage } from './running.ts';

export const smooth = runningStage('smooth', {
	help: {
		tier: 'should',
		help: 'the moving mean over n rows (10)',
		example: '| timeslice 1h | count by _timeslice | sort by _timeslice asc | smooth _count, 5',
	},
	window: 10,
	compute: (numbers, count) => overWindow(numbers, count, mean),
});
