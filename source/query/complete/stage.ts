import { aggregates, findFunction, functionSpecs, stages } from '../language/operators.ts';
import { quoteName, quoteString } from '../syntax/escape.ts';
import { fieldOffers } from './fields.ts';
import { countDetail, pick, words } from './pick.ts';
import { wordEnd } from './position.ts';
import type { Piece, Position } from './position.ts';
import { plainText } from './search.ts';
import type { Completion, CompletionItem, CompletionSources } from './types.ts';

/** Completion behind a pipe. */
export function completeStage(position: Position, sources: CompletionSources): Completion {
	const { typing, text, cursor, before } = position;
	const partial = typing === undefined ? '' : plainText(typing);
	const from = typing?.start ?? cursor;
	if (typing?.kind === 'string') {
		return pick(partial, stringOffers(before, sources), from, cursor);
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

	const fields = () => fieldOffers(schema, sources);
	const special = specialOffers(first.word, last, before, fields);
	if (special !== undefined) {
		return special;
	}

	return expectsOperand(last) ? [...functionsAfter(before, fields)] : operatorOffers(first.word);
}

/** Stages that fit what comes in come first; then aggregates, then functions. */
function* stageOffers({ schema }: Position): Generator<CompletionItem> {
	const fits = (takes: string) => takes === 'any' || takes === schema.kind;
	for (const spec of [...stages].sort((a, b) => Number(fits(b.takes)) - Number(fits(a.takes)))) {
		yield { label: spec.name, insert: spec.snippet, detail: spec.help };
	}

	for (const spec of aggregates.values()) {
		yield { label: spec.name, insert: spec.snippet, detail: spec.help };
	}

	yield* functionOffers();
}

function* functionOffers(): Generator<CompletionItem> {
	yield { label: 'if', insert: 'if(', detail: 'if(condition, a, b)' };
	for (const spec of functionSpecs) {
		yield { label: spec.name, insert: `${spec.name}(`, detail: `${spec.syntax}: ${spec.help}` };
	}
}

function* functionsAfter(
	before: readonly Piece[],
	fields: () => Iterable<CompletionItem>,
): Generator<CompletionItem> {
	yield* fields();
	const listing = before[0]?.word ?? '';
	if (!plainLists.has(listing) && !aggregates.has(listing)) {
		yield* functionOffers();
	} else if (aggregates.has(listing) && before.at(-1)?.text === ',') {
		for (const spec of aggregates.values()) {
			yield { label: spec.name, insert: spec.snippet, detail: spec.help };
		}
	}
}

/** Stages that list fields and take no expressions. */
const plainLists: ReadonlySet<string> = new Set([
	...['fields', 'sort', 'order', 'top', 'topk', 'dedup', 'transpose', 'outlier', 'total', 'accum'],
	...['diff', 'backshift', 'smooth', 'rollingstd', 'fillmissing', 'predict', 'geoip', 'threatip'],
	...['threatlookup', 'withtime', 'split', 'lookup', 'count_frequent'],
]);

const timeWidths = ['1m', '5m', '15m', '30m', '1h', '6h', '1d', '1w'];
const lookupSources = ['geo://location', 'asn://default', 'sumo://threat/cs', 'path://"'];

/** What follows a word of a stage, where it is neither field nor operator. */
function specialOffers(
	stage: string,
	last: Piece,
	before: readonly Piece[],
	fields: () => Iterable<CompletionItem>,
): Iterable<CompletionItem> | undefined {
	const behindName = before.length === 1;
	switch (stage) {
		case 'timeslice':
			return behindName || last.word === 'by'
				? words(timeWidths, 'width of a bucket')
				: words(['as', 'buckets']);
		case 'compare':
			return last.word === 'timeshift' ? words(timeWidths) : words(['with timeshift', 'timeshift']);
		case 'lookup':
			return last.word === 'from'
				? words(lookupSources, 'a table')
				: last.word === 'on' || last.text === '=' || last.word === 'and'
					? fields()
					: last.text === ','
						? undefined
						: words(['from', 'as', 'on']);
		case 'parse':
		case 'extract':
			return last.text === '='
				? fields()
				: behindName
					? words(['regex', 'field=', '"'])
					: words(['as', 'nodrop', 'multi', 'field=']);
		case 'json':
			return last.text === '=' ? fields() : words(['as', 'nodrop', 'auto', 'field=', '"']);
		case 'transpose':
			return behindName ? words(['row']) : undefined;
		case 'fillmissing':
			return behindName ? words(['timeslice', 'values all in', 'values(']) : undefined;
		case 'limit':
			return behindName ? words(['10', '20', '100']) : [];
		case 'sort':
		case 'order':
			return behindName ? [...words(['by']), ...fields()] : undefined;
		default:
			return undefined;
	}
}

/** Words behind which a field, a value or a call comes, not an operator. */
const beforeOperand: ReadonlySet<string> = new Set([
	...['where', 'by', 'and', 'or', 'not', 'matches', 'contains', 'row', 'column', 'on', 'in'],
	...['fields', 'sort', 'order', 'dedup', 'total', 'accum', 'diff', 'backshift', 'smooth', 'for'],
	...['rollingstd', 'outlier', 'predict', 'withtime', 'geoip', 'threatip', 'threatlookup'],
	...['count_frequent', 'split', 'consecutive', 'lookup'],
]);

function expectsOperand(last: Piece): boolean {
	return last.kind === 'symbol' ? last.text !== ')' : beforeOperand.has(last.word);
}

const comparisons = words(['=', '!=', 'matches', 'in (', 'contains', '<', '>', 'not in (']);
const logic = words(['and', 'or']);
const nextStage: CompletionItem = { label: '|', insert: '| ', detail: 'starts the next stage' };

function operatorOffers(stage: string): CompletionItem[] {
	if (stage === 'where') {
		return [...comparisons, ...logic, nextStage];
	}

	if (aggregates.has(stage)) {
		return [...words(['by', 'as']), nextStage];
	}

	if (stage === 'sort' || stage === 'order') {
		return [...words(['desc', 'asc']), nextStage];
	}

	if (stage === 'transpose') {
		return [...words(['column', 'as']), nextStage];
	}

	return plainLists.has(stage)
		? [...words(['by', 'as']), nextStage]
		: [...words(['as']), ...comparisons, ...logic, nextStage];
}

/** Names that suggest themselves behind `as`. */
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

/** What may stand in the string being typed. */
function* stringOffers(
	before: readonly Piece[],
	sources: CompletionSources,
): Generator<CompletionItem> {
	const stage = before[0]?.word;
	if (stage === 'json') {
		for (const { name, count } of sources.fields) {
			yield { label: name, insert: quoteString(name), detail: countDetail(count) };
		}

		return;
	}

	if (stage === 'parse' || stage === 'extract') {
		for (const key of sources.keys) {
			const name = key.split('.').at(-1) as string;
			const anchor = quoteString(`"${name}":"*"`);
			yield { label: name, insert: anchor, detail: 'seen in the events' };
		}

		return;
	}

	const field = comparedField(before);
	if (field === undefined) {
		return;
	}

	for (const { value, count } of sources.values(field)) {
		yield { label: value, insert: quoteString(value), detail: countDetail(count) };
	}
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

/** Signs come one character a piece. */
function operatorText(before: readonly Piece[], at: number): string {
	const both = `${before[at - 1]?.kind === 'symbol' ? before[at - 1]?.text : ''}${before[at]?.text}`;
	return comparesText.has(both) ? both : (before[at]?.text ?? '');
}
