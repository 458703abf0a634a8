import { aggregates } from '../aggregate/index.ts';
import type { CheckedStage, Checking } from './checking.ts';

/** Reports aggregates that compute with numbers where a field has none. */
export function checkNumbers(checking: Checking, { stage, spec, schema }: CheckedStage): void {
	if (spec.run.class !== 'group') {
		return;
	}

	for (const { name, args } of spec.run.group(stage).calls) {
		const [field] = args;
		const computes = aggregates.get(name)?.readsNumbers === true;
		if (field !== undefined && computes && checking.known.isText(schema, field.name)) {
			checking.faults.push({
				severity: 'warning',
				span: field.span,
				message: `${field.name} is text, and ${name} takes numbers: it finds none`,
				next: `write count by ${field.name}, or ${name} of a field that has numbers`,
			});
		}
	}
}
