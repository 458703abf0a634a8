import { textOf } from '../comparison.ts';
import { sourceVector, type Extracted } from '../frame/extraction.ts';
import type { Frame } from '../frame/frame.ts';
import { memoByCode } from '../frame/vector.ts';
import { quoteName } from '../syntax/escape.ts';
import { listNamesMax, type Reader } from '../syntax/reader.ts';
import { refuseSameNames } from '../syntax/same-names.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import { readSourceField } from './read-parts.ts';

/** A stage that cuts a field into parts and names some of them. */
export interface PositionsStage extends StageNode {
	readonly field: Field;
	/** Positions from 1. */
	readonly extract: readonly { readonly index: number; readonly name: string }[];
}

export function positionNames(stage: PositionsStage): readonly string[] {
	return stage.extract.map(({ name }) => name);
}

/** The field that is cut, as `f` or `field=f`. */
export function readCutField(reader: Reader): Field {
	const isOption = reader.isWord('field') && reader.peekSecond().text === '=';
	return (isOption ? readSourceField(reader) : undefined) ?? reader.field();
}

/** `'c'` or `"c"`, behind an option. */
export function readMark(reader: Reader, stage: string, what: string): string {
	const token = reader.peek();
	let mark: string;
	if (token.kind === 'single-quoted') {
		reader.take();
		mark = token.text.slice(1, -1);
	} else {
		mark = reader.string(what);
	}

	if (mark === '') {
		reader.fail(reader.span(token.start), `${stage}: ${what} is empty`, `write ${what} as ':'`);
	}

	return mark;
}

/**
 * `extract 1 as a, b, _, 5 as e`: a name without a position has the one behind the last, and `_`
 * leaves one out.
 */
export function readPositions(
	reader: Reader,
	stage: string,
	writeIt: string,
): PositionsStage['extract'] {
	reader.expectWord('extract', writeIt);
	const extract: { index: number; name: string }[] = [];
	const names: Field[] = [];
	let next = 1;
	do {
		if (extract.length === listNamesMax) {
			reader.failHere(`more than ${listNamesMax} names in a list`, 'name fewer parts');
		}

		if (reader.takeWord('_') === undefined) {
			const index = readIndex(reader, stage, writeIt) ?? next;
			const field = reader.field();
			extract.push({ index, name: field.name });
			names.push(field);
			next = index;
		}

		next++;
	} while (reader.takeSymbol(',') !== undefined);

	if (extract.length === 0) {
		reader.failHere(`${stage}: no part has a name`, writeIt);
	}

	refuseSameNames(reader, names);
	return extract;
}

/** `5 as`; undefined where a name stands at once. */
function readIndex(reader: Reader, stage: string, writeIt: string): number | undefined {
	const at = reader.peek();
	if (at.kind !== 'number') {
		return undefined;
	}

	const index = reader.integer('a position, from 1');
	if (index < 1) {
		reader.fail(reader.span(at.start), `${stage}: positions start at 1`, writeIt);
	}

	reader.expectWord('as', writeIt);
	return index;
}

export function printPositions(stage: PositionsStage): string {
	return `extract ${stage.extract.map(part => `${part.index} as ${quoteName(part.name)}`).join(', ')}`;
}

/** A missing part is null; only a field without text counts as no match. */
export function partsOf(
	frame: Frame,
	stage: PositionsStage,
	cut: (text: string) => readonly string[],
): readonly Extracted[] {
	const codes = sourceVector(frame, stage.field);
	const parts = memoByCode(codes.size, code => {
		const text = codes.value(code);
		return text === null ? undefined : cut(textOf(text));
	});
	const hit = (code: number): boolean => parts(code) !== undefined;
	return stage.extract.map(({ index, name }) => ({
		name,
		codes,
		hit,
		value: code => parts(code)?.[index - 1] ?? null,
	}));
}
