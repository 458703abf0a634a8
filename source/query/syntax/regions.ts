import { FilledText } from './params.ts';
import { Scanner, isSpace } from './scanner.ts';
import { readSearch } from './read-search.ts';
import type { Reading } from './reader.ts';
import { lexemeAt, newScan, splitStages } from './split-stages.ts';
import type { Scan } from './split-stages.ts';
import { readToken } from './token.ts';

export interface Region {
	readonly kind:
		| 'blank'
		| 'comment'
		| 'string'
		| 'regex'
		| 'word'
		| 'number'
		/** `%"any text"` */
		| 'name'
		| 'symbol'
		| 'pipe'
		/** `{{name}}` */
		| 'parameter';
	readonly start: number;
	readonly end: number;
	/** 0 is the search, 1 the first stage; a pipe belongs to the stage after it. */
	readonly stage: number;
}

const parameter = /\{\{[^{}"|]{0,100}\}\}/y;

/** Splits the text into pieces without gaps, by what the parser would read each as. */
export function regionsOf(text: string): Region[] {
	const scanner = new Scanner(text, { steps: 0 });
	const filled = new FilledText(text, text, []);
	const reading: Reading = {
		filled,
		scanner,
		faults: [],
		stageCount: 0,
		subqueryCount: 0,
		subqueryDepth: 0,
		readStages: () => [],
		readSearch: (_, limit) => ({ search: { kind: 'all', span: { start: 0, end: 0 } }, end: limit }),
	};
	const { end } = readSearch(reading, 0, text.length);
	const regions: Region[] = [];
	searchRegions(scanner, end, regions);
	if (end >= text.length) {
		return regions;
	}

	for (const [index, range] of splitStages(scanner, end + 1, text.length).entries()) {
		const stage = index + 1;
		regions.push({ kind: 'pipe', start: range.start - 1, end: range.start, stage });
		stageRegions(scanner, range, stage, regions);
	}

	return regions;
}

function searchRegions(scanner: Scanner, limit: number, regions: Region[]): void {
	const { text } = scanner;
	for (let at = 0; at < limit;) {
		const start = at;
		let kind: Region['kind'] = 'symbol';
		const comment = scanner.searchComment(at);
		if (isSpace(text[at])) {
			kind = 'blank';
			at = blankEnd(text, at, limit);
		} else if (comment !== undefined) {
			kind = 'comment';
			at = comment;
		} else if (text[at] === '"' || text.startsWith('%"', at)) {
			kind = text[at] === '"' ? 'string' : 'name';
			at = scanner.string(kind === 'name' ? at + 1 : at).end;
		} else if (/[()=|[\]!]/.test(text[at] as string)) {
			at++;
		} else {
			kind = 'word';
			while (at < limit && !/[\s"()=|[\]]/.test(text[at] as string)) {
				at++;
			}

			// In `a!=b` the mark belongs to the operator.
			at -= text[at] === '=' && text[at - 1] === '!' && at - 1 > start ? 1 : 0;
		}

		at = Math.min(at, limit);
		regions.push({ kind, start, end: at, stage: 0 });
	}
}

function stageRegions(
	scanner: Scanner,
	range: { readonly start: number; readonly end: number },
	stage: number,
	regions: Region[],
): void {
	const { text } = scanner;
	const scan = newScan();
	for (let at = range.start; at < range.end;) {
		const start = at;
		const found = isSpace(text[at])
			? { kind: 'blank' as const, end: blankEnd(text, at, range.end) }
			: stageRegion(scanner, at, range.end, scan);
		at = Math.min(found.end, range.end);
		regions.push({ kind: found.kind, start, end: at, stage });
	}
}

function stageRegion(
	scanner: Scanner,
	at: number,
	limit: number,
	scan: Scan,
): { readonly kind: Region['kind']; readonly end: number } {
	const { text } = scanner;
	if (text.startsWith('{{', at)) {
		parameter.lastIndex = at;
		const found = parameter.exec(text);
		if (found !== null) {
			scan.previous = 'parameter';
			return { kind: 'parameter', end: at + found[0].length };
		}
	}

	if (text.startsWith('%"', at)) {
		scan.previous = 'name';
		return { kind: 'name', end: scanner.string(at + 1).end };
	}

	const lexeme = lexemeAt(scanner, at, scan);
	if (lexeme.kind !== 'word') {
		return lexeme;
	}

	// A dotted path is one name, and `5m` one number.
	const token = readToken(scanner, at, limit);
	return { kind: token.kind === 'number' ? 'number' : 'word', end: token.end };
}

function blankEnd(text: string, start: number, limit: number): number {
	let at = start;
	while (at < limit && isSpace(text[at])) {
		at++;
	}

	return at;
}
