import type { Marks } from '../frame/delimited.ts';
import type { Reader } from '../syntax/reader.ts';
import type { Span } from '../value.ts';
import { readMark } from './positions.ts';

const usual: Marks = { delimiter: ',', quote: '"', escape: '\\' };

/** The word of each mark. */
const options = { delim: 'delimiter', quote: 'quote', escape: 'escape' } as const;

/** Marks as written, which may be longer than a character. */
type Written = Partial<
	Record<keyof typeof options, { readonly mark: string; readonly span: Span }>
>;

/** `delim=';', quote='"' escape='\'` in any order. */
export function readMarks(reader: Reader, stage: string, writeIt: string): Written {
	const written: Written = {};
	for (;;) {
		const word = reader.takeWord('delim', 'quote', 'escape')?.word as
			keyof typeof options | undefined;
		if (word === undefined) {
			return written;
		}

		reader.expectSymbol('=', writeIt);
		const { start } = reader.peek();
		const what = word === 'delim' ? 'the delimiter' : `the ${word} character`;
		const mark = readMark(reader, stage, what);
		written[word] = { mark, span: reader.span(start) };
		reader.takeSymbol(',');
	}
}

/** The marks with the usual ones where none is written: each is one character, and all differ. */
export function marksOf(reader: Reader, stage: string, written: Written, start: number): Marks {
	const marks = { ...usual };
	for (const word of ['delim', 'quote', 'escape'] as const) {
		const { mark, span } = written[word] ?? {};
		if (mark === undefined || span === undefined) {
			continue;
		}

		if (mark.length !== 1) {
			reader.fail(
				span,
				`${stage}: ${word} is one character, not ${mark.length}`,
				`write ${word}=';', or parse "*;*" as a, b for longer ones`,
			);
		}

		marks[options[word]] = mark;
	}

	if (new Set(Object.values(marks)).size < 3) {
		reader.fail(
			reader.span(start),
			`${stage}: delimiter, quote and escape are not all different`,
			"give each another character: delim=',' quote='\"' escape='\\'",
		);
	}

	return marks;
}

/** The marks that are not the usual ones, with a blank before each. */
export function marksText(marks: Marks): string {
	const given = Object.entries(options).filter(([, key]) => marks[key] !== usual[key]);
	return given.map(([word, key]) => ` ${word}='${marks[key]}'`).join('');
}
