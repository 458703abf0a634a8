import type { Argument, BinaryOperator, Expression } from '../../source/query/syntax/tree.ts';
import type { Value } from '../../source/query/value.ts';
import type { Clock } from './function.ts';
import { functions } from './functions.ts';
import { matchesGlob } from './glob.ts';
import { regexOf, replaceMatches } from './regex.ts';
import { areEqual, asNumber, asText, isLess, isSame, isTrue } from './value.ts';

/** Computes an expression for one row. */
export function evaluate(
	expression: Expression,
	read: (name: string) => Value,
	clock: Clock,
): Value {
	const of = (part: Expression) => evaluate(part, read, clock);

	switch (expression.kind) {
		case 'literal':
			return expression.value;
		case 'field':
			return read(expression.field.name);
		case 'not': {
			const value = of(expression.operand);
			return value === null ? null : !isTrue(value);
		}
		case 'negate': {
			const number = asNumber(of(expression.operand));
			return number === undefined ? null : -number;
		}
		case 'binary':
			return binary(expression.operator, of(expression.left), of(expression.right));
		case 'matches-glob': {
			const [value, pattern] = [of(expression.operand), of(expression.pattern)];
			return value !== null && pattern !== null && matchesGlob(asText(value), asText(pattern));
		}
		case 'matches-regex': {
			const value = of(expression.operand);
			return value !== null && regexOf(expression.regex).test(asText(value));
		}
		case 'in': {
			const value = of(expression.operand);
			const isIn = expression.list.some(item => areEqual(value, of(item)));
			return expression.negated ? !isIn : isIn;
		}
		case 'conditional':
			return of(isTrue(of(expression.test)) ? expression.then : expression.otherwise);
		case 'call':
			return call(expression.name, expression.args, of, clock);
	}
}

function binary(operator: BinaryOperator, left: Value, right: Value): Value {
	switch (operator) {
		case 'or':
			return isTrue(left) || isTrue(right);
		case 'and':
			return isTrue(left) && isTrue(right);
		case '=':
			return areEqual(left, right);
		case '!=':
			return !areEqual(left, right);
		case '<':
			return isLess(left, right);
		case '<=':
			return isLess(left, right) || isSame(left, right);
		case '>':
			return isLess(right, left);
		case '>=':
			return isLess(right, left) || isSame(left, right);
		case 'contains':
			return left === null || right === null ? null : asText(left).indexOf(asText(right)) >= 0;
		default:
			return arithmetic(operator, asNumber(left), asNumber(right));
	}
}

function arithmetic(
	operator: '+' | '-' | '*' | '/' | '%',
	left: number | undefined,
	right: number | undefined,
): number | null {
	if (left === undefined || right === undefined) {
		return null;
	}

	switch (operator) {
		case '+':
			return left + right;
		case '-':
			return left - right;
		case '*':
			return left * right;
		case '/':
			return left / right;
		case '%':
			return left % right;
	}
}

function call(
	name: string,
	args: readonly Argument[],
	of: (part: Expression) => Value,
	clock: Clock,
): Value {
	const [subject, pattern, replacement] = args;

	if (
		subject !== undefined &&
		subject.kind !== 'regex' &&
		pattern?.kind === 'regex' &&
		replacement !== undefined &&
		replacement.kind !== 'regex'
	) {
		const [text, by] = [of(subject), of(replacement)];
		return text === null || by === null
			? null
			: replaceMatches(asText(text), regexOf(pattern.regex), asText(by));
	}

	const values = args.map(arg => (arg.kind === 'regex' ? null : of(arg)));
	const apply = functions.get(name);

	if (apply === undefined) {
		throw new Error(`the naive evaluator does not know the function ${name}`);
	}

	return apply(values, clock);
}
