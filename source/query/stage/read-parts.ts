import { unescapeString, stringBody } from '../syntax/escape.ts';
import type { Reader } from '../syntax/reader.ts';
import { isTimeUnit, numberParts, numberValue } from '../syntax/token.ts';
import type { Field, SortKey } from '../syntax/tree.ts';
import type { Value } from '../value.ts';

/** Rows that a moving window may span. */
export const windowMax = 1000;

/** `a desc, -b, c` */
export function readSortKeys(reader: Reader): SortKey[] {
	const keys: SortKey[] = [];
	do {
		const sign = reader.takeSymbol('+', '-');
		const field = reader.field();
		const direction = reader.takeWord('asc', 'desc', 'ascending', 'descending');
		const descending =
			direction === undefined ? sign?.text !== '+' : direction.word.startsWith('desc');
		keys.push({ field, descending });
	} while (reader.takeSymbol(',') !== undefined);

	return keys;
}

/** Rows that count where a parameter without a value stands for their number. */
const rowsUsual = 10;

/** A number of rows for `limit`, `top` and the like. */
export function readRowCount(reader: Reader, stage: string, signed = false): number {
	return reader.takeStar(`${stage} ${rowsUsual}`)
		? rowsUsual
		: reader.integer('a number of rows', signed);
}

/** A whole number from `least` to `most`. */
export function readBetween(reader: Reader, what: string, least: number, most: number): number {
	const { start } = reader.peek();
	const found = reader.integer(what);
	if (found < least || found > most) {
		reader.fail(reader.span(start), `${found} is out of range`, `write ${least} to ${most}`);
	}

	return found;
}

/** A time such as `15m` or `15 m`, in ms and without its blank. */
export function readDuration(
	reader: Reader,
	writeIt = 'write a number with s, m, h, d or w: 15m',
): { readonly ms: number; readonly label: string } {
	const { kind, text } = reader.peek();
	const isApart = kind === 'number' && numberParts(text).unit === '';
	const label = isApart ? text + reader.peekSecond().text : text;
	const { digits, unit } = numberParts(label);
	if (kind !== 'number' || !isTimeUnit(unit) || digits <= 0) {
		reader.failHere('Expected a time', writeIt);
	}

	reader.take();
	if (isApart) {
		reader.take();
	}

	return { ms: numberValue(label), label };
}

/** A number, text, true, false or null. */
export function readConstant(reader: Reader): Value {
	const negative = reader.takeSymbol('-') !== undefined;
	const token = reader.peek();
	if (token.kind === 'number') {
		reader.take();
		return negative ? -numberValue(token.text) : numberValue(token.text);
	}

	if (token.kind === 'string' && !negative) {
		reader.take();
		reader.requireClosed(token);
		return unescapeString(stringBody(token.text));
	}

	if (!negative && reader.isWord('true', 'false', 'null')) {
		const { word } = reader.take();
		return word === 'null' ? null : word === 'true';
	}

	return reader.failHere('Expected a value', 'write a number or "text"');
}

/** `field=f`, which stands before a pattern; undefined means the whole event. */
export function readSourceField(reader: Reader): Field | undefined {
	if (!reader.isWord('field')) {
		return undefined;
	}

	reader.take();
	reader.expectSymbol('=', 'write field=name');
	return reader.field();
}

/** `as` and `by` in either order. */
export function readAsBy(reader: Reader, title: string): { as: string; by: Field[] } {
	const before = reader.optionalAs();
	const by = reader.optionalBy();
	const as = before ?? reader.optionalAs();
	return { as: as?.name ?? title, by };
}
