import { truthy } from '../comparison.ts';
import type { CompiledExpression } from '../evaluate.ts';
import { combine } from './combine.ts';
import type { Value } from '../value.ts';
import { filterVector } from './filter.ts';
import { lazy, type Frame, type Lazy } from './frame.ts';
import { constantVector, memoByCode, operandAt, type Vector } from './vector.ts';
import { noRows, type Rows } from './rows.ts';

/** Evaluates an expression once per distinct combination of the codes of its fields. */
export function expressionField(frame: Frame, expression: CompiledExpression): Lazy {
	// The fields are read before the stage: in `a + 1 as a`, the old `a`.
	const inputs = expression.fields.map(name => frame.field(name));
	return lazy(() =>
		evaluateVector(
			expression,
			inputs.map(input => input.get()),
			frame.rows,
			frame.rowCount,
		),
	);
}

function evaluateVector(
	expression: CompiledExpression,
	inputs: readonly Vector[],
	rows: Rows,
	rowCount: number,
): Vector {
	const [first] = inputs;
	if (first === undefined) {
		return constantVector(expression.evaluate([]), rowCount);
	}

	if (inputs.length === 1) {
		return {
			codes: first.codes,
			size: first.size,
			repeats: first.repeats,
			value: memoByCode(first.size, code => expression.evaluate([operandAt(first, code)])),
		};
	}

	const all = combine(inputs, rows, rowCount);
	return {
		codes: all.codes,
		size: all.size,
		repeats: all.repeats,
		value: memoByCode(all.size, code =>
			expression.evaluate(inputs.map((input, index) => operandAt(input, all.part(code, index)))),
		),
	};
}

/** Rows of the frame for which a condition is true. */
export function filterExpression(
	frame: Frame,
	condition: CompiledExpression,
	name: string | undefined,
): Rows {
	const inputs = condition.fields.map(field => frame.field(field).get());
	const [first] = inputs;
	if (first === undefined) {
		return truthy(condition.evaluate([])) ? frame.rows : noRows;
	}

	if (inputs.length > 1) {
		const vector = evaluateVector(condition, inputs, frame.rows, frame.rowCount);
		return filterVector(frame.source, vector, frame.rows, frame.rowCount, truthy);
	}

	const { identity } = first;
	const own = name === undefined || identity === undefined ? undefined : `${identity}|${name}`;
	if (first.list === undefined || condition.isAny) {
		const test = (value: Value) => truthy(condition.evaluate([value]));
		const text = first.list === undefined ? condition.needle : undefined;
		const needle = text === undefined ? undefined : frame.source.needle(text);
		return filterVector(frame.source, first, frame.rows, frame.rowCount, test, own, needle);
	}

	// Whether it holds for a list is another question than whether it does for an element.
	const vector = evaluateVector(condition, inputs, frame.rows, frame.rowCount);
	const named = identity === undefined ? vector : { ...vector, identity };
	return filterVector(frame.source, named, frame.rows, frame.rowCount, truthy, own);
}
