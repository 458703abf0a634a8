import { aggregates } from '../aggregate/index.ts';
import { specOf } from '../stage/index.ts';
import { eventSchema } from '../stage/schema.ts';
import type { StageNode } from '../syntax/tree.ts';
import type { CheckedStage } from './checking.ts';

/** Metadata whose values are numbers in every record. */
const numberFields: ReadonlySet<string> = new Set([
	'_messagetime',
	'_receipttime',
	'_size',
	'_messagecount',
]);

/**
 * Whether every value of the field is a number or null before a stage. False when it cannot be decided.
 *
 * @param name - in lower case
 */
export function isNumberColumn({ pipeline, index, schema }: CheckedStage, name: string): boolean {
	for (const stage of pipeline.slice(0, index).toReversed()) {
		const made = isMadeNumber(stage, name);
		if (made !== undefined) {
			return made;
		}
	}

	return schema.auto && numberFields.has(name);
}

/** Undefined: the stage leaves the field as it was. */
function isMadeNumber(stage: StageNode, name: string): boolean | undefined {
	const spec = specOf(stage);
	if (spec.run.class === 'group') {
		const { calls } = spec.run.group(stage);
		const call = calls.find(({ titles }) => titles.some(title => title.toLowerCase() === name));
		return call !== undefined && aggregates.get(call.name)?.givesNumbers === true;
	}

	const isRows = spec.run.class === 'rows' || spec.run.class === 'order';
	return isRows && !makes(stage, name) ? undefined : false;
}

function makes(stage: StageNode, name: string): boolean {
	const made = specOf(stage).makes(stage, { ...eventSchema, auto: false });
	return made.open || made.fields.has(name);
}
