import { compareForSort, numberOf } from '../comparison.ts';
import { printField } from '../syntax/print-expression.ts';
import type { Reader } from '../syntax/reader.ts';
import { numberValue } from '../syntax/token.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import { nextBucketStart, stepOfMs } from '../time/time.ts';
import type { Value } from '../value.ts';
import { groupRows, reader, timesliceColumn, windowOf, withColumn } from '../frame/columns.ts';
import { deviation, mean } from '../frame/statistics.ts';
import type { Table, TableContext } from '../frame/table.ts';
import { afterFields } from './stage-completion.ts';
import { readBetween, windowMax } from './read-parts.ts';
import { adding } from './schema.ts';
import type { Body, StageSpec } from './stage-spec.ts';
import { byFields, plainFieldBy } from './stage-text.ts';

export interface OutlierStage extends StageNode {
	readonly kind: 'outlier';
	readonly field: Field;
	/** Points before one that make its band. */
	readonly window: number;
	/** Half the width of the band, in deviations. */
	readonly threshold: number;
	/** Consecutive points outside of the band that make a violation. */
	readonly consecutive: number;
	readonly direction: '+' | '-' | '+-';
	readonly by: readonly Field[];
}

/** Columns that it adds behind the field's name. */
const suffixes = ['_error', '_lower', '_upper', '_std', '_indicator', '_violation'] as const;

const namesOf = (stage: OutlierStage) => suffixes.map(suffix => stage.field.name + suffix);

export const outlier: StageSpec<OutlierStage> = {
	kind: 'outlier',
	help: {
		name: 'outlier',
		group: 'table',
		takes: 'table',
		tier: 'must',
		syntax: 'outlier f [by k] [window=10, threshold=3, consecutive=1, direction=+-]',
		help: 'marks values outside the band of the values before them',
		snippet: 'outlier _count window=10, threshold=3, direction=+-',
		keywords: ['window', 'threshold', 'direction', 'consecutive'],
		example: '| timeslice 1h | count by _timeslice | outlier _count',
	},
	read: readOutlier,
	print: stage =>
		[
			`outlier ${printField(stage.field)}${byFields(stage.by)} window=${stage.window}`,
			`threshold=${stage.threshold}`,
			`consecutive=${stage.consecutive}`,
			`direction=${stage.direction}`,
		].join(', '),
	name: () => 'outlier',
	explain: plainFieldBy,
	reads: stage => [stage.field, ...stage.by],
	makes: (stage, before) => adding(before, namesOf(stage)),
	run: { class: 'table', run: outlierTable },
	complete: { operands: 'fields', opens: ['outlier'], follows: afterFields },
	drill: { made: stage => namesOf(stage).map(name => name.toLowerCase()), dropsRows: false },
};

const outlierOptions = ['window', 'threshold', 'consecutive', 'direction'] as const;

function readOutlier(reader: Reader): Body<OutlierStage> {
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
			window = readBetween(reader, 'a window', 2, windowMax);
		} else if (option.word === 'consecutive') {
			consecutive = readBetween(reader, 'a number of points', 1, windowMax);
		} else if (option.word === 'threshold') {
			threshold = readNumber(reader, 'a threshold');
		} else {
			direction = readDirection(reader);
		}
	}

	return { kind: 'outlier', field, by, window, threshold, consecutive, direction };
}

/** Whether the name after the comma is an option and not another key. */
function isOption(reader: Reader): boolean {
	return (outlierOptions as readonly string[]).includes(reader.peekSecond().word);
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

interface Band {
	readonly error: number;
	readonly lower: number;
	readonly upper: number;
	readonly std: number;
	readonly above: boolean;
	readonly below: boolean;
}

const pointsMin = 2;

/**
 * Flags rows outside of the band of mean ± threshold deviations of the rows before them, along the
 * timeslices of each group. The rows keep their order; six columns are added. A bucket that ends
 * after the query's range is not complete and never flagged.
 */
function outlierTable(table: Table, stage: OutlierStage, context: TableContext): Table {
	const { name } = stage.field;
	const read = reader(table.columns, name);
	const readTime = reader(table.columns, timesliceColumn(context));
	const window = windowOf(stage.window, context);
	const bands: (Band | undefined)[] = table.rows.map(() => undefined);
	const indicators = table.rows.map(() => 0);
	const violations = table.rows.map(() => 0);

	for (const group of groupRows(table, stage.by)) {
		const ordered = group.toSorted((a, b) =>
			compareForSort(readTime(table.rows[a]!), readTime(table.rows[b]!)),
		);
		const before: number[] = [];
		let run = 0;

		for (const index of ordered) {
			const row = table.rows[index]!;
			const number = numberOf(read(row));
			const band = number === null ? undefined : bandOf(number, before, stage.threshold);
			const outside =
				band !== undefined &&
				isComplete(readTime(row), context) &&
				((band.above && stage.direction !== '-') || (band.below && stage.direction !== '+'));
			run = outside ? run + 1 : 0;
			bands[index] = band;
			indicators[index] = outside ? 1 : 0;
			violations[index] = outside && run >= stage.consecutive ? 1 : 0;

			if (number !== null) {
				before.push(number);
				before.splice(0, before.length - window);
			}
		}
	}

	const columns: readonly (readonly [suffix: string, values: readonly Value[]])[] = [
		['error', bands.map(band => band?.error ?? null)],
		['lower', bands.map(band => band?.lower ?? null)],
		['upper', bands.map(band => band?.upper ?? null)],
		['std', bands.map(band => band?.std ?? null)],
		['indicator', indicators],
		['violation', violations],
	];
	return columns.reduce(
		(result, [suffix, values]) => withColumn(result, `${name}_${suffix}`, values),
		table,
	);
}

function bandOf(number: number, before: readonly number[], threshold: number): Band | undefined {
	if (before.length < pointsMin) {
		return undefined;
	}

	const middle = mean(before);
	const std = deviation(before);
	const lower = middle - threshold * std;
	const upper = middle + threshold * std;
	const outside = isOutside(number, before, threshold) ?? (number < lower || number > upper);
	return {
		error: number - middle,
		lower,
		upper,
		std,
		above: outside && number > middle,
		below: outside && number < middle,
	};
}

/**
 * Whether a whole number leaves the band, without rounding: with n points of sum S and sum of
 * squares Q, |x − S/n| > t·σ is (n·x − S)² > t²·(n·Q − S²).
 *
 * @returns undefined when the numbers are not whole or too large to be exact
 */
function isOutside(
	number: number,
	before: readonly number[],
	threshold: number,
): boolean | undefined {
	const count = before.length;
	const sum = before.reduce((total, value) => total + value, 0);
	const squares = before.reduce((total, value) => total + value * value, 0);
	const distance = (count * number - sum) ** 2;
	const spread = count * squares - sum * sum;
	const exact =
		[...before, number].every(Number.isInteger) &&
		[distance, count * squares, sum * sum].every(Number.isSafeInteger);
	return exact ? distance > threshold * threshold * spread : undefined;
}

function isComplete(start: Value, context: TableContext): boolean {
	const { timeslice, fromMs, toMs, timeZone } = context;
	if (timeslice === undefined || typeof start !== 'number') {
		return true;
	}

	// A day may have 23 or 25 hours; a bare `timeslice` is the range itself.
	const isWhole = start === fromMs && timeslice.stepMs === toMs - fromMs;
	return isWhole || nextBucketStart(start, stepOfMs(timeslice.stepMs), timeZone) <= toMs;
}
