import { sorted } from './order.ts';
import { type Context, type NaiveRow, rowOf, type Rows } from './row.ts';
import { eventTime, timedOnly } from './row-time.ts';
import type { StageOf } from './stages.ts';
import { asText, byCodePoint, grouped, identityOf } from './value.ts';

interface Event {
	readonly row: NaiveRow;
	readonly timeMs: number;
	readonly id: string;
	readonly rank: number;
	readonly fits: (step: number) => boolean;
	readonly breaks: boolean;
}

/**
 * Finds where events follow one another: from each event that can be the last step back to the latest that can be the
 * one before it.
 *
 * @param foundSteps - the rows that each step finds
 * @param foundWithout - the rows that must not come between
 */
export function sequences(
	stage: StageOf<'sequence'>,
	foundSteps: readonly Rows[],
	foundWithout: Rows | undefined,
	context: Context,
): Rows {
	const timed = (found: Rows, name: string): Rows => ({
		...found,
		rows: timedOnly(found.rows, `sequence: ${name}`, context),
	});
	const steps = foundSteps.map((found, at) => timed(found, `step ${at + 1}`));
	const without = foundWithout && timed(foundWithout, 'without');
	const names = stage.by.map(({ name }) => name);
	for (const [index, { rows }] of [...steps, ...(without ? [without] : [])].entries()) {
		const lost = rows.filter(row => row.all(stage.by).includes(null)).length;
		if (lost > 0) {
			const what = index < steps.length ? `step ${index + 1}` : 'without';
			context.warn(`sequence: ${what} leaves out ${lost} events without ${names.join(', ')}`);
		}
	}

	const columns = [
		...names,
		'_start',
		'_end',
		'_events',
		...steps.map((_, at) => `_step${at + 1}`),
	];
	const rowKey = (row: NaiveRow) => `${row.record!.number} ${identityOf(row.all(stage.by))}`;
	const found = steps.map(({ rows }) => new Set(rows.map(rowKey)));
	const breaking = new Set(without?.rows.map(rowKey));
	const all = [...steps.flatMap(({ rows }) => rows), ...(without?.rows ?? [])];
	const different = all.filter(
		(row, at) => all.findIndex(other => rowKey(other) === rowKey(row)) === at,
	);
	const events = different
		.filter(row => !row.all(stage.by).includes(null))
		.map((row): Event => {
			const first = found.findIndex(keys => keys.has(rowKey(row)));
			const breaks = breaking.has(rowKey(row));
			return {
				row,
				timeMs: eventTime(row),
				id: asText(row.get('eventID')),
				rank: breaks ? steps.length : first,
				fits: step => found[step]!.has(rowKey(row)),
				breaks,
			};
		})
		.toSorted((a, b) => a.timeMs - b.timeMs || a.rank - b.rank || byCodePoint(a.id, b.id));
	const rows = [...grouped(events, ({ row }) => row.all(stage.by)).values()].flatMap(group =>
		completeIn(group, steps.length, stage.within?.ms ?? Infinity).map(chain =>
			rowOf(columns, [
				...chain[0]!.row.all(stage.by),
				chain[0]!.timeMs,
				chain.at(-1)!.timeMs,
				chain.map(({ id }) => id).join(', '),
				...chain.map(({ timeMs }) => timeMs),
			]),
		),
	);
	const order = [{ name: '_end', descending: true }];
	const keys = names.map(name => ({ name, descending: false }));
	return { isTable: true, columns, rows: sorted(rows, [...order, ...keys]) };
}

function completeIn(events: readonly Event[], stepCount: number, withinMs: number): Event[][] {
	const complete: Event[][] = [];
	let from = 0;
	for (const [at, event] of events.entries()) {
		if (event.breaks) {
			from = at + 1;
		} else if (event.fits(stepCount - 1)) {
			const places = [at];
			for (let step = stepCount - 2; step >= 0 && places[0]! >= from; step--) {
				const before = events.slice(0, places[0]).findLastIndex(other => other.fits(step));
				places.unshift(before);
			}

			const chain = places.map(place => events[place]!);
			if (places[0]! >= from && event.timeMs - chain[0]!.timeMs <= withinMs) {
				complete.push(chain);
				from = at + 1;
			}
		}
	}

	return complete;
}
