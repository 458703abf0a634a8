import { aggregates } from '../aggregate/index.ts';
import { findFunction } from '../function/index.ts';
import { unsupportedStages } from '../syntax/foreign.ts';
import { stageHelps, stageKeywords } from './words.ts';
import type { Fault } from '../value.ts';
import { parse } from './parse.ts';
import { regionsOf } from '../syntax/regions.ts';
import type { Region } from '../syntax/regions.ts';

type HighlightStyle =
	| 'plain'
	| 'search'
	| 'stage'
	| 'function'
	| 'field'
	| 'keyword'
	| 'string'
	| 'regex'
	| 'number'
	| 'operator'
	| 'pipe'
	| 'parameter'
	| 'comment'
	| 'fault';

export interface Highlight {
	readonly start: number;
	readonly end: number;
	readonly style: HighlightStyle;
}

/** Words of every stage, and those of some. */
const keywords: ReadonlySet<string> = new Set([
	...['as', 'by', 'group', 'and', 'or', 'not', 'in', 'matches', 'contains'],
	...['true', 'false', 'null'],
	...stageHelps.flatMap(help => help.keywords),
]);

const searchWords: ReadonlySet<string> = new Set(['and', 'or', 'not']);

/**
 * Colours for a query, also with faults: ordered pieces that cover the text without gaps or
 * overlaps. The spans of `faults` override them; the default are those of the parser.
 */
export function highlight(
	text: string,
	faults: readonly Fault[] = parse(text).faults,
): readonly Highlight[] {
	const regions = regionsOf(text);
	const pieces = regions.map((region, index) => ({
		start: region.start,
		end: region.end,
		style: styleOf(text, regions, index),
	}));
	return overlay(pieces, faults);
}

function styleOf(text: string, regions: readonly Region[], index: number): HighlightStyle {
	const region = regions[index] as Region;
	switch (region.kind) {
		case 'blank':
			return 'plain';
		case 'symbol':
			return 'operator';
		case 'name':
			return 'field';
		case 'word':
			return region.stage === 0
				? searchStyle(text, regions, index)
				: wordStyle(text, regions, index);
		case 'comment':
		case 'string':
		case 'regex':
		case 'number':
		case 'pipe':
		case 'parameter':
			return region.kind;
	}
}

function searchStyle(text: string, regions: readonly Region[], index: number): HighlightStyle {
	const region = regions[index] as Region;
	const word = text.slice(region.start, region.end);
	if (searchWords.has(word.toLowerCase())) {
		return 'keyword';
	}

	const following = neighbour(regions, index, 1);
	const sign = following === undefined ? '' : text.slice(following.start, following.end);
	const isName = sign === '=' || (sign === '!' && text[following?.end ?? 0] === '=');
	return isName ? 'field' : word.startsWith('{{') ? 'parameter' : 'search';
}

function wordStyle(text: string, regions: readonly Region[], index: number): HighlightStyle {
	const region = regions[index] as Region;
	const word = text.slice(region.start, region.end).toLowerCase();
	const before = neighbour(regions, index, -1);
	const following = neighbour(regions, index, 1);
	const isCall = following !== undefined && text[following.start] === '(';
	const isFirst = before === undefined || before.kind === 'pipe';
	const opensStage = stageKeywords.has(word) || aggregates.has(word) || unsupportedStages.has(word);
	if (isFirst && opensStage) {
		return 'stage';
	}

	if (isCall && (word === 'if' || findFunction(word) !== undefined || aggregates.has(word))) {
		return 'function';
	}

	if (keywords.has(word)) {
		return 'keyword';
	}

	return aggregates.has(word) && before !== undefined && text[before.start] === ','
		? 'function'
		: 'field';
}

/** The nearest region in a direction that is not blank or a comment. */
function neighbour(regions: readonly Region[], index: number, step: 1 | -1): Region | undefined {
	for (let at = index + step; at >= 0 && at < regions.length; at += step) {
		const region = regions[at] as Region;
		if (region.kind !== 'blank' && region.kind !== 'comment') {
			return region;
		}
	}

	return undefined;
}

/** Splits the pieces at the ends of faults, and styles the parts inside as `fault`. */
function overlay(pieces: readonly Highlight[], faults: readonly Fault[]): Highlight[] {
	const spans = merged(faults);
	const result: Highlight[] = [];
	let next = 0;
	for (const piece of pieces) {
		let { start } = piece;
		while (start < piece.end) {
			while ((spans[next]?.end ?? Number.POSITIVE_INFINITY) <= start) {
				next++;
			}

			const span = spans[next];
			const inside = span !== undefined && span.start <= start;
			const end = Math.min(piece.end, inside ? span.end : (span?.start ?? piece.end));
			// The value of a parameter is not known here, so it is never marked as wrong.
			const marked = inside && piece.style !== 'parameter';
			result.push({ start, end, style: marked ? 'fault' : piece.style });
			start = end;
		}
	}

	return result;
}

/** The spans of faults that are not warnings, ordered and without overlap. */
function merged(faults: readonly Fault[]): { start: number; end: number }[] {
	const spans: { start: number; end: number }[] = [];
	const found = faults
		.filter(({ severity, span }) => severity === 'fault' && span.end > span.start)
		.map(({ span }) => span)
		.sort((a, b) => a.start - b.start);
	for (const { start, end } of found) {
		const last = spans.at(-1);
		if (last !== undefined && start <= last.end) {
			last.end = Math.max(last.end, end);
		} else {
			spans.push({ start, end });
		}
	}

	return spans;
}
