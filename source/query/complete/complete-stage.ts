import { aggregates, aggregateSpecs } from '../aggregate/index.ts';
import { findFunction, functionSpecs } from '../function/index.ts';
import { stageHelps, stageKeywords } from '../language/words.ts';
import { aggregate } from '../stage/aggregate.ts';
import { assign } from '../stage/assign.ts';
import { countDetail, logic, words } from '../stage/stage-completion.ts';
import type {
	CompletionItem,
	CompletionSources,
	Piece,
	StageCompletion,
} from '../stage/stage-completion.ts';
import { stageSpecs } from '../stage/index.ts';
import type { StageHelp } from '../stage/stage-spec.ts';
import { quoteName, quoteString } from '../syntax/escape.ts';
import { fieldOffers, memberOffers } from './offer-fields.ts';
import { pick } from './pick.ts';
import { stringEnd, wordEnd } from './position.ts';
import { signatureAt } from './signature.ts';
import type { Position } from './position.ts';
import { plainText } from './complete-search.ts';
import type { Completion } from './completion.ts';

/** Completion after a pipe: in a stage. */
export function completeStage(position: Position, sources: CompletionSources): Completion {
	return { ...offered(position, sources), signature: signatureAt(position.before) };
}

function offered(position: Position, sources: CompletionSources): Completion {
	const { typing, text, cursor, before } = position;
	const partial = typing === undefined ? '' : plainText(typing);
	const from = typing?.start ?? cursor;
	if (typing?.kind === 'string') {
		return pick(partial, stringOffers(before, sources), from, stringEnd(text, cursor));
	}

	const amount = /^\d+/.exec(typing?.text ?? '')?.[0];
	if (amount !== undefined && takesWidth.has(before.at(-1)?.word ?? '')) {
		return pick(partial, widthsOf(amount), from, cursor);
	}

	const to = typing === undefined ? cursor : wordEnd(text, cursor);
	return pick(partial, offersAfter(position, sources), from, to);
}

function offersAfter(position: Position, sources: CompletionSources): Iterable<CompletionItem> {
	const { before, schema } = position;
	const [first] = before;
	const last = before.at(-1);
	if (first === undefined || last === undefined) {
		return stageOffers(position);
	}

	if (last.word === 'as') {
		return words(aliases(before), 'a name for it');
	}

	const list = listAround(before);
	const fields = () =>
		list === undefined ? fieldOffers(schema, sources) : memberOffers(list, sources);
	const stage = completionOf(first.word);
	const { tables } = sources;
	const own = stage.offers?.({ last, isFirst: before.length === 1, fields, tables });
	if (own !== undefined) {
		return own;
	}

	if (endsComparison(before)) {
		return [...logic, nextStage, ...stage.follows];
	}

	const compared = comparedField(before);
	return [
		...(compared === undefined ? [] : valueOffers(compared, sources)),
		...(expectsOperand(last)
			? operandOffers(stage, first.word, last, fields)
			: [...stage.follows, nextStage]),
	];
}

/** The path of the list whose elements the fields at the cursor are of: `any(path, …`. */
function listAround(before: readonly Piece[]): string | undefined {
	const open: (string | undefined)[] = [];
	for (const [at, { kind, text }] of before.entries()) {
		if (kind === 'symbol' && text === '(') {
			const list = before[at + 1];
			const isAny = before[at - 1]?.word === 'any' && before[at + 2]?.text === ',';
			open.push(isAny && list !== undefined ? plainText(list) : undefined);
		} else if (kind === 'symbol' && text === ')') {
			open.pop();
		}
	}

	const lists = open.filter(list => list !== undefined);
	return lists.length === 0 ? undefined : lists.join('.');
}

/**
 * The completion of the stage that begins with this word; that of an expression when no stage does.
 */
function completionOf(word: string): StageCompletion {
	const spec = aggregates.has(word) ? aggregate : stageKeywords.get(word)?.at(-1)?.spec;
	return (spec ?? assign).complete;
}

/** Stages that fit the input come first, then aggregates, then functions. */
function* stageOffers({ schema }: Position): Generator<CompletionItem> {
	const fits = (takes: string) => takes === 'any' || takes === schema.kind;
	for (const help of [...stageHelps].sort(
		(a, b) => Number(fits(b.takes)) - Number(fits(a.takes)),
	)) {
		yield offerOf(help);
	}

	yield* aggregateOffers();
	yield* functionOffers();
}

function offerOf(spec: Pick<StageHelp, 'name' | 'snippet' | 'help'>): CompletionItem {
	return { label: spec.name, insert: spec.snippet, detail: spec.help };
}

function aggregateOffers(): CompletionItem[] {
	return aggregateSpecs.map(offerOf);
}

function* functionOffers(): Generator<CompletionItem> {
	yield { label: 'if', insert: 'if(', detail: 'if(condition, a, b)' };
	for (const spec of functionSpecs) {
		yield { label: spec.name, insert: `${spec.name}(`, detail: `${spec.syntax}: ${spec.help}` };
	}
}

function* operandOffers(
	stage: StageCompletion,
	first: string,
	last: Piece,
	fields: () => Iterable<CompletionItem>,
): Generator<CompletionItem> {
	yield* fields();
	if (stage.operands === 'expression') {
		yield* functionOffers();
	} else if (aggregates.has(first) && last.text === ',') {
		yield* aggregateOffers();
	}
}

/** Words that are followed by a field, a value or a call, in any stage. */
const opensOperand: ReadonlySet<string> = new Set([
	...['by', 'and', 'or', 'not', 'matches', 'contains', 'on', 'in'],
	...stageSpecs.flatMap(({ complete }) => complete.opens),
]);

function expectsOperand(last: Piece): boolean {
	return last.kind === 'symbol' ? last.text !== ')' : opensOperand.has(last.word);
}

const nextStage: CompletionItem = { label: '|', insert: '| ', detail: 'starts the next stage' };

/** Suggested names after `as`. */
function aliases(before: readonly Piece[]): string[] {
	const names: string[] = [];
	for (const { kind, text, word } of before.toReversed()) {
		if (kind === 'string') {
			const keys = [...text.matchAll(/[A-Za-z_][A-Za-z0-9_]*/g)].map(([key]) => key);
			names.push(...keys.slice(-1));
		} else if (aggregates.has(word)) {
			names.push(word === 'count' ? 'eventCount' : `${word}_value`);
		} else if (kind === 'word' && findFunction(word) === undefined && word !== 'as') {
			names.push(text.split('.').at(-1) as string);
		}
	}

	const first = before[0]?.word;
	return [...new Set(names)].filter(name => name.toLowerCase() !== first).map(quoteName);
}

/** Suggestions for the string being typed. */
function* stringOffers(
	before: readonly Piece[],
	sources: CompletionSources,
): Generator<CompletionItem> {
	const { strings } = completionOf(before[0]?.word ?? '');
	if (strings !== undefined) {
		yield* strings(sources);
		return;
	}

	const field = comparedField(before);
	if (field === undefined) {
		return;
	}

	yield* valueOffers(field, sources);
}

/** Values of a field, in quotes where they are texts. */
function* valueOffers(field: string, sources: CompletionSources): Generator<CompletionItem> {
	for (const { value, count } of sources.values(field)) {
		yield { label: value, insert: quoteString(value), detail: countDetail(count) };
	}
}

/** Words that an amount of time follows. */
const takesWidth: ReadonlySet<string> = new Set(['timeslice', 'timeshift', 'by', 'within']);
const units = [
	['m', 'minutes'],
	['h', 'hours'],
	['d', 'days'],
	['s', 'seconds'],
	['w', 'weeks'],
] as const;

function widthsOf(amount: string): CompletionItem[] {
	return units.map(([unit, name]) => ({
		label: `${amount}${unit}`,
		insert: `${amount}${unit}`,
		detail: name,
	}));
}

/** Whether the last piece is a value that a field was compared with. */
function endsComparison(before: readonly Piece[]): boolean {
	const last = before.at(-1);
	const isValue = last !== undefined && ['string', 'number', 'word', 'name'].includes(last.kind);
	const operator = before.at(-2);
	return (
		isValue &&
		operator !== undefined &&
		(comparesText.has(operator.word) || ['=', '<', '>'].includes(operator.text)) &&
		before.length > 2
	);
}

const comparesText: ReadonlySet<string> = new Set([
	'=',
	'==',
	'!=',
	'<>',
	'matches',
	'contains',
	'in',
]);

/** The field that the string being typed is compared with. */
function comparedField(before: readonly Piece[]): string | undefined {
	let at = before.length - 1;
	while (
		at >= 0 && ['string', 'number'].includes(before[at]?.kind ?? '')
			? true
			: isOneOf(before[at], ',(')
	) {
		at--;
	}

	const operator = before[at];
	const signs = operator?.kind === 'symbol' ? operatorText(before, at) : operator?.word;
	if (signs === undefined || !comparesText.has(signs)) {
		return undefined;
	}

	while (at >= 0 && (before[at]?.kind === 'symbol' || comparesText.has(before[at]?.word ?? ''))) {
		at--;
	}

	if (before[at]?.word === 'not') {
		at--;
	}

	const name = before[at];
	return name !== undefined && (name.kind === 'word' || name.kind === 'name')
		? plainText(name)
		: undefined;
}

function isOneOf(piece: Piece | undefined, signs: string): boolean {
	return piece?.kind === 'symbol' && signs.includes(piece.text);
}

/** Operators are one piece per character. */
function operatorText(before: readonly Piece[], at: number): string {
	const both = `${before[at - 1]?.kind === 'symbol' ? before[at - 1]?.text : ''}${before[at]?.text}`;
	return comparesText.has(both) ? both : (before[at]?.text ?? '');
}
