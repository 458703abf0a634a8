import { keyOf, textOf } from '../../comparison.ts';
import { rowBytes, type StageSpending } from '../../spending.ts';
import { quoteName, quoteString } from '../../syntax/escape.ts';
import { printField } from '../../syntax/print-expression.ts';
import type { Reader } from '../../syntax/reader.ts';
import type { Field } from '../../syntax/tree.ts';
import type { Span, Value } from '../../value.ts';
import type { TitledColumn } from '../stage-spec.ts';
import { namedColumns } from '../titled-columns.ts';

/** Bytes of a distinct value's entry besides its characters. */
const keyBytes = 64;

/** How the values of a field become one, oldest first. */
export interface Merge {
	readonly field: Field;
	readonly strategy: 'takeFirst' | 'takeLast' | 'takeDistinct' | 'join';
	/** Between joined or distinct values. */
	readonly separator: string;
	readonly as: string;
	/** Of the whole, with its name. */
	readonly span: Span;
}

const strategies = new Map<string, Merge['strategy']>([
	['takefirst', 'takeFirst'],
	['takelast', 'takeLast'],
	['takedistinct', 'takeDistinct'],
	['join', 'join'],
]);

/** `(merge f takeFirst, g join with "; " as h)`; without fields the whole records are joined. */
export function readMerges(reader: Reader): readonly Merge[] {
	if (reader.takeSymbol('(') === undefined) {
		return [];
	}

	reader.expectWord('merge', 'write (merge f takeFirst, g join with ", ")');
	const merges = readMergeList(reader, reader.isSymbol(')'));
	reader.expectSymbol(')', 'close (merge … with )');
	return merges;
}

/**
 * What stands behind `merge`.
 *
 * @param isEmpty - nothing stands there
 */
export function readMergeList(reader: Reader, isEmpty: boolean): readonly Merge[] {
	if (isEmpty) {
		const field = { name: '_raw', span: reader.span(reader.lastEnd - 'merge'.length) };
		return [{ field, strategy: 'join', separator: '\n', as: '_raw', span: field.span }];
	}

	const merges: Merge[] = [];
	do {
		merges.push(readMerge(reader));
	} while (reader.takeSymbol(',') !== undefined);

	return merges;
}

function readMerge(reader: Reader): Merge {
	const { start } = reader.peek();
	const field = reader.field();
	const strategy = strategies.get(reader.takeWord(...strategies.keys())?.word ?? 'join') ?? 'join';
	const separator =
		strategy === 'join' && reader.takeWord('with') !== undefined
			? reader.string('the separator')
			: '\n';
	const as = reader.optionalAs()?.name ?? field.name;
	if (field.name.toLowerCase() === '_messagetime' && !strategy.startsWith('take')) {
		reader.fail(field.span, 'times are not joined', 'write _messageTime takeFirst or takeLast');
	}

	return { field, strategy, separator, as, span: reader.span(start) };
}

export function mergeColumns(merges: readonly Merge[]): readonly TitledColumn[] {
	return namedColumns(merges.map(({ as, span }) => ({ name: as, span })));
}

export function mergeText(merges: readonly Merge[]): string {
	const parts = merges.map(({ field, strategy, separator, as }) => {
		const how = strategy === 'join' ? `join with ${quoteString(separator)}` : strategy;
		return `${printField(field)} ${how} as ${quoteName(as)}`;
	});
	return `merge ${parts.join(', ')}`;
}

/**
 * @param values - oldest first; those that are null are left out
 * @throws TooLarge, Cancelled
 */
export function mergeValues(
	{ strategy, separator }: Merge,
	values: readonly Value[],
	spending: StageSpending,
): Value {
	spending.add(rowBytes(values.length));
	const known = values.filter(value => value !== null);
	switch (strategy) {
		case 'takeFirst':
			return known[0] ?? null;
		case 'takeLast':
			return known.at(-1) ?? null;
		case 'takeDistinct':
			return joined(distinct(known, spending), separator, spending);
		case 'join':
			return joined(known, separator, spending);
	}
}

function distinct(values: readonly Value[], spending: StageSpending): readonly Value[] {
	const found = new Map<string, Value>();
	for (const value of values) {
		const key = keyOf(value);
		if (!found.has(key)) {
			spending.add(keyBytes + key.length);
			found.set(key, value);
		}
	}

	return [...found.values()];
}

/** The text is counted before it is made: of all records it is as long as they are. */
function joined(values: readonly Value[], separator: string, spending: StageSpending): Value {
	if (values.length === 0) {
		return null;
	}

	const texts = values.map(value => {
		const text = textOf(value);
		spending.add(text.length + separator.length);
		return text;
	});
	return texts.join(separator);
}
