import { aggregates } from '../aggregate/index.ts';
import { findFunction } from '../function/index.ts';
import { aggregate } from '../stage/aggregate.ts';
import { assign } from '../stage/assign.ts';
import { broken } from '../stage/broken.ts';
import type { Body } from '../stage/stage-spec.ts';
import { unsupported } from '../stage/unsupported.ts';
import { unsupportedStages } from '../syntax/foreign.ts';
import { didYouMean } from '../syntax/advice.ts';
import type { Advice } from '../syntax/advice.ts';
import { nearest } from '../syntax/nearest.ts';
import { Reader, StageUnreadable, stagesMax } from '../syntax/reader.ts';
import type { Reading } from '../syntax/reader.ts';
import { isSpace } from '../syntax/scanner.ts';
import type { Token } from '../syntax/token.ts';
import type { StageNode } from '../syntax/tree.ts';
import { stageKeywords, suggestOperator } from './words.ts';

/**
 * The stage in `[start, end)`, behind those that compute what it takes; none when there are only blanks
 * and comments.
 */
export function readStage(reading: Reading, start: number, end: number): readonly StageNode[] {
	const reader = new Reader(reading, start, end);
	const first = reader.peek();
	if (first.kind === 'end') {
		return [];
	}

	if (first.word === 'infer' && !isOperand(reader, first, reader.peekSecond())) {
		const message = 'infer does nothing here: fields are found by their paths';
		reader.note('warning', reader.span(first.start, first.end), message, 'leave the stage out');
		return [];
	}

	if (++reader.reading.stageCount > stagesMax) {
		if (reader.reading.stageCount === stagesMax + 1) {
			const message = `more than ${stagesMax} stages: the rest is not read`;
			reader.fault(reader.span(first.start, first.end), message, 'split the query');
		}

		return [];
	}

	let body: Body<StageNode>;
	try {
		body = readBody(reader, first);
		const rest = reader.peek();
		if (reader.isStar()) {
			reader.failWithoutValue(reader.span(rest.start, rest.end));
		}

		if (rest.kind !== 'end') {
			reader.fault(
				reader.span(rest.start, rest.end),
				`Unexpected "${shorten(rest.text)}"`,
				repairRest(rest, first),
			);
		}
	} catch (error) {
		if (!(error instanceof StageUnreadable)) {
			throw error;
		}

		body = broken.read(reader);
	}

	reader.reading.stageCount += reader.computed.length;
	return [...reader.computed, { ...body, span: reader.span(first.start, trimmedEnd(reader, end)) }];
}

function readBody(reader: Reader, first: Token): Body<StageNode> {
	const second = reader.peekSecond();
	const isStar = reader.reading.filled.isStar(second.start);
	if (isStar || !isOperand(reader, first, second) || takesPath(reader, first, second)) {
		if (aggregates.has(first.word) && !isFunctionCall(reader, first, second)) {
			return aggregate.read(reader);
		}

		const keyword = stageKeywords
			.get(first.word)
			?.find(({ words }) => words.length === 1 || words[1] === second.word);
		if (keyword !== undefined) {
			keyword.words.forEach(() => reader.take());
			return keyword.spec.read(reader);
		}

		if (unsupportedStages.has(first.word)) {
			return unsupported.read(reader);
		}
	}

	if (first.kind === 'word' && isUnknownOperator(first, second)) {
		reader.fail(
			reader.span(first.start, first.end),
			`Expected an operator, not "${shorten(first.text)}"`,
			suggestOperator(first.word),
		);
	}

	return assign.read(reader);
}

const afterOperand = new Set(['=', '==', '!=', '<>', '<', '<=', '>', '>=', '/', '%', '?']);

/**
 * Whether the keyword is used as a field or function (`count / total as share`, `max(a, b) as c`).
 */
function isOperand(reader: Reader, first: Token, second: Token): boolean {
	if (first.kind !== 'word') {
		return true;
	}

	const isAggregate = aggregates.has(first.word);
	if (second.kind === 'word') {
		return (
			['matches', 'in', 'contains'].includes(second.word) ||
			(second.word === 'as' && !isAggregate && first.word !== 'timeslice')
		);
	}

	const signs = second.kind === 'symbol' ? second.text : '';
	if (isNameMark(reader, first, second)) {
		return false;
	}

	return (
		afterOperand.has(signs) ||
		(signs === '*' && first.word !== 'lookup') ||
		(isAggregate && (signs === '+' || signs === '-'))
	);
}

/** In `where %all > 2` the sign belongs to the name; between blanks, or without any, it divides. */
function isNameMark(reader: Reader, first: Token, second: Token): boolean {
	const third = reader.peekAfter(second);
	return (
		second.text === '%' &&
		second.start > first.end &&
		third.kind === 'word' &&
		third.start === second.end
	);
}

/** In `save /a/b` and `cat /a/b` the slash starts a path; it is not a division. */
function takesPath(reader: Reader, first: Token, second: Token): boolean {
	return (
		['save', 'cat'].includes(first.word) && second.text === '/' && !isSpace(reader.text[second.end])
	);
}

/** `max(a, b)` is the function, `max(a)` the aggregate. */
function isFunctionCall(reader: Reader, first: Token, second: Token): boolean {
	if (second.text !== '(' || findFunction(first.word) === undefined) {
		return false;
	}

	const argument = reader.peekAfter(second);
	const isLone = argument.text === ')' || reader.peekAfter(argument).text === ')';
	return !isLone;
}

const opensExpression = new Set([...afterOperand, '*', '+', '-', '&&', '||', '.', '^']);
const joinsExpression = new Set([
	'as',
	'matches',
	'in',
	'not',
	'contains',
	'and',
	'or',
	'is',
	'like',
]);

function isUnknownOperator(first: Token, second: Token): boolean {
	if (['true', 'false', 'null', 'not', 'if'].includes(first.word)) {
		return false;
	}

	if (second.kind === 'symbol' && second.text === '(') {
		return findFunction(first.word) === undefined;
	}

	return !(opensExpression.has(second.text) || joinsExpression.has(second.word));
}

function repairRest(token: Token, stage: Token): Advice {
	if (token.kind === 'string') {
		return 'start a new stage with |, or check the commas';
	}

	if (token.kind === 'word' && (stageKeywords.has(token.word) || aggregates.has(token.word))) {
		return { next: `put | before ${token.word}`, repair: `| ${token.text}` };
	}

	if (token.text === '^') {
		return 'write pow(x, y) for a power';
	}

	if (token.text === '-') {
		return 'start a new stage with |; a name with other characters is written %"a-b"';
	}

	if (token.text === ')') {
		return 'remove it or open it with (';
	}

	const near = token.kind === 'word' ? nearest(token.word, ownWords(stage)) : undefined;
	return didYouMean(near, 'start a new stage with |');
}

/** What may follow in a stage, beside the next pipe. */
function ownWords({ word }: Token): readonly string[] {
	const spec = aggregates.has(word) ? aggregate : stageKeywords.get(word)?.at(-1)?.spec;
	return (spec?.complete.follows ?? [])
		.map(({ label }) => label)
		.filter(label => /^\w+$/.test(label));
}

function shorten(text: string): string {
	return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** End of the stage without the blanks before the next pipe. */
function trimmedEnd(reader: Reader, end: number): number {
	let kept = end;
	while (kept > reader.lastEnd && isSpace(reader.text[kept - 1])) {
		kept--;
	}

	return kept;
}
