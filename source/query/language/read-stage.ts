import { aggregates, findFunction, suggestOperator, unsupportedStages } from './operators.ts';
import { readExpression } from '../syntax/expression.ts';
import { Reader, StageUnreadable, stagesMax } from '../syntax/reader.ts';
import { isSpace } from '../syntax/scanner.ts';
import type { Token } from '../syntax/token.ts';
import type { Expression, Stage } from '../syntax/tree.ts';
import { readAggregates, readCountFrequent } from '../stage/aggregate.ts';
import type { StageBody, StageReader } from '../stage/body.ts';
import { readGeoip, readLookup, readThreatip, readThreatlookup } from '../stage/read-enrich.ts';
import { readJson, readParse, readParseRegex, readSplit } from '../stage/read-extract.ts';
import { readJoin } from '../stage/read-join.ts';
import {
	readDedup,
	readFields,
	readLimit,
	readSort,
	readTimeslice,
	readTop,
	readTopk,
	readWhere,
	readWithtime,
} from '../stage/read-rows.ts';
import {
	readCompare,
	readFillmissing,
	readOutlier,
	readPredict,
	readRunning,
	readTranspose,
	readWindow,
} from '../stage/read-table.ts';

/** By first word; a test holds it equal to the keywords of the one table. */
export const stageReaders: ReadonlyMap<string, StageReader> = new Map<string, StageReader>([
	['parse', readParse],
	['extract', readParseRegex],
	['json', readJson],
	['split', readSplit],
	['where', readWhere],
	['timeslice', readTimeslice],
	['fields', readFields],
	['sort', readSort],
	['order', readSort],
	['limit', readLimit],
	['top', readTop],
	['topk', readTopk],
	['dedup', readDedup],
	['withtime', readWithtime],
	['count_frequent', readCountFrequent],
	['transpose', readTranspose],
	['outlier', readOutlier],
	['total', readRunning('total')],
	['accum', readRunning('accum')],
	['diff', readRunning('diff')],
	['backshift', readWindow('backshift')],
	['smooth', readWindow('smooth')],
	['rollingstd', readWindow('rollingstd')],
	['fillmissing', readFillmissing],
	['compare', readCompare],
	['predict', readPredict],
	['join', readJoin((reader, start, end) => readStage(reader, start, end))],
	['lookup', readLookup],
	['geoip', readGeoip],
	['threatip', readThreatip],
	['threatlookup', readThreatlookup],
]);

/** The stage in `[start, end)`, or undefined when nothing but blanks and comments stands there. */
export function readStage(outer: Pick<Reader, 'reading'>, start: number, end: number) {
	const reader = new Reader(outer.reading, start, end);
	const first = reader.peek();
	if (first.kind === 'end') {
		return undefined;
	}

	if (++reader.reading.stageCount > stagesMax) {
		if (reader.reading.stageCount === stagesMax + 1) {
			const message = `more than ${stagesMax} stages: the rest is not read`;
			reader.fault(reader.span(first.start, first.end), message, 'split the query');
		}

		return undefined;
	}

	let body: StageBody;
	try {
		body = readBody(reader, first);
		const rest = reader.peek();
		if (rest.kind !== 'end') {
			reader.fault(
				reader.span(rest.start, rest.end),
				`Unexpected "${shorten(rest.text)}"`,
				repairRest(rest),
			);
		}
	} catch (error) {
		if (!(error instanceof StageUnreadable)) {
			throw error;
		}

		body = { kind: 'broken' };
	}

	return {
		...body,
		span: reader.span(first.start, trimmedEnd(reader, end)),
	} satisfies Stage as Stage;
}

function readBody(reader: Reader, first: Token): StageBody {
	const second = reader.peekSecond();
	if (!isOperand(first, second) || takesPath(reader, first, second)) {
		if (aggregates.has(first.word) && !isFunctionCall(reader, first, second)) {
			return readAggregates(reader);
		}

		const read = stageReaders.get(first.word);
		if (read !== undefined) {
			reader.take();
			return read(reader);
		}

		const repair = unsupportedStages.get(first.word);
		if (repair !== undefined) {
			reader.fault(
				reader.span(first.start, first.end),
				`${first.word} is not supported yet`,
				repair,
			);
			reader.moveTo(reader.limit);
			return { kind: 'unsupported', name: first.word };
		}
	}

	return readAssign(reader, first, second);
}

const afterOperand = new Set(['=', '==', '!=', '<>', '<', '<=', '>', '>=', '/', '%', '?']);

/** Is the keyword used as a field or function (`count / total as share`, `max(a, b) as c`)? */
function isOperand(first: Token, second: Token): boolean {
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
	return (
		afterOperand.has(signs) ||
		(signs === '*' && first.word !== 'lookup') ||
		(isAggregate && (signs === '+' || signs === '-'))
	);
}

/** `save /a/b` and `cat /a/b`: the slash opens a path and divides nothing. */
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

/** `expression as name`, or a call alone. */
function readAssign(reader: Reader, first: Token, second: Token): StageBody {
	if (first.kind === 'word' && isUnknownOperator(first, second)) {
		reader.fail(
			reader.span(first.start, first.end),
			`Expected an operator, not "${shorten(first.text)}"`,
			suggestOperator(first.word),
		);
	}

	const expression = readExpression(reader);
	const name = reader.optionalAs()?.name ?? defaultName(reader, expression);
	return { kind: 'assign', name, expression };
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

/** Functions that change a field replace it; others are named after themselves. */
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

function repairRest(token: Token): string {
	if (token.kind === 'string') {
		return 'start a new stage with |, or check the commas';
	}

	if (token.kind === 'word' && (stageReaders.has(token.word) || aggregates.has(token.word))) {
		return `put | before ${token.word}`;
	}

	if (token.text === '^') {
		return 'write pow(x, y) for a power';
	}

	if (token.text === '-') {
		return 'start a new stage with |; a name with other characters is written %"a-b"';
	}

	return token.text === ')' ? 'remove it or open it with (' : 'start a new stage with |';
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
