import { expressionField } from '../frame/expression-vector.ts';
import { findFunction } from '../function/index.ts';
import { quoteName } from '../syntax/escape.ts';
import { readExpression } from '../syntax/read-expression.ts';
import { explainExpression } from '../syntax/explain-text.ts';
import { printExpression } from '../syntax/print-expression.ts';
import type { Reader } from '../syntax/reader.ts';
import type { Expression, StageNode } from '../syntax/tree.ts';
import { fieldsOf } from '../syntax/walk-expression.ts';
import { afterExpression } from './stage-completion.ts';
import { adding } from './schema.ts';
import type { StageSpec } from './stage-spec.ts';
import { definingStep } from './steps.ts';

export interface AssignStage extends StageNode {
	readonly kind: 'assign';
	readonly name: string;
	readonly expression: Expression;
}

/** `expression as name`, or a call alone. */
export const assign: StageSpec<AssignStage> = {
	kind: 'assign',
	help: undefined,
	read: reader => {
		const expression = readExpression(reader);
		const name = reader.optionalAs()?.name ?? defaultName(reader, expression);
		return { kind: 'assign', name, expression };
	},
	print: stage => `${printExpression(stage.expression)} as ${quoteName(stage.name)}`,
	name: stage => `as ${stage.name}`,
	explain: stage => `${explainExpression(stage.expression)} as ${stage.name}`,
	reads: stage => fieldsOf(stage.expression),
	makes: (stage, before) => adding(before, [stage.name]),
	expression: stage => stage.expression,
	withExpression: (stage, expression) => ({ ...stage, expression }),
	sortsAsText: (stage, field) =>
		stage.name.toLowerCase() === field.name.toLowerCase() ? false : undefined,
	run: {
		class: 'rows',
		start: (stage, context) => {
			const expression = context.expression(stage.expression);
			return definingStep([stage.name], frame => {
				frame.define(stage.name, expressionField(frame, expression));
			});
		},
	},
	complete: { operands: 'expression', opens: [], follows: afterExpression },
	drill: {
		made: stage => [stage.name.toLowerCase()],
		dropsRows: false,
		origin: stage => ({ kind: 'expression', expression: stage.expression }),
	},
};

/** Functions that change a field replace it; the result of others is named after the function. */
function defaultName(reader: Reader, expression: Expression): string {
	if (expression.kind === 'call' || expression.kind === 'conditional') {
		const spec = expression.kind === 'call' ? findFunction(expression.name) : undefined;
		const argument = expression.kind === 'call' ? expression.args[0] : undefined;
		if (spec?.replacesArgument === true && argument?.kind === 'field') {
			return argument.field.name;
		}

		if (reader.peek().kind === 'end' && (spec !== undefined || isWrittenIf(reader, expression))) {
			const name = `_${spec?.name ?? 'if'}`;
			reader.note('warning', expression.span, `this column is named ${name}`, 'add as and a name');
			return name;
		}
	}

	return reader.isSymbol('^')
		? reader.failHere('there is no operator ^', 'write pow(x, y) for a power')
		: reader.failHere('Expected "as" and a name', 'write expression as name');
}

function isWrittenIf(reader: Reader, expression: Expression): boolean {
	return /^if\b/i.test(
		reader.reading.filled.typed.slice(expression.span.start, expression.span.end),
	);
}
