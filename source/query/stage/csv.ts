import { splitDelimited, type Marks } from '../frame/delimited.ts';
import { printField } from '../syntax/print-expression.ts';
import { marksOf, marksText, readMarks } from './marks.ts';
import {
	partsOf,
	positionNames,
	printPositions,
	readCutField,
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
		const { start } = reader.peek();
		const marks = marksOf(reader, 'csv', readMarks(reader, 'csv', writeIt), start);
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
