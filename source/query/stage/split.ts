import { quoteString } from '../syntax/escape.ts';
import { printField } from '../syntax/print-expression.ts';
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

export interface SplitStage extends PositionsStage {
	readonly kind: 'split';
	readonly delimiter: string;
}

const writeIt = "write split f delim=':' extract 1 as a, 3 as b";

export const split: StageSpec<SplitStage> = {
	kind: 'split',
	help: {
		name: 'split',
		group: 'extract',
		takes: 'any',
		tier: 'should',
		syntax: "split f delim=':' extract 1 as a, 3 as b",
		help: 'cuts a field at a delimiter and names parts by position, from 1',
		snippet: "split userIdentity.arn delim=':' extract 5 as account",
		keywords: ['delim', 'extract'],
		example: "| split userIdentity.principalId delim=':' extract 2 as session | count by session",
	},
	read: reader => {
		const field = readCutField(reader);
		reader.expectWord('delim', writeIt);
		reader.expectSymbol('=', writeIt);
		const delimiter = readMark(reader, 'split', 'the delimiter');
		return { kind: 'split', field, delimiter, extract: readPositions(reader, 'split', writeIt) };
	},
	print: stage =>
		`split ${printField(stage.field)} delim=${quoteString(stage.delimiter)} ${printPositions(stage)}`,
	name: () => 'split',
	explain: stage => stage.field.name,
	reads: stage => [stage.field],
	makes: (stage, before) => adding(before, positionNames(stage)),
	run: {
		class: 'rows',
		start: stage =>
			extractionStep(positionNames(stage), { nodrop: false, noted: false, alone: true }, frame =>
				partsOf(frame, stage, text => text.split(stage.delimiter)),
			),
		extraction: { nodrop: () => undefined },
	},
	complete: { operands: 'fields', opens: ['split'], follows: afterFields },
	drill: { made: stage => positionNames(stage).map(name => name.toLowerCase()), dropsRows: false },
};
