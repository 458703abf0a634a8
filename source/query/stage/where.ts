import { filterExpression } from '../frame/expression-vector.ts';
import { readExpression } from '../syntax/read-expression.ts';
import { fingerprint, isOfTheRange } from '../syntax/fingerprint.ts';
import { explainExpression } from '../syntax/explain-text.ts';
import { printExpression } from '../syntax/print-expression.ts';
import type { Expression, StageNode } from '../syntax/tree.ts';
import { fieldsOf } from '../syntax/walk-expression.ts';
import { centuryYear } from '../time/time.ts';
import { afterCondition } from './stage-completion.ts';
import { conjuncts } from './conjuncts.ts';
import { elementNeedOf } from './element-need.ts';
import type { StageContext } from './stage-context.ts';
import type { RowStep, StageSpec } from './stage-spec.ts';
import { definingStep } from './steps.ts';

export interface WhereStage extends StageNode {
	readonly kind: 'where';
	readonly condition: Expression;
}

export const where: StageSpec<WhereStage> = {
	kind: 'where',
	help: {
		name: 'where',
		group: 'rows',
		takes: 'any',
		tier: 'must',
		syntax: 'where condition',
		help: 'keeps the rows for which the condition is true',
		snippet: 'where eventName = "ConsoleLogin"',
		keywords: [],
		example: '| where eventName matches "Delete*" and isEmpty(errorCode)',
	},
	read: reader => ({ kind: 'where', condition: readExpression(reader) }),
	print: stage => `where ${printExpression(stage.condition)}`,
	name: () => 'where',
	explain: stage => explainExpression(stage.condition),
	reads: stage => fieldsOf(stage.condition),
	makes: (_, before) => before,
	expression: stage => stage.condition,
	withExpression: (stage, condition) => ({ ...stage, condition }),
	run: {
		class: 'rows',
		start: startWhere,
		explains: stage =>
			conjuncts(stage.condition).map(part => ({
				what: explainExpression(part),
				how: 'once a value or combination',
			})),
	},
	complete: { operands: 'expression', opens: ['where'], follows: afterCondition },
	drill: { made: () => [], dropsRows: true },
};

/** The parts that must all be true are tested one after another, each on the remaining rows. */
function startWhere(stage: WhereStage, context: StageContext): RowStep {
	const parts = conjuncts(stage.condition).map(part => {
		const ofRange = isOfTheRange(part);
		const kept = `where ${fingerprint(part)} ${context.timeZone} ${centuryYear(context.nowMs)}`;
		const need = elementNeedOf(part, context);
		return { need, test: context.condition(part), name: ofRange ? undefined : kept };
	});
	return definingStep([], frame => {
		for (const { need, test, name } of parts) {
			if (need !== undefined) {
				frame.keepElements(need);
			}

			if (frame.rows?.length === 0) {
				return;
			}

			frame.rows = filterExpression(frame, test, name);
		}
	});
}
