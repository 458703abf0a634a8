import { runningStage } from './running.ts';

/** The sum of the group on every row. */
export const total = runningStage('total', {
	help: {
		tier: 'must',
		syntax: 'total f [as t] [by k]',
		snippet: 'total _count as total',
		help: 'puts the sum over all rows, or over each group, beside every row',
		example: '| count by eventName | total _count as total | _count / total * 100 as percent',
	},
	window: undefined,
	compute: numbers => {
		const sum = numbers.reduce((left, right) => left + right, 0);
		return numbers.map(() => sum);
	},
});
