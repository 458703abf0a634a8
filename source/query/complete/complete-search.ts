import { metadataFields } from '../check/known.ts';
import { quoteString, searchWord, stringBody, unescapeString } from '../syntax/escape.ts';
import { countDetail, words } from '../stage/stage-completion.ts';
import type { CompletionItem, CompletionSources, Piece } from '../stage/stage-completion.ts';
import { byUse } from './offer-fields.ts';
import { pick } from './pick.ts';
import { searchWordEnd, stringEnd } from './position.ts';
import type { Position } from './position.ts';
import type { Completion } from './completion.ts';

/** Completion before the first pipe: in the search. */
export function completeSearch(position: Position, sources: CompletionSources): Completion {
	const { before, typing, text, cursor } = position;
	const from = typing?.start ?? cursor;
	const field = comparedField(before);
	if (field !== undefined) {
		const partial = typing === undefined ? '' : plainText(typing);
		const end =
			typing === undefined
				? cursor
				: typing.kind === 'string'
					? stringEnd(text, cursor)
					: searchWordEnd(text, cursor);
		return pick(partial, valueOffers(sources, field, typing), from, end);
	}

	if (typing?.kind === 'string' || typing?.kind === 'name') {
		return { from, to: cursor, items: [] };
	}

	const partial = typing?.text.replace(/^!/, '') ?? '';
	const start = cursor - partial.length;
	const offers = [
		...(before.length === 0 && text.slice(cursor).trim() === '' ? saved(sources) : []),
		...(endsTerm(before) && partial === '' ? connectives : []),
		...names(sources),
		...(endsTerm(before) && partial !== '' ? connectives : []),
	];
	const to = searchWordEnd(text, cursor);
	return pick(partial, offers, start, partial === '' ? cursor : to);
}

const connectives: readonly CompletionItem[] = [
	...words(['AND', 'OR', 'NOT'], 'joins search terms'),
	{ label: '|', insert: '| ', detail: 'starts a stage' },
];

function saved(sources: CompletionSources): CompletionItem[] {
	return sources.saved.map(query => ({ label: query, insert: query, detail: 'saved search' }));
}

function* names(sources: CompletionSources): Generator<CompletionItem> {
	for (const name of metadataFields.filter(field => field.startsWith('_source'))) {
		yield { label: name, insert: `${name}=`, detail: 'where the events come from' };
	}

	for (const { value, count } of sources.values('eventName')) {
		yield { label: value, insert: searchWord(value), detail: countDetail(count) };
	}

	for (const { name, help } of sources.derived) {
		yield { label: name, insert: `${name}=`, detail: help };
	}

	for (const { name, count } of byUse(sources.fields)) {
		yield { label: name, insert: `${searchName(name)}=`, detail: countDetail(count) };
	}
}

/** Whether the text before the cursor ends a term, so that AND, OR or a pipe may follow. */
function endsTerm(before: readonly Piece[]): boolean {
	const last = before.at(-1);
	return last !== undefined && (last.kind !== 'symbol' || last.text === ')') && !isConnective(last);
}

function isConnective({ word }: Piece): boolean {
	return word === 'and' || word === 'or' || word === 'not';
}

/** The field before the `=` that the cursor follows. */
function comparedField(before: readonly Piece[]): string | undefined {
	const sign = before.findLastIndex(({ text }) => text !== '=' && text !== '!');
	const name = before[sign];
	if (sign === before.length - 1 || name === undefined || before.at(-1)?.text !== '=') {
		return undefined;
	}

	return name.kind === 'name' || name.kind === 'word' ? plainText(name) : undefined;
}

function* valueOffers(
	sources: CompletionSources,
	field: string,
	typing: Piece | undefined,
): Generator<CompletionItem> {
	const quoted = typing?.kind === 'string';
	for (const { value, count } of sources.values(field)) {
		const insert = quoted ? quoteString(value) : searchWord(value);
		yield { label: value, insert, detail: countDetail(count) };
	}

	if (!quoted) {
		yield { label: '*', insert: '*', detail: 'present and not empty' };
	}
}

/** A piece without its quotes. */
export function plainText({ kind, text }: Piece): string {
	return kind === 'string' || kind === 'name' ? unescapeString(stringBody(text)) : text;
}

function searchName(name: string): string {
	return /^[\w.]+$/.test(name) ? name : `%${quoteString(name)}`;
}
