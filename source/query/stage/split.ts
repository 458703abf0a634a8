import { textOf } from '../comparison.ts';
import { sourceVector, type Extracted } from '../frame/extraction.ts';
import type { Frame } from '../frame/frame.ts';
import { memoByCode } from '../frame/vector.ts';
import { quoteName, quoteString } from '../syntax/escape.ts';
import { printField } from '../syntax/print-expression.ts';
import type { Reader } from '../syntax/reader.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import { afterFields } from './stage-completion.ts';
import { readSourceField } from './read-parts.ts';
import { adding } from './schema.ts';
import type { StageSpec } from './stage-spec.ts';
import { extractionStep } from './steps.ts';

export interface SplitStage extends StageNode {
	readonly kind: 'split';
	readonly field: Field;
	readonly delimiter: string;
	/** Positions from 1. */
	readonly extract: readonly { readonly index: number; readonly name: string }[];
}

const namesOf = (stage: SplitStage) => stage.extract.map(({ name }) => name);
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
		const isOption = reader.isWord('field') && reader.peekSecond().text === '=';
		const field = (isOption ? readSourceField(reader) : undefined) ?? reader.field();
		reader.expectWord('delim', writeIt);
		reader.expectSymbol('=', writeIt);
		const delimiter = readDelimiter(reader);
		reader.expectWord('extract', writeIt);
		const extract: { index: number; name: string }[] = [];
		do {
			const at = reader.peek();
			const index = reader.integer('a position, from 1');
			if (index < 1) {
				reader.fail(reader.span(at.start), 'split: positions start at 1', writeIt);
			}

			reader.expectWord('as', writeIt);
			extract.push({ index, name: reader.field().name });
		} while (reader.takeSymbol(',') !== undefined);

		return { kind: 'split', field, delimiter, extract };
	},
	print: stage => {
		const parts = stage.extract.map(part => `${part.index} as ${quoteName(part.name)}`).join(', ');
		return `split ${printField(stage.field)} delim=${quoteString(stage.delimiter)} extract ${parts}`;
	},
	name: () => 'split',
	explain: stage => stage.field.name,
	reads: stage => [stage.field],
	makes: (stage, before) => adding(before, namesOf(stage)),
	run: {
		class: 'rows',
		start: stage =>
			extractionStep(namesOf(stage), { nodrop: false, noted: false, alone: true }, frame =>
				partsOf(frame, stage),
			),
		extraction: { nodrop: () => undefined },
	},
	complete: { operands: 'fields', opens: ['split'], follows: afterFields },
	drill: { made: stage => namesOf(stage).map(name => name.toLowerCase()), dropsRows: false },
};

function readDelimiter(reader: Reader): string {
	const token = reader.peek();
	let delimiter: string;
	if (token.kind === 'single-quoted') {
		reader.take();
		delimiter = token.text.slice(1, -1);
	} else {
		delimiter = reader.string('a delimiter');
	}

	if (delimiter === '') {
		reader.fail(reader.span(token.start), 'split: the delimiter is empty', "write delim=':'");
	}

	return delimiter;
}

/** A missing part is null; only a field without text counts as no match. */
function partsOf(frame: Frame, stage: SplitStage): readonly Extracted[] {
	const codes = sourceVector(frame, stage.field);
	const parts = memoByCode(codes.size, code => {
		const text = codes.value(code);
		return text === null ? undefined : textOf(text).split(stage.delimiter);
	});
	const hit = (code: number): boolean => parts(code) !== undefined;
	return stage.extract.map(({ index, name }) => ({
		name,
		codes,
		hit,
		value: code => parts(code)?.[index - 1] ?? null,
	}));
}
