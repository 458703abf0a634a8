import { unescapeString, stringBody } from '../syntax/escape.ts';
import type { Reader } from '../syntax/reader.ts';
import { isTimeUnit, numberParts, numberValue } from '../syntax/token.ts';
import type { CompareShift, Field, FillSource } from '../syntax/tree.ts';
import type { Value } from '../value.ts';
import type { StageBody } from './body.ts';

/** Rows that a moving window may span. */
const windowMax = 1000;

export function readTranspose(reader: Reader): StageBody {
	const syntax = 'write transpose row r column c';
	reader.expectWord('row', syntax);
	const rows = reader.fields();
	reader.expectWord('column', syntax);
	const columns = reader.fields();
	if (reader.takeWord('as') === undefined) {
		return { kind: 'transpose', rows, columns, titles: undefined };
	}

	const open = reader.takeSymbol('(') !== undefined;
	const titles: string[] = [];
	do {
		titles.push(readTitle(reader));
	} while (reader.takeSymbol(',') !== undefined);

	if (open) {
		reader.expectSymbol(')', 'close the list of names with )');
	}

	return { kind: 'transpose', rows, columns, titles };
}

/** A title, or `*` for the rest. */
function readTitle(reader: Reader): string {
	return reader.takeSymbol('*') === undefined ? reader.field().name : '*';
}

const outlierOptions = ['window', 'threshold', 'consecutive', 'direction'] as const;

export function readOutlier(reader: Reader): StageBody {
	const field = reader.field();
	let by: Field[] = [];
	let window = 10;
	let threshold = 3;
	let consecutive = 1;
	let direction: '+' | '-' | '+-' = '+-';
	for (;;) {
		reader.takeSymbol(',');
		if (reader.isWord('by', 'group')) {
			by = reader.optionalBy(() => isOption(reader));
			continue;
		}

		const option = reader.takeWord(...outlierOptions);
		if (option === undefined) {
			break;
		}

		reader.expectSymbol('=', `write ${option.word}=value`);
		if (option.word === 'window') {
			window = between(reader, 'a window', 2, windowMax);
		} else if (option.word === 'consecutive') {
			consecutive = between(reader, 'a number of points', 1, windowMax);
		} else if (option.word === 'threshold') {
			threshold = readNumber(reader, 'a threshold');
		} else {
			direction = readDirection(reader);
		}
	}

	return { kind: 'outlier', field, by, window, threshold, consecutive, direction };
}

/** Is the name behind the comma an option, and so not one more key? */
function isOption(reader: Reader): boolean {
	return (outlierOptions as readonly string[]).includes(reader.peekSecond().word);
}

function between(reader: Reader, what: string, least: number, most: number): number {
	const { start } = reader.peek();
	const found = reader.integer(what);
	if (found < least || found > most) {
		reader.fail(reader.span(start), `${found} is out of range`, `write ${least} to ${most}`);
	}

	return found;
}

function readNumber(reader: Reader, what: string): number {
	const token = reader.peek();
	if (token.kind !== 'number') {
		reader.failHere(`Expected ${what}`, `write ${what} as a number`);
	}

	reader.take();
	return numberValue(token.text);
}

function readDirection(reader: Reader): '+' | '-' | '+-' {
	const next = 'write direction=+-, + or -';
	const { start } = reader.peek();
	const quoted = reader.isString() ? reader.string('a direction') : undefined;
	let signs = quoted ?? '';
	while (quoted === undefined && reader.isSymbol('+', '-')) {
		signs += reader.take().text;
	}

	if (signs === '+' || signs === '-') {
		return signs;
	}

	if (signs !== '+-' && signs !== '-+') {
		reader.fail(reader.span(start), 'Expected a direction', next);
	}

	return '+-';
}

/** `total`, `accum` and `diff`: `f [as x] [by k]`. */
export function readRunning(kind: 'total' | 'accum' | 'diff'): (reader: Reader) => StageBody {
	return reader => {
		const field = reader.field();
		return { kind, field, ...readAsBy(reader, `_${kind}`) };
	};
}

/** `backshift`, `smooth` and `rollingstd`: `f[, n] [as x] [by k]`. */
export function readWindow(
	kind: 'backshift' | 'smooth' | 'rollingstd',
): (reader: Reader) => StageBody {
	return reader => {
		const field = reader.field();
		const given = reader.takeSymbol(',') !== undefined || reader.peek().kind === 'number';
		const normal = kind === 'backshift' ? 1 : 10;
		const count = given ? between(reader, 'a number of rows', 1, windowMax) : normal;
		return { kind, field, count, ...readAsBy(reader, `_${kind}`) };
	};
}

/** `as` and `by` in either order. */
function readAsBy(reader: Reader, title: string): { as: string; by: Field[] } {
	const before = reader.optionalAs();
	const by = reader.optionalBy();
	const as = before ?? reader.optionalAs();
	return { as: as?.name ?? title, by };
}

export function readFillmissing(reader: Reader): StageBody {
	const sources = [readFillSource(reader)];
	const defaults: { field: Field; value: Value }[] = [];
	while (reader.takeSymbol(',') !== undefined) {
		sources.push(readFillSource(reader));
	}

	while (reader.takeWord('with') !== undefined) {
		do {
			const value = readConstant(reader);
			reader.expectWord('for', 'write with 0 for _count');
			defaults.push({ field: reader.field(), value });
		} while (reader.takeSymbol(',') !== undefined);
	}

	const takeLast = reader.takeWord('takelast') !== undefined;
	return { kind: 'fillmissing', sources, defaults, takeLast };
}

function readFillSource(reader: Reader): FillSource {
	const syntax = 'write timeslice(1h), values("a", "b") in f, or values all in f';
	if (reader.takeWord('timeslice') !== undefined) {
		let stepMs: number | undefined;
		if (reader.takeSymbol('(') !== undefined) {
			stepMs = readDuration(reader).ms;
			reader.expectSymbol(')', syntax);
		}

		const field = reader.takeWord('in') === undefined ? undefined : reader.field();
		return { kind: 'timeslice', stepMs, field };
	}

	reader.expectWord('values', syntax);
	if (reader.takeWord('all') !== undefined) {
		reader.expectWord('in', syntax);
		return { kind: 'all', field: reader.field() };
	}

	reader.expectSymbol('(', syntax);
	const values = [readConstant(reader)];
	while (reader.takeSymbol(',') !== undefined) {
		values.push(readConstant(reader));
	}

	reader.expectSymbol(')', syntax);
	reader.expectWord('in', syntax);
	return { kind: 'values', values, field: reader.field() };
}

function readConstant(reader: Reader): Value {
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

/** A time such as `15m`, in ms and as written. */
export function readDuration(reader: Reader): { readonly ms: number; readonly label: string } {
	const token = reader.peek();
	const { digits, unit } = numberParts(token.text);
	if (token.kind !== 'number' || !isTimeUnit(unit) || digits <= 0) {
		reader.failHere('Expected a time', 'write a number with s, m, h, d or w: 15m');
	}

	reader.take();
	return { ms: numberValue(token.text), label: token.text };
}

export function readCompare(reader: Reader): StageBody {
	reader.takeWord('with');
	const shifts: CompareShift[] = [];
	do {
		shifts.push(readShift(reader, shifts.length === 0));
	} while (reader.takeSymbol(',') !== undefined);

	return { kind: 'compare', shifts };
}

function readShift(reader: Reader, first: boolean): CompareShift {
	if (reader.takeWord('timeshift') === undefined && first) {
		reader.failHere('Expected "timeshift"', 'write compare with timeshift 1d');
	}

	const { ms, label } = readDuration(reader);
	const count = reader.peek().kind === 'number' ? between(reader, 'a number of shifts', 1, 7) : 1;
	const combine = reader.takeWord('avg', 'min', 'max')?.word as CompareShift['combine'];
	return { shiftMs: ms, label, count, combine, as: reader.optionalAs()?.name };
}

export function readPredict(reader: Reader): StageBody {
	const field = reader.field();
	reader.expectWord('by', 'write predict f by 1h');
	const stepMs = readDuration(reader).ms;
	let forecast = 3;
	for (;;) {
		reader.takeSymbol(',');
		const option = reader.takeWord('model', 'ar.window', 'forecast');
		if (option === undefined) {
			return { kind: 'predict', field, stepMs, forecast };
		}

		reader.expectSymbol('=', `write ${option.word}=value`);
		if (option.word === 'forecast') {
			forecast = between(reader, 'a number of rows', 1, 100);
		} else if (option.word === 'ar.window' || !reader.isWord('linear')) {
			const message = 'predict: the autoregressive model is not supported yet';
			reader.fail(reader.span(option.start), message, 'leave model out for a straight line');
		} else {
			reader.take();
		}
	}
}
