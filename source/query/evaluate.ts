import { equals, numberOf, order, textOf, truthy } from './comparison.ts';
import type { CompiledRegex } from './regex/compiled.ts';
import type { FunctionContext, FunctionSpec } from './function/function-spec.ts';
import { functions } from './function/index.ts';
import { type CompiledGlob, compileGlob } from './glob.ts';
import { compileRegex, isRegexFault } from './regex/compile.ts';
import { textLengthMax, TooLarge } from './spending.ts';
import type { Spending } from './spending.ts';
import type { Argument, BinaryOperator, Expression, RegexText } from './syntax/tree.ts';
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
	evaluate(values: readonly (Value | undefined)[]): Value;
}

type Values = readonly (Value | undefined)[];

/** A part of an expression; `constant` when it depends on no field, clock or time zone. */
interface Part {
	readonly constant: boolean;
	run(values: Values): Value;
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
	return { fields: compiler.fields, evaluate: values => part.run(values) };
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

	constructor(context: FunctionContext, spending: Spending) {
		this.#context = context;
		this.#spending = spending;
	}

	compile(expression: Expression): Part {
		return folded(this.#build(expression));
	}

	#build(expression: Expression): Part {
		switch (expression.kind) {
			case 'literal':
				return constant(expression.value);
			case 'field':
				return this.#field(expression.field.name);
			case 'not':
				return derived([this.compile(expression.operand)], ([value = null]) =>
					value === null ? null : !truthy(value),
				);
			case 'negate':
				return derived([this.compile(expression.operand)], ([value = null]) => {
					const number = numberOf(value);
					return number === null ? null : 0 - number;
				});
			case 'binary':
				return this.#binary(expression.operator, expression.left, expression.right);
			case 'matches-glob':
				return this.#matchesGlob(expression.operand, expression.pattern);
			case 'matches-regex':
				return this.#matchesRegex(expression.operand, expression.regex);
			case 'in':
				return this.#within(expression.operand, expression.list, expression.negated);
			case 'conditional':
				return this.#conditional(expression.test, expression.then, expression.otherwise);
			case 'call':
				return this.#call(expression.name, expression.args, expression.span);
		}
	}

	#field(name: string): Part {
		const key = name.toLowerCase();
		let index = this.#indexes.get(key);

		if (index === undefined) {
			index = this.fields.push(name) - 1;
			this.#indexes.set(key, index);
		}

		const own = index;
		return { constant: false, run: values => values[own] ?? null };
	}

	#binary(operator: BinaryOperator, left: Expression, right: Expression): Part {
		const first = this.compile(left);
		const second = this.compile(right);
		const isConstant = first.constant && second.constant;

		if (operator === 'and') {
			return {
				constant: isConstant,
				run: values => truthy(first.run(values)) && truthy(second.run(values)),
			};
		}

		if (operator === 'or') {
			return {
				constant: isConstant,
				run: values => truthy(first.run(values)) || truthy(second.run(values)),
			};
		}

		const combine = combinations[operator];
		return {
			constant: isConstant,
			run: values => combine(first.run(values), second.run(values)),
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
		const compiled = compileRegex(regex.source, regex.flags);
		return derived([this.compile(operand)], ([value = null]) =>
			value === null || isRegexFault(compiled) ? false : compiled.test(textOf(value)),
		);
	}

	#within(operand: Expression, list: readonly Expression[], negated: boolean): Part {
		const parts = [operand, ...list].map(item => this.compile(item));
		return derived(
			parts,
			([value = null, ...items]) => items.some(item => equals(value, item)) !== negated,
		);
	}

	#conditional(test: Expression, then: Expression, otherwise: Expression): Part {
		const condition = this.compile(test);
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

		const parts = args.map((argument, index) => this.#argument(argument, index, spec));
		const context = this.#context;
		// The context of one compilation never changes, so even `now()` is a constant here.
		return {
			constant: parts.every(part => part.constant),
			run: values => this.#made(applied(spec, parts, values, context, span), span),
		};
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

		const compiled = compileRegex(argument.regex.source, argument.regex.flags);
		const usable = spec.regexArgs?.includes(index) === true && !isRegexFault(compiled);
		return { constant: true, run: () => (usable ? compiled : null) };
	}
}

interface ArgumentPart {
	readonly constant: boolean;
	run(values: Values): Value | CompiledRegex;
}

function applied(
	spec: FunctionSpec,
	parts: readonly ArgumentPart[],
	values: Values,
	context: FunctionContext,
	span: Span,
): Value {
	const given = parts.map(part => part.run(values));
	try {
		return spec.apply(given, context);
	} catch (error) {
		throw TooLarge.at(span, error);
	}
}

function constant(value: Value): Part {
	return { constant: true, run: () => value };
}

function folded(part: Part): Part {
	return part.constant ? constant(part.run([])) : part;
}

function derived(parts: readonly Part[], compute: (values: readonly Value[]) => Value): Part {
	return {
		constant: parts.every(part => part.constant),
		run: values => compute(parts.map(part => part.run(values))),
	};
}

type Combine = (a: Value, b: Value) => Value;

const combinations: Readonly<Record<Exclude<BinaryOperator, 'and' | 'or'>, Combine>> = {
	'=': equals,
	'!=': (a, b) => !equals(a, b),
	'<': (a, b) => compared(a, b, difference => difference < 0),
	'<=': (a, b) => compared(a, b, difference => difference <= 0),
	'>': (a, b) => compared(a, b, difference => difference > 0),
	'>=': (a, b) => compared(a, b, difference => difference >= 0),
	'+': arithmetic((a, b) => a + b),
	'-': arithmetic((a, b) => a - b),
	'*': arithmetic((a, b) => a * b),
	'/': arithmetic((a, b) => a / b),
	'%': arithmetic((a, b) => a % b),
	contains: (a, b) => (a === null || b === null ? null : textOf(a).includes(textOf(b))),
};

function compared(a: Value, b: Value, test: (difference: number) => boolean): boolean {
	const difference = order(a, b);
	return difference !== undefined && test(difference);
}

function arithmetic(compute: (a: number, b: number) => number): Combine {
	return (a, b) => {
		const left = numberOf(a);
		const right = numberOf(b);
		return left === null || right === null ? null : compute(left, right);
	};
}
