import { partsOf } from '../syntax/advice.ts';
import { specOf } from '../stage/index.ts';
import type { StageCheck } from '../stage/stage-spec.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import { spanOfName, type CheckedStage, type Checking } from './checking.ts';
import { addUnknown } from './check-fields.ts';
import { checkRegex } from './check-regexes.ts';

/** Runs the check of the stage itself. */
export function checkStage(checking: Checking, checked: CheckedStage): void {
	const { stage, spec, schema, pipeline, index } = checked;
	const { query, known, faults } = checking;
	const own: StageCheck = {
		schema,
		text: query.text,
		has: name => known.has(schema, name),
		unknown: field => {
			addUnknown(checking, checked, field);
		},
		regex: regex => {
			checkRegex(checking, regex);
		},
		isReadLater: names => pipeline.slice(index + 1).some(later => mayRead(later, names)),
		sortsAsText: field => sortsAsText(pipeline.slice(0, index), field),
		add: (severity, message, advice, span = spanOfName(query, stage)) => {
			faults.push({ severity, span, message, ...partsOf(advice) });
		},
	};
	spec.check?.(stage, own);
}

/** A stage that could not be parsed, or one with an inner pipeline, may read any field. */
function mayRead(stage: StageNode, names: readonly string[]): boolean {
	const { run, reads } = specOf(stage);
	const wanted = names.map(name => name.toLowerCase());
	return (
		run.class === 'none' ||
		(run.class === 'pipelines' && run.inner(stage).length > 0) ||
		reads(stage).some(field => wanted.includes(field.name.toLowerCase()))
	);
}

/** The nearest earlier stage that knows the field decides. */
function sortsAsText(before: readonly StageNode[], field: Field): boolean {
	for (const stage of before.toReversed()) {
		const known = specOf(stage).sortsAsText?.(stage, field);
		if (known !== undefined) {
			return known;
		}
	}

	return false;
}
