import { parse } from '../../query/language/parse.ts';
import { printExpression } from '../../query/syntax/print-expression.ts';
import type { Expression } from '../../query/syntax/tree.ts';
import { wrapCells } from '../../text/fit.ts';
import { sanitise } from '../../text/sanitise.ts';

/** An `or` that is shorter stands in its line, in characters. */
const shortCharacters = 60;
/** An `or` in an `or` in an `and` and so on is taken apart so deep; what is deeper stands in its line. */
const depthMax = 6;

/**
 * Conditions for people, one of which holds: a line for each branch of an `or`, without the parentheses that nobody needs.
 * What cannot be read as a condition, as one that was cut, is one line.
 */
export function conditionLines(conditions: readonly string[], widthCells: number): string[] {
	return conditions.flatMap((text, index) => {
		const condition = conditionOf(text);
		const lines = condition === undefined ? [text] : linesOf(condition, 0);
		return lines.flatMap((line, at) =>
			wrapped(at === 0 && index > 0 ? `or ${line}` : line, widthCells),
		);
	});
}

function conditionOf(text: string): Expression | undefined {
	const { query, faults } = parse(`* | where ${text}`);
	const [stage, ...others] = query.stages;
	return faults.length === 0 && others.length === 0 && stage?.kind === 'where'
		? stage.condition
		: undefined;
}

function linesOf(condition: Expression, depth: number): readonly string[] {
	const branches = partsOf(condition, 'or');
	if (branches.length > 1 && depth < depthMax) {
		return branches.flatMap((branch, index) => {
			const [first = '', ...rest] = linesOf(branch, depth + 1);
			return [index === 0 ? first : `or ${first}`, ...rest];
		});
	}

	const parts = partsOf(condition, 'and');
	const long = parts.filter(
		part => partsOf(part, 'or').length > 1 && printed(part).length > shortCharacters,
	);
	if (long.length === 0 || depth >= depthMax) {
		return [printed(condition)];
	}

	const short = parts.filter(part => !long.includes(part)).map(printedIn);
	return long.flatMap((part, index) => [
		index === 0 ? [...short, 'one of:'].join(' and ') : 'and one of:',
		...partsOf(part, 'or').flatMap(branch => {
			const [first = '', ...rest] = linesOf(branch, depth + 1);
			return [`  · ${first}`, ...rest.map(line => `    ${line}`)];
		}),
	]);
}

/** What is joined by one word, whatever tree it stands in; the thing itself when nothing is. */
function partsOf(condition: Expression, operator: 'and' | 'or'): readonly Expression[] {
	const parts: Expression[] = [];
	const waiting = [condition];
	for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
		if (part.kind === 'binary' && part.operator === operator) {
			waiting.push(part.right, part.left);
		} else {
			parts.push(part);
		}
	}

	return parts;
}

function printed(condition: Expression): string {
	for (const operator of ['or', 'and'] as const) {
		const parts = partsOf(condition, operator);
		if (parts.length > 1) {
			return parts.map(printedIn).join(` ${operator} `);
		}
	}

	return printExpression(condition);
}

/** As a part of something that is joined. */
function printedIn(part: Expression): string {
	const isJoined = part.kind === 'binary' && (part.operator === 'and' || part.operator === 'or');
	return isJoined ? `(${printed(part)})` : printExpression(part);
}

/** What goes on in another line stands further in than what begins there. */
function wrapped(line: string, widthCells: number): readonly string[] {
	const indent = /^ */.exec(line)?.[0] ?? '';
	const more = `${indent}    `;
	const cells = Math.max(8, widthCells - more.length);
	const [first = '', ...rest] = wrapCells(sanitise(line.trimStart()), cells);
	return [`${indent}${first}`, ...rest.map(part => `${more}${part}`)];
}
