import { isNameCharacter, isSpace } from './scanner.ts';
import type { Scanner } from './scanner.ts';

export interface Range {
	readonly start: number;
	readonly end: number;
}

/** Functions whose arguments may be a regex literal, besides `matches`. */
export const regexFunctionNames: ReadonlySet<string> = new Set(['replace']);

/** Stages that have pipelines in parentheses. */
const pipelineNames: ReadonlySet<string> = new Set(['join', 'filter', 'logcompare', 'sequence']);

/**
 * The stages of `[start, limit)`, the pipes left out. Strings, regexes, comments, subqueries and
 * the parentheses of stages that have pipelines hide a pipe; other parentheses do not, so that a missing `)`
 * affects only one stage.
 */
export function splitStages(scanner: Scanner, start: number, limit: number): Range[] {
	const ranges: Range[] = [];
	let at = start;
	for (;;) {
		const end = stageEnd(scanner, at, limit);
		ranges.push({ start: at, end });
		if (end >= limit) {
			return ranges;
		}

		at = end + 1;
	}
}

/** The last lexeme, and the words before the open parentheses. */
export interface Scan {
	previous: string;
	first: string;
	readonly open: string[];
	/** Depth of `[subquery: …]`. */
	brackets: number;
}

export function newScan(): Scan {
	return { previous: '', first: '', open: [], brackets: 0 };
}

function stageEnd(scanner: Scanner, start: number, limit: number): number {
	const { text } = scanner;
	const scan = newScan();
	let at = start;
	while (at < limit) {
		scanner.meter.steps++;
		const character = text[at] as string;
		if (character === '|') {
			if (text[at + 1] === '|' && scan.previous !== '') {
				at += 2;
				scan.previous = '||';
				continue;
			}

			const hidden = scan.brackets > 0 || (pipelineNames.has(scan.first) && scan.open.length > 0);
			if (!hidden) {
				return at;
			}
		}

		at = isSpace(character) ? at + 1 : Math.min(lexemeAt(scanner, at, scan).end, limit);
	}

	return limit;
}

/** What stands at an offset of a stage, and where it ends. */
export interface Lexeme {
	readonly kind: 'comment' | 'string' | 'regex' | 'word' | 'symbol';
	readonly end: number;
}

/** What stands at `at`, which is no white space. Remembers in `scan` what the next one needs. */
export function lexemeAt(scanner: Scanner, at: number, scan: Scan): Lexeme {
	const { text } = scanner;
	const character = text[at] as string;
	if (character === '/') {
		if (scanner.opensRegex(at) && allowsRegex(scan)) {
			scan.previous = 'regex';
			return { kind: 'regex', end: scanner.regex(at).end };
		}

		const end = scanner.comment(at);
		if (end !== undefined) {
			return { kind: 'comment', end };
		}
	}

	if (character === '"') {
		scan.previous = 'string';
		return { kind: 'string', end: scanner.string(at).end };
	}

	if (character === "'" && scan.previous === '=') {
		scan.previous = 'string';
		return { kind: 'string', end: scanner.singleQuoted(at).end };
	}

	if (isNameCharacter(character)) {
		let end = at + 1;
		while (isNameCharacter(text[end])) {
			end++;
		}

		scanner.meter.steps += end - at;
		scan.previous = text.slice(at, end).toLowerCase();
		scan.first ||= scan.previous;
		return { kind: 'word', end };
	}

	noteSymbol(text, at, scan);
	scan.previous = character;
	return { kind: 'symbol', end: at + 1 };
}

function noteSymbol(text: string, at: number, scan: Scan): void {
	const character = text[at];
	if (character === '(') {
		scan.open.push(scan.previous);
	} else if (character === ')') {
		scan.open.pop();
	} else if (character === '[') {
		const opens = /^\[\s*subquery\b/i.test(text.slice(at, at + 40));
		scan.brackets += scan.brackets > 0 || opens ? 1 : 0;
	} else if (character === ']') {
		scan.brackets = Math.max(0, scan.brackets - 1);
	}
}

function allowsRegex(scan: Scan): boolean {
	if (scan.previous === 'matches') {
		return true;
	}

	const owner = scan.open.at(-1);
	return (
		(scan.previous === ',' || scan.previous === '(') &&
		owner !== undefined &&
		regexFunctionNames.has(owner)
	);
}
