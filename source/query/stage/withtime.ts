import { writeWithTime } from '../aggregate/recent.ts';
import { lazy } from '../frame/frame.ts';
import { rowVector, valueAt } from '../frame/vector.ts';
import { printField } from '../syntax/print-expression.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import { afterFields } from './stage-completion.ts';
import { adding } from './schema.ts';
import type { StageSpec } from './stage-spec.ts';
import { definingStep } from './steps.ts';

export interface WithtimeStage extends StageNode {
	readonly kind: 'withtime';
	readonly field: Field;
}

const madeBy = (stage: WithtimeStage) => `${stage.field.name}_withtime`;

export const withtime: StageSpec<WithtimeStage> = {
	kind: 'withtime',
	help: {
		name: 'withtime',
		group: 'rows',
		takes: 'rows',
		tier: 'should',
		syntax: 'withtime f',
		help: 'makes f_withtime, which most_recent and least_recent take',
		snippet: 'withtime sourceIPAddress',
		keywords: [],
		example:
			'| withtime sourceIPAddress | most_recent(sourceIPAddress_withtime) as ip by userIdentity.arn',
	},
	read: reader => ({ kind: 'withtime', field: reader.field() }),
	print: stage => `withtime ${printField(stage.field)}`,
	name: () => 'withtime',
	explain: stage => stage.field.name,
	reads: stage => [stage.field],
	makes: (stage, before) => adding(before, [madeBy(stage)]),
	run: {
		class: 'rows',
		start: stage =>
			definingStep([madeBy(stage)], frame => {
				const value = frame.field(stage.field.name);
				frame.define(
					madeBy(stage),
					lazy(() => {
						const vector = value.get();
						const times = frame.times();
						return rowVector(frame.rowCount, row => {
							const plain = valueAt(vector, row);
							return plain === null ? null : writeWithTime(plain, times[row] ?? NaN);
						});
					}),
				);
			}),
	},
	complete: { operands: 'fields', opens: ['withtime'], follows: afterFields },
	drill: { made: stage => [madeBy(stage).toLowerCase()], dropsRows: false },
};
