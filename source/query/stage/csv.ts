import { splitDelimited, type Marks } from '../frame/delimited.ts';
import { printField } from '../syntax/print-expression.ts';
import type { Reader } from '../syntax/reader.ts';
import {
	partsOf,
	positionNames,
	printPositions,
	readCutField,
	readMark,
	readPositions,
	type PositionsStage,
} from './positions.ts';
import { adding } from './schema.ts';
import { afterFields } from './stage-completion.ts';
import type { StageSpec } from './stage-spec.ts';
import { extractionStep } from './steps.ts';

export interface CsvStage extends PositionsStage {
	readonly kind: 'csv';
	readonly marks: Marks;
}

const writeIt = 'write csv f extract 1 as a, 2 as b, or csv f extract a, b';
const usual: Marks = { delimiter: ',', quote: '"', escape: '\\' };

/** The word of each mark. */
const options = { delim: 'delimiter', quote: 'quote', escape: 'escape' } as const;

export const csv: StageSpec<CsvStage> = {
	kind: 'csv',
	help: {
		name: 'csv',
		group: 'extract',
		takes: 'any',
		tier: 'should',
		syntax: "csv f [delim=',' quote='\"' escape='\\'] extract 1 as a, 3 as b | … extract a, _, b",
		help: 'names parts of a line of comma separated values by position; _ leaves one out',
		snippet: 'csv _raw extract 1 as a, 2 as b',
		keywords: ['delim', 'quote', 'escape', 'extract'],
		example: '| csv sourceIPAddress extract client, proxy | count by client',
	},
	read: reader => {
		const field = readCutField(reader);
		const marks = readMarks(reader);
		return { kind: 'csv', field, marks, extract: readPositions(reader, 'csv', writeIt) };
	},
	print: stage =>
		`csv ${printField(stage.field)}${marksText(stage.marks)} ${printPositions(stage)}`,
	name: () => 'csv',
	explain: stage => stage.field.name,
	reads: stage => [stage.field],
	makes: (stage, before) => adding(before, positionNames(stage)),
	run: {
		class: 'rows',
		start: stage => {
			const wanted = stage.extract.reduce((most, { index }) => Math.max(most, index), 0);
			const rule = { nodrop: false, noted: false, alone: true };
			return extractionStep(positionNames(stage), rule, frame =>
				partsOf(frame, stage, text => splitDelimited(text, stage.marks, wanted)),
			);
		},
		extraction: { nodrop: () => undefined },
	},
	complete: { operands: 'fields', opens: ['csv'], follows: afterFields },
	drill: {
		made: stage => positionNames(stage).map(name => name.toLowerCase()),
		dropsRows: false,
	},
};

function readMarks(reader: Reader): Marks {
	const start = reader.peek().start;
	const marks = { ...usual };
	for (;;) {
		const word = reader.takeWord('delim', 'quote', 'escape');
		if (word === undefined) {
			break;
		}

		reader.expectSymbol('=', writeIt);
		const at = reader.peek();
		const mark = readMark(reader, 'csv', `the ${word.word} character`);
		if (mark.length !== 1) {
			reader.fail(
				reader.span(at.start),
				`csv: ${word.word} is one character, not ${mark.length}`,
				`write ${word.word}=';', or parse "*;*" as a, b for longer ones`,
			);
		}

		marks[options[word.word as keyof typeof options]] = mark;
		reader.takeSymbol(',');
	}

	if (new Set(Object.values(marks)).size < 3) {
		reader.fail(
			reader.span(start),
			'csv: delimiter, quote and escape are not all different',
			"give each another character: delim=',' quote='\"' escape='\\'",
		);
	}

	return marks;
}

/** The marks that are not the usual ones, with a blank before each. */
function marksText(marks: Marks): string {
	const given = Object.entries(options).filter(([, key]) => marks[key] !== usual[key]);
	return given.map(([word, key]) => ` ${word}='${marks[key]}'`).join('');
}
