import { applied, type ArgumentPart } from './argument-part.ts';
import { holdsForAny, triedOf, type Listed, type Values } from './any-element.ts';
import { equals, numberOf, textOf, truthy } from './comparison.ts';
import { isComparison, isCondition, isOfAny } from './condition.ts';
import { EqualRows } from './equal-rows.ts';
import { operandOf, valueOfOperand, type Operand } from './elements.ts';
import type { FunctionContext, FunctionSpec } from './function/function-spec.ts';
import { constant, derived, folded, negated } from './expression-part.ts';
import type { Part } from './expression-part.ts';
import { functions } from './function/index.ts';
import { type CompiledGlob, compileGlob } from './glob.ts';
import { elementsOfText, membersOf } from './list-of-text.ts';
import { needleTextOf } from './needle-text.ts';
import { crossingField, stepsOfName } from './record-path.ts';
import { combinations, type Combined } from './operators.ts';
import { compileRegex, isRegexFault } from './regex/compile.ts';
import type { RegexRun } from './regex/look-run.ts';
import { textLengthMax, TooLarge } from './spending.ts';
import type { Spending } from './spending.ts';
import type { Argument, Expression, Field, RegexText } from './syntax/tree.ts';
import type { Span, Value } from './value.ts';

/** An expression ready to run on one row after another. */
export interface CompiledExpression {
	/** The fields that it reads, each once (names ignore case), as first written. */
	readonly fields: readonly string[];
	/**
	 * A value that cannot be computed is null.
	 *
	 * @throws TooLarge
	 * @param values - one per entry of `fields`; undefined counts as null
	 */
	evaluate(values: Values): Value;
	/** Whether a condition on one field holds for a list exactly where it holds for one of its elements. */
	readonly isAny: boolean;
	/**
	 * Of a condition on one field: a text that stands in each value, of no list, for which it holds; see `needleTextOf`.
	 */
	readonly needle?: string;
}

/** Cached globs for patterns that change from row to row. */
const globsMax = 256;

/** Bytes of a text besides its characters. */
const textOverheadBytes = 24;

/**
 * Compiles an expression to closures. Parts without fields are computed once, patterns and regexes
 * are compiled once.
 *
 * @param spending - is told of each text that a function makes
 * @throws TooLarge
 */
export function compileExpression(
	expression: Expression,
	context: FunctionContext,
	spending: Spending,
): CompiledExpression {
	const compiler = new Compiler(context, spending);
	const part = compiler.compile(expression);
	return { fields: compiler.fields, evaluate: run(part, spending), isAny: false };
}

/** The same for a condition: a list in the place of a condition is true where an element is. */
export function compileCondition(
	condition: Expression,
	context: FunctionContext,
	spending: Spending,
): CompiledExpression {
	const compiler = new Compiler(context, spending);
	const part = compiler.condition(condition);
	const { fields } = compiler;
	const needle = fields.length === 1 ? needleTextOf(condition) : undefined;
	return {
		fields,
		evaluate: run(part, spending),
		isAny: isOfAny(condition),
		...(needle !== undefined && { needle }),
	};
}

function run(part: Part, spending: Spending): (values: Values) => Value {
	return values => {
		spending.work();
		return part.run(values);
	};
}

/** Whether a row passes `where`. */
export function holds(condition: CompiledExpression, values: Values): boolean {
	return truthy(condition.evaluate(values));
}

class Compiler {
	readonly fields: string[] = [];
	readonly #indexes = new Map<string, number>();
	readonly #context: FunctionContext;
	readonly #spending: Spending;
	/** What the condition that is being compiled reads; by the index of a field, or in order. */
	#lists = new Map<number | symbol, Listed>();
	#isEquality = false;

	constructor(context: FunctionContext, spending: Spending) {
		this.#context = context;
		this.#spending = spending;
	}

	#regexRun(span: Span): RegexRun {
		return { span, work: () => this.#spending.work() };
	}

	compile(expression: Expression): Part {
		return folded(this.#build(expression));
	}

	/** An expression whose value is only asked whether it is true. */
	condition(expression: Expression): Part {
		return isCondition(expression)
			? this.compile(expression)
			: this.#forAny(expression.span, () => this.compile(expression));
	}

	/** A condition that is true where it is true for any element of the lists that it reads. */
	#forAny(span: Span, build: () => Part, isEquality = false): Part {
		const outer = this.#lists;
		const wasEquality = this.#isEquality;
		this.#lists = new Map();
		this.#isEquality = isEquality;
		const part = folded(build());
		const lists = [...this.#lists.values()];
		this.#lists = outer;
		this.#isEquality = wasEquality;
		return lists.length === 0
			? part
			: { constant: false, run: values => holdsForAny(lists, values, span, part.run) };
	}

	#build(expression: Expression): Part {
		switch (expression.kind) {
			case 'literal':
				return constant(expression.value);
			case 'field':
				return this.#field(expression.field.name);
			case 'not':
				return negated(this.condition(expression.operand));
			case 'negate':
				return derived([this.compile(expression.operand)], ([value = null]) => {
					const number = numberOf(value);
					return number === null ? null : 0 - number;
				});
			case 'binary':
				return this.#binary(expression);
			case 'matches-glob':
				return this.#forAny(expression.span, () =>
					this.#matchesGlob(expression.operand, expression.pattern),
				);
			case 'matches-regex':
				return this.#forAny(expression.span, () =>
					this.#matchesRegex(expression.operand, expression.regex),
				);
			case 'in': {
				const within = this.#forAny(
					expression.span,
					() => this.#within(expression.operand, expression.list),
					true,
				);
				return expression.negated ? negated(within) : within;
			}

			case 'row-of':
				return this.#forAny(
					expression.span,
					() => this.#equalTo(expression.operands, expression.rows),
					true,
				);
			case 'subquery':
				throw new TypeError('a subquery is answered before the query around it is compiled');
			case 'any':
				return this.#anyElement(expression.list, expression.condition);
			case 'conditional':
				return this.#conditional(expression.test, expression.then, expression.otherwise);
			case 'call':
				return this.#call(expression.name, expression.args, expression.span);
		}
	}

	#index(name: string): number {
		const key = name.toLowerCase();
		let index = this.#indexes.get(key);

		if (index === undefined) {
			index = this.fields.push(name) - 1;
			this.#indexes.set(key, index);
		}

		return index;
	}

	#field(name: string): Part {
		const index = this.#index(name);
		const known = this.#lists.get(index);
		const isEquality = this.#isEquality;
		const listed: Listed = known ?? {
			current: undefined,
			elements: values => triedOf(values[index], isEquality),
		};
		this.#lists.set(index, listed);
		return {
			constant: false,
			run: values => listed.current ?? valueOfOperand(values[index]),
		};
	}

	#binary(expression: Extract<Expression, { kind: 'binary' }>): Part {
		const { operator, left, right, span } = expression;
		switch (operator) {
			case 'and':
			case 'or':
				return this.#both(operator, this.condition(left), this.condition(right));
			case '!=':
				return negated(this.#combined('=', left, right, span));
			default:
				return isComparison(operator)
					? this.#combined(operator, left, right, span)
					: this.#pair(operator, left, right);
		}
	}

	#both(operator: 'and' | 'or', first: Part, second: Part): Part {
		return {
			constant: first.constant && second.constant,
			run:
				operator === 'and'
					? values => truthy(first.run(values)) && truthy(second.run(values))
					: values => truthy(first.run(values)) || truthy(second.run(values)),
		};
	}

	#combined(operator: Combined, left: Expression, right: Expression, span: Span): Part {
		return this.#forAny(span, () => this.#pair(operator, left, right), operator === '=');
	}

	#pair(operator: Combined, left: Expression, right: Expression): Part {
		const first = this.compile(left);
		const second = this.compile(right);
		const combine = combinations[operator];
		return {
			constant: first.constant && second.constant,
			run: values => combine(first.run(values), second.run(values)),
		};
	}

	/** The condition is one of its own: its fields are those of an element. */
	#anyElement(list: Field, condition: Expression): Part {
		const index = this.#index(list.name);
		const inner = new Compiler(this.#context, this.#spending);
		const part = inner.condition(condition);
		const paths = inner.fields.map(stepsOfName);
		return {
			constant: false,
			run: values =>
				membersOf(values[index]).some(element =>
					truthy(part.run(paths.map(steps => crossingField(element, steps)))),
				),
		};
	}

	#matchesGlob(operand: Expression, pattern: Expression): Part {
		const value = this.compile(operand);
		const text = this.compile(pattern);
		const globs = new Map<string, CompiledGlob>();
		return derived([value, text], ([subject = null, written = null]) => {
			if (subject === null || written === null) {
				return false;
			}

			const source = textOf(written);
			let glob = globs.get(source);

			if (!glob) {
				if (globs.size >= globsMax) {
					globs.clear();
				}

				glob = compileGlob(source);
				globs.set(source, glob);
			}

			return glob.test(textOf(subject));
		});
	}

	#matchesRegex(operand: Expression, regex: RegexText): Part {
		const compiled = compileRegex(regex.source, regex.flags, this.#regexRun(regex.span));
		return derived([this.compile(operand)], ([value = null]) =>
			value === null || isRegexFault(compiled) ? false : compiled.test(textOf(value)),
		);
	}

	#within(operand: Expression, list: readonly Expression[]): Part {
		if (list.every(item => item.kind === 'literal')) {
			return this.#equalTo(
				[operand],
				list.map(({ value }) => [value]),
			);
		}

		const parts = [operand, ...list].map(item => this.compile(item));
		return derived(parts, ([value = null, ...items]) => items.some(item => equals(value, item)));
	}

	#equalTo(operands: readonly Expression[], rows: readonly (readonly Value[])[]): Part {
		const known = new EqualRows(rows);
		const parts = operands.map(operand => this.compile(operand));
		return derived(parts, values => known.has(values));
	}

	#conditional(test: Expression, then: Expression, otherwise: Expression): Part {
		const condition = this.condition(test);
		const yes = this.compile(then);
		const no = this.compile(otherwise);
		return {
			constant: condition.constant && yes.constant && no.constant,
			run: values => (truthy(condition.run(values)) ? yes : no).run(values),
		};
	}

	#call(name: string, args: readonly Argument[], span: Span): Part {
		const spec = functions.get(name.toLowerCase());

		if (!spec || args.length < spec.argsMin || args.length > spec.argsMax) {
			return constant(null);
		}

		return spec.gives === 'test'
			? this.#forAny(span, () => this.#apply(spec, args, span))
			: this.#apply(spec, args, span);
	}

	#apply(spec: FunctionSpec, args: readonly Argument[], span: Span): Part {
		const outer = this.#lists;
		if (spec.gives === 'list') {
			// Its argument is read whole, whichever element of another list is tried.
			this.#lists = new Map();
		}

		const parts = args.map((argument, index) => this.#argument(argument, index, spec));
		this.#lists = outer;
		const context = this.#context;
		const made = {
			// The context of one compilation never changes, so even `now()` is a constant here.
			constant: parts.every(part => part.constant),
			run: (values: Values) => this.#made(applied(spec, parts, values, context, span), span),
		};
		return spec.gives === 'list' ? this.#listed(made) : made;
	}

	/** The elements of a list that a function makes: in a condition any of them. */
	#listed(part: Part): Part {
		const isEquality = this.#isEquality;
		const found = (values: Values): Operand => operandOf(elementsOfText(part.run(values)));
		const listed: Listed = {
			current: undefined,
			elements: values => triedOf(found(values), isEquality),
		};
		this.#lists.set(Symbol('list'), listed);
		return { constant: false, run: values => listed.current ?? valueOfOperand(found(values)) };
	}

	#made(value: Value, span: Span): Value {
		if (typeof value === 'string') {
			if (value.length > textLengthMax) {
				throw TooLarge.text(span);
			}

			this.#spending.add(value.length + textOverheadBytes, span);
		}

		return value;
	}

	#argument(argument: Argument, index: number, spec: FunctionSpec): ArgumentPart {
		if (argument.kind !== 'regex') {
			return this.compile(argument);
		}

		const compiled = compileRegex(
			argument.regex.source,
			argument.regex.flags,
			this.#regexRun(argument.regex.span),
		);
		const usable = spec.regexArgs?.includes(index) === true && !isRegexFault(compiled);
		return { constant: true, run: () => (usable ? compiled : null) };
	}
}
