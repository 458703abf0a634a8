import { bucketStart } from './buckets.ts';
import { type Context, type NaiveRow, type Rows, setColumn, timeColumn } from './row.ts';
import type { Stage } from '../../source/query/stage/index.ts';
import type { StageOf } from './stages.ts';
import { asNumber, identityOf, meanOf, numbersIn } from './value.ts';

const weekMs = 7 * 24 * 3600e3;

function middle(values: readonly number[]): number {
	const ordered = values.toSorted((a, b) => a - b);
	const half = Math.floor(ordered.length / 2);
	return ordered.length % 2 === 1 ? ordered[half]! : (ordered[half - 1]! + ordered[half]!) / 2;
}

/** Each value beside those of the same bucket in earlier weeks. */
export function expected(
	state: Rows,
	weeks: readonly { readonly shiftMs: number; readonly rows: readonly NaiveRow[] }[],
	stage: StageOf<'baseline'>,
	{ oldest, adds }: { readonly oldest: number; readonly adds: boolean },
	context: Context,
): Rows {
	const { name } = stage.field;
	const widthMs = context.timeslice?.widthMs;
	const time = timeColumn(context);
	const by = stage.by.length > 0 ? stage.by.map(key => key.name) : context.keys;
	const entity = (row: NaiveRow) =>
		identityOf(by.filter(key => key !== time).map(key => row.get(key)));
	const isTimed = state.rows.some(row => row.get(time) !== null);
	const values = state.rows.map(row => {
		if (widthMs === undefined || weekMs % widthMs !== 0 || !isTimed) {
			return [null, 0, null];
		}

		const at = Number(row.get(time) ?? NaN);
		const known = weeks.flatMap(({ shiftMs, rows }) => {
			if (!(Math.max(at, context.fromMs) - shiftMs >= oldest)) {
				return [];
			}

			const same = rows.filter(
				past =>
					entity(past) === entity(row) &&
					bucketStart(Number(past.get(time)) + shiftMs + widthMs / 2, widthMs, context.timeZone) ===
						at,
			);
			return same.length === 0 && adds
				? [0]
				: same.length === 1
					? numbersIn([same[0]!.get(name)])
					: [];
		});
		const now = asNumber(row.get(name));
		if (known.length < 3) {
			return [null, known.length, null];
		}

		const centre = middle(known);
		const off = known.map(value => Math.abs(value - centre));
		const unit = middle(off) > 0 ? 1.4826 * middle(off) : 1.2533 * meanOf(off);
		const score = now === undefined ? null : now === centre ? 0 : (now - centre) / unit;
		return [centre, known.length, score];
	});
	const unknown = values.filter(([centre]) => centre === null).length;
	if (unknown > 0 && widthMs !== undefined && weekMs % widthMs === 0 && isTimed) {
		context.warn(
			`baseline: ${unknown} of ${values.length} rows have fewer than 3 weeks before them, so nothing is expected`,
		);
	} else if (unknown > 0) {
		context.warn('baseline needs buckets of which a week has a whole number');
	}

	return ['expected', 'weeks', 'score'].reduce<Rows>(
		(before, suffix, at) =>
			setColumn(
				before,
				`${name}_${suffix}`,
				values.map(row => row[at] ?? null),
			),
		state,
	);
}

/** Whether the last aggregate counts or adds under this title, so that nothing is 0. */
export function addsUp(stages: readonly Stage[], title: string): boolean {
	const calls = stages.filter(one => one.kind === 'aggregate').at(-1)?.aggregates ?? [];
	return calls.some(
		({ name, titles }) =>
			titles.includes(title) && ['count', 'count_distinct', 'sum'].includes(name),
	);
}
