import type { Argument, BinaryOperator, Expression } from '../../source/query/syntax/tree.ts';
import type { Value } from '../../source/query/value.ts';
import type { Clock } from './function.ts';
import { functions } from './functions.ts';
import { matchesGlob } from './glob.ts';
import { regexOf, replaceMatches } from './regex.ts';
import { accountIds } from './functions-lists.ts';
import { elementsOfJson, fieldOfJson, jsonOf } from './record.ts';
import { areEqual, asNumber, asText, isLess, isSame, isTrue } from './value.ts';

/** What an expression reads: fields as one value, and the elements of those that are lists. */
export interface Fields {
	get(name: string): Value;
	elements(name: string): readonly Value[];
}

/** Where an expression is computed: with one element in the place of each list that is tried. */
interface Scope {
	readonly fields: Fields;
	readonly clock: Clock;
	readonly tried: ReadonlyMap<string | Expression, Value>;
}

/** Computes an expression for one row. */
export function evaluate(expression: Expression, fields: Fields, clock: Clock): Value {
	return valueIn(expression, { fields, clock, tried: new Map() });
}

/** Computes an expression that stands in the place of a condition. */
export function evaluateTest(expression: Expression, fields: Fields, clock: Clock): Value {
	return testIn(expression, { fields, clock, tried: new Map() });
}

function testIn(expression: Expression, scope: Scope): Value {
	return isTest(expression)
		? valueIn(expression, scope)
		: anyOf([expression], scope, inner => valueIn(expression, inner));
}

const tests = new Set(
	(
		'isNull isEmpty isBlank isNumeric contains isNaN isInfinity isPublicIP isPrivateIP isReservedIP ' +
		'isValidIP isValidIPv4 isValidIPv6 compareCIDRPrefix luhn cidrContains'
	).split(' '),
);
const arithmetical: readonly string[] = ['+', '-', '*', '/', '%'];

/** Whether an expression is itself a condition: then it says what a list in it means. */
function isTest(expression: Expression): boolean {
	switch (expression.kind) {
		case 'literal':
		case 'field':
		case 'negate':
		case 'conditional':
			return false;
		case 'call':
			return tests.has(expression.name);
		case 'binary':
			return !arithmetical.includes(expression.operator);
		default:
			return true;
	}
}

/** True for any choice of one element of each list that some parts read; null when every choice is. */
function anyOf(
	parts: readonly Expression[],
	scope: Scope,
	run: (scope: Scope) => Value,
	isEquality = false,
): Value {
	const [list] = parts.flatMap(part => listsOf(part, scope));

	if (list === undefined) {
		return run(scope);
	}

	// The list as it is shown is equal to itself.
	const tries = isEquality ? [...list.elements, list.shown] : list.elements;
	const answers = tries.map(element => {
		const tried = new Map([...scope.tried, [list.key, element]] as const);
		return anyOf(parts, { ...scope, tried }, run, isEquality);
	});
	return answers.some(isTrue) || (answers.every(answer => answer === null) ? null : false);
}

interface List {
	readonly key: string | Expression;
	readonly elements: readonly Value[];
	readonly shown: Value;
}

/** The lists that an expression reads outside of conditions of their own, without those that are tried. */
function listsOf(expression: Expression, scope: Scope): readonly List[] {
	switch (expression.kind) {
		case 'field': {
			const { name } = expression.field;
			const { fields } = scope;
			return listOf(name.toLowerCase(), fields.elements(name), fields.get(name), scope);
		}
		case 'negate':
			return listsOf(expression.operand, scope);
		case 'conditional':
			return [expression.then, expression.otherwise].flatMap(part => listsOf(part, scope));
		case 'call':
			return listCalls.has(expression.name)
				? listOf(expression, listedBy(expression, scope), shownList(expression, scope), scope)
				: isTest(expression)
					? []
					: expression.args.flatMap(arg => (arg.kind === 'regex' ? [] : listsOf(arg, scope)));
		case 'binary':
			return isTest(expression)
				? []
				: [expression.left, expression.right].flatMap(part => listsOf(part, scope));
		default:
			return [];
	}
}

function listOf(
	key: List['key'],
	elements: readonly Value[],
	shown: Value,
	scope: Scope,
): readonly List[] {
	return elements.length > 1 && !scope.tried.has(key) ? [{ key, elements, shown }] : [];
}

type Call = Extract<Expression, { kind: 'call' }>;

/** Functions that give a list. */
const listCalls: ReadonlySet<string> = new Set(['accounts', 'elements']);

function shownList(call: Call, scope: Scope): Value {
	const items = jsonListedBy(call, scope);
	return items.length > 1 ? JSON.stringify(items) : (items.map(asValue)[0] ?? null);
}

function listedBy(call: Call, scope: Scope): readonly Value[] {
	return jsonListedBy(call, scope).map(asValue);
}

/** Its argument is read whole, whichever element of another list is tried. */
function jsonListedBy({ name, args: [list] }: Call, scope: Scope): readonly unknown[] {
	const whole = list === undefined || list.kind === 'regex' ? null : untried(list, scope);
	return whole === null ? [] : name === 'accounts' ? accountIds(asText(whole)) : heldBy(whole);
}

function asValue(json: unknown): Value {
	return typeof json === 'object' && json !== null ? JSON.stringify(json) : (json as Value);
}

/** What a list holds, or a text of one; of lists in it what they hold. Anything else is itself. */
function heldBy(json: unknown): readonly unknown[] {
	if (Array.isArray(json)) {
		return json.flatMap(heldBy);
	}

	try {
		return typeof json === 'string' && json.startsWith('[')
			? heldBy(JSON.parse(json))
			: json === null
				? []
				: [json];
	} catch {
		return [json];
	}
}

function untried(expression: Expression, { fields, clock }: Scope): Value {
	return evaluate(expression, fields, clock);
}

function valueIn(expression: Expression, scope: Scope): Value {
	const of = (part: Expression) => valueIn(part, scope);
	const any = (
		parts: readonly Expression[],
		run: (of: (part: Expression) => Value) => Value,
		isEquality = false,
	) => anyOf(parts, scope, inner => run(part => valueIn(part, inner)), isEquality);

	switch (expression.kind) {
		case 'literal':
			return expression.value;
		case 'field': {
			const { name } = expression.field;
			return scope.tried.get(name.toLowerCase()) ?? scope.fields.get(name);
		}
		case 'not':
			return negated(testIn(expression.operand, scope));
		case 'negate': {
			const number = asNumber(of(expression.operand));
			return number === undefined ? null : -number;
		}
		case 'binary':
			return binaryIn(expression, scope);
		case 'matches-glob':
			return any([expression.operand, expression.pattern], inner => {
				const [value, pattern] = [inner(expression.operand), inner(expression.pattern)];
				return value !== null && pattern !== null && matchesGlob(asText(value), asText(pattern));
			});
		case 'matches-regex':
			return any([expression.operand], inner => {
				const value = inner(expression.operand);
				return value !== null && regexOf(expression.regex).test(asText(value));
			});
		case 'in': {
			const isIn = any(
				[expression.operand, ...expression.list],
				inner => {
					const value = inner(expression.operand);
					return expression.list.some(item => areEqual(value, inner(item)));
				},
				true,
			);
			return expression.negated ? negated(isIn) : isIn;
		}
		case 'row-of':
		case 'subquery':
			throw new Error('a subquery is answered before its query');
		case 'any':
			return membersOf(scope, expression.list.name).some(member =>
				isTrue(evaluateTest(expression.condition, fieldsOfJson(member), scope.clock)),
			);
		case 'conditional':
			return of(isTrue(testIn(expression.test, scope)) ? expression.then : expression.otherwise);
		case 'call': {
			if (listCalls.has(expression.name)) {
				return scope.tried.get(expression) ?? shownList(expression, scope);
			}

			const { name, args } = expression;
			const parts = args.flatMap(arg => (arg.kind === 'regex' ? [] : [arg]));
			return tests.has(name)
				? any(parts, inner => call(name, args, inner, scope.clock))
				: call(name, args, of, scope.clock);
		}
	}
}

function binaryIn(
	{ operator, left, right }: Extract<Expression, { kind: 'binary' }>,
	scope: Scope,
): Value {
	const both = (inner: Scope, wanted: BinaryOperator = operator) =>
		binary(wanted, valueIn(left, inner), valueIn(right, inner));

	switch (operator) {
		case 'and':
		case 'or':
			return binary(operator, testIn(left, scope), testIn(right, scope));
		case '!=':
			return negated(anyOf([left, right], scope, inner => both(inner, '='), true));
		default:
			return arithmetical.includes(operator)
				? both(scope)
				: anyOf([left, right], scope, inner => both(inner), operator === '=');
	}
}

function negated(value: Value): Value {
	return value === null ? null : !isTrue(value);
}

/** The fields of one element of a list. */
function fieldsOfJson(json: unknown): Fields {
	return {
		get: name => fieldOfJson(json, name),
		elements: name => elementsOfJson(json, name),
	};
}

/** What a list holds; lists in it are opened, and what is no list is its own member. */
function membersOf({ fields }: Scope, name: string): readonly unknown[] {
	const elements = fields.elements(name);
	const values = elements.length > 0 ? elements : [fields.get(name)];
	const open = (json: unknown): readonly unknown[] =>
		Array.isArray(json) ? json.flatMap(open) : json === null ? [] : [json];
	return values.flatMap(value => open(opened(value)));
}

function opened(value: Value): unknown {
	const isJson = typeof value === 'string' && ['[', '{'].includes(value.charAt(0));
	return isJson ? (jsonOf(value) ?? value) : value;
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
