import type { Piece } from '../stage/stage-completion.ts';
import { schemasOf } from '../stage/index.ts';
import type { Schema } from '../stage/schema.ts';
import { parse } from '../language/parse.ts';
import { regionsOf } from '../syntax/regions.ts';
import type { Region } from '../syntax/regions.ts';

/** The position of the cursor in the query. */
export interface Position {
	readonly text: string;
	readonly cursor: number;
	/** Pieces of the search or of the stage before the one being typed. */
	readonly before: readonly Piece[];
	/** The piece at the cursor that may be continued, if there is one. */
	readonly typing: Piece | undefined;
	readonly inSearch: boolean;
	/** The schema for names at the cursor. */
	readonly schema: Schema;
}

/** Undefined inside a comment or a parameter, where nothing can be completed. */
export function positionAt(text: string, cursor: number): Position | undefined {
	const typed = text.slice(0, cursor);
	const regions = regionsOf(typed);
	const last = regions.at(-1);
	if (last?.kind === 'parameter' || (last?.kind === 'comment' && !isClosed(typed, last))) {
		return undefined;
	}

	const stage = last?.stage ?? 0;
	const pieces = regions
		.filter(region => region.stage === stage && !isBlank(region) && region.kind !== 'pipe')
		.map(region => piece(typed, region));
	const touching = last !== undefined && !isBlank(last) ? pieces.at(-1) : undefined;
	const typing = touching !== undefined && goesOn(touching) ? touching : undefined;
	const stageStart = regions.find(region => region.stage === stage)?.start ?? 0;
	return {
		text,
		cursor,
		before: typing === undefined ? pieces : pieces.slice(0, -1),
		typing,
		inSearch: stage === 0,
		schema: schemasOf(parse(typed.slice(0, stageStart)).query.stages).at(-1) as Schema,
	};
}

function isBlank({ kind }: Region): boolean {
	return kind === 'blank' || kind === 'comment';
}

/** A block comment that ends before the cursor, or a line comment whose line has ended. */
function isClosed(text: string, region: Region): boolean {
	return text.slice(region.start + 2, region.end).endsWith('*/');
}

function piece(text: string, region: Region): Piece {
	const written = text.slice(region.start, region.end);
	const word = region.kind === 'word' ? written.toLowerCase() : '';
	return { kind: region.kind, start: region.start, text: written, word };
}

function goesOn({ kind, text }: Piece): boolean {
	if (kind === 'string' || kind === 'name') {
		const body = text.slice(text.indexOf('"') + 1);
		return !/(?<!\\)(?:\\\\)*"$/.test(body);
	}

	return kind === 'word' || kind === 'number';
}

/** The same for a text in quotes: the rest of its word with its closing quote, which stands in the value. */
export function stringEnd(text: string, cursor: number): number {
	return cursor + (/^[\w.:/@*-]*"/.exec(text.slice(cursor))?.[0].length ?? 0);
}

/** End of the text after the cursor that a completed word replaces. */
export function wordEnd(text: string, cursor: number): number {
	let end = cursor;
	while (isOfWord(text[end])) {
		end++;
	}

	return end;
}

export function isOfWord(character: string | undefined): boolean {
	return character !== undefined && /[A-Za-z0-9_.]/.test(character);
}

/** The same for a word of the search, which goes on to the next blank or sign of the search. */
export function searchWordEnd(text: string, cursor: number): number {
	return text.slice(cursor).search(/[\s"()=|[\]]|$/) + cursor;
}
