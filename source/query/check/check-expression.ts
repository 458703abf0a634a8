import { partsOf } from '../syntax/advice.ts';
import type { Advice } from '../syntax/advice.ts';
import { numberOf } from '../comparison.ts';
import { suggestFunction } from '../language/words.ts';
import { findFunction } from '../function/index.ts';
import type { Expression } from '../syntax/tree.ts';
import type { Fault, Span } from '../value.ts';
import { where } from '../stage/where.ts';
import { walkExpression } from '../syntax/walk-expression.ts';
import { checkConditions, checkConstant } from './check-conditions.ts';
import { checkStarsOfEquality, checkStarsOfList } from './check-stars.ts';
import type { CheckedStage, Checking } from './checking.ts';
import { isFilled, noteFilled } from './filled.ts';

type Call = Extract<Expression, { kind: 'call' }>;

/**
 * Checks functions with their arguments, and comparisons that cannot mean what they seem to mean.
 */
export function checkExpression(checking: Checking, checked: CheckedStage): void {
	const expression = checked.spec.expression?.(checked.stage);
	if (expression === undefined) {
		return;
	}

	noteFilled(checking, expression);
	if (checked.spec.kind === where.kind) {
		checkCondition(checking, expression);
		checkConstant(checking, expression);
	}

	checkConditions(checking, checked, expression);

	walkExpression(expression, part => {
		switch (part.kind) {
			case 'call':
				checkCall(checking, part);
				break;
			case 'matches-glob':
				checkGlob(checking, part.pattern);
				break;
			case 'binary':
				if (part.operator === '=' || part.operator === '!=') {
					checkStarsOfEquality(checking, part);
				} else if (part.operator === 'or' || part.operator === 'and') {
					[part.left, part.right].forEach(side => checkCondition(checking, side));
				} else if (part.operator === '+') {
					[part.left, part.right].forEach(side => checkAddend(checking, side));
				}

				break;
			case 'in':
				checkStarsOfList(checking, part);
				break;
			case 'literal':
			case 'field':
			case 'row-of':
			case 'not':
			case 'negate':
			case 'matches-regex':
			case 'conditional':
			case 'subquery':
				break;
			case 'any':
				checkCondition(checking, part.condition);
				break;
		}
	});
}

function checkCall(checking: Checking, call: Call): void {
	const spec = findFunction(call.name);
	if (spec === undefined) {
		const message = `unknown function "${call.name}"`;
		add(checking, 'fault', call.nameSpan, message, suggestFunction(call.name));
		return;
	}

	const count = call.args.length;
	if (count < spec.argsMin || count > spec.argsMax) {
		const next = `write ${spec.syntax}`;
		const wanted = countText(spec.argsMin, spec.argsMax);
		add(checking, 'fault', call.span, `${spec.name} takes ${wanted}, not ${count}`, next);
		return;
	}

	for (const [index, argument] of call.args.entries()) {
		if (argument.kind === 'regex' && spec.regexArgs?.includes(index) !== true) {
			const message = `${spec.name} takes no regular expression here`;
			add(checking, 'fault', argument.span, message, `write ${spec.syntax}`);
		}
	}

	if (spec.name === 'substring') {
		checkSubstring(checking, call);
	}
}

function countText(least: number, most: number): string {
	const noun = (count: number) => (count === 1 ? 'argument' : 'arguments');
	if (least === most) {
		return `${least} ${noun(least)}`;
	}

	return most >= 20 ? `at least ${least} ${noun(least)}` : `${least} to ${most} arguments`;
}

function checkSubstring(checking: Checking, call: Call): void {
	const [from, to] = call.args.slice(1).map(constantNumber);
	const wrong =
		(from !== undefined && from < 0) ||
		(to !== undefined && to < 0) ||
		(from !== undefined && to !== undefined && to < from);
	if (wrong) {
		const next = 'positions start at 0, and the end is not before the start';
		add(checking, 'fault', call.span, 'substring: these positions are out of order', next);
	}
}

function constantNumber(argument: Call['args'][number]): number | undefined {
	if (argument.kind === 'negate') {
		const inner = constantNumber(argument.operand);
		return inner === undefined ? undefined : -inner;
	}

	return argument.kind === 'literal' && typeof argument.value === 'number'
		? argument.value
		: undefined;
}

/** In `f matches "a*" or "b*"`, the second text is a separate condition that is never true. */
function checkCondition(checking: Checking, condition: Expression): void {
	if (condition.kind === 'literal' && typeof condition.value === 'string') {
		const message = 'text alone is no condition';
		const next = 'repeat the field: f matches "a*" or f matches "b*", or write f in ("a", "b")';
		add(checking, 'warning', condition.span, message, next);
	}
}

/** In other languages, + concatenates texts. */
function checkAddend(checking: Checking, side: Expression): void {
	if (side.kind === 'literal' && typeof side.value === 'string' && numberOf(side.value) === null) {
		const message = '+ adds numbers, and this text is none: the result is null';
		add(checking, 'warning', side.span, message, 'write concat(a, b) to join texts');
	}
}

function checkGlob(checking: Checking, pattern: Expression): void {
	if (pattern.kind !== 'literal' || typeof pattern.value !== 'string') {
		return;
	}

	if (!pattern.value.includes('*') && !isFilled(checking, pattern)) {
		const message = 'matches without * compares the whole text';
		const next = `write *${pattern.value}* to find it anywhere, or = for the whole text`;
		add(checking, 'warning', pattern.span, message, next);
	}
}

function add(
	checking: Checking,
	severity: Fault['severity'],
	span: Span,
	message: string,
	advice: Advice,
): void {
	checking.faults.push({ severity, span, message, ...partsOf(advice) });
}
