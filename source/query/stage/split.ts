import { splitDelimited, type Marks } from '../frame/delimited.ts';
import { quoteString } from '../syntax/escape.ts';
import { printField } from '../syntax/print-expression.ts';
import { marksOf, readMarks } from './marks.ts';
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

export interface SplitStage extends PositionsStage {
	readonly kind: 'split';
	/** A text of any length, between parts as they stand; or marks, among them quotes that hide a delimiter. */
	readonly cut: string | Marks;
}

const writeIt = "write split f delim=':' extract 1 as a, 3 as b";

export const split: StageSpec<SplitStage> = {
	kind: 'split',
	help: {
		name: 'split',
		group: 'extract',
		takes: 'any',
		tier: 'should',
		syntax: "split f [delim=':'] [quote='\"' escape='\\\\'] extract 1 as a, 3 as b",
		help: 'cuts a field at a delimiter and names parts by position, from 1; without delim at commas, and without it or with quote or escape not inside of quotes',
		snippet: "split userIdentity.arn delim=':' extract 5 as account",
		keywords: ['delim', 'quote', 'escape', 'extract'],
		example: "| split userIdentity.principalId delim=':' extract 2 as session | count by session",
	},
	read: reader => {
		const field = readCutField(reader);
		const { start } = reader.peek();
		const written = readMarks(reader, 'split', writeIt);
		const isPlain = written.quote === undefined && written.escape === undefined;
		const plain = isPlain ? written.delim?.mark : undefined;
		const cut = plain ?? marksOf(reader, 'split', written, start);
		return { kind: 'split', field, cut, extract: readPositions(reader, 'split', writeIt) };
	},
	print: ({ field, cut, ...stage }) => {
		const marks =
			typeof cut === 'string'
				? ` delim=${quoteString(cut)}`
				: ` delim='${cut.delimiter}' quote='${cut.quote}' escape='${cut.escape}'`;
		return `split ${printField(field)}${marks} ${printPositions({ field, ...stage })}`;
	},
	name: () => 'split',
	explain: stage => stage.field.name,
	reads: stage => [stage.field],
	makes: (stage, before) => adding(before, positionNames(stage)),
	run: {
		class: 'rows',
		start: stage =>
			extractionStep(positionNames(stage), { nodrop: false, noted: false, alone: true }, frame =>
				partsOf(frame, stage, text => partsAt(text, stage)),
			),
		extraction: { nodrop: () => undefined },
	},
	complete: { operands: 'fields', opens: ['split'], follows: afterFields },
	drill: { made: stage => positionNames(stage).map(name => name.toLowerCase()), dropsRows: false },
};

function partsAt(text: string, { cut, extract }: SplitStage): readonly string[] {
	if (typeof cut === 'string') {
		return text.split(cut);
	}

	return splitDelimited(text, cut, Math.max(...extract.map(({ index }) => index)));
}
