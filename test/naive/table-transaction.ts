import type { Value } from '../../source/query/value.ts';
import { type Context, type NaiveRow, rowOf, type Rows } from './row.ts';
import { eventTime, timedOnly } from './row-time.ts';
import type { StageOf } from './stages.ts';
import { oldestFirst } from './transactions.ts';
import { asText, grouped } from './value.ts';

/** Whether a whole text is a pattern in which a star is any text. */
function fits(text: string, pattern: string): boolean {
	const [first = '', ...rest] = pattern.split('*');
	if (rest.length === 0) {
		return text === first;
	}

	const last = rest.pop() ?? '';
	let at = first.length;
	const inside = rest.every(piece => {
		const found = text.indexOf(piece, at);
		at = found + piece.length;
		return found >= 0;
	});
	return text.startsWith(first) && inside && text.length - last.length >= at && text.endsWith(last);
}

/** Follows the events of each id through states. */
export function transaction(state: Rows, stage: StageOf<'transaction'>, context: Context): Rows {
	const stateOf = (row: NaiveRow) =>
		stage.states.find(({ pattern, field }) => {
			const value = row.get(field?.name ?? '_raw');
			return value !== null && fits(asText(value), field === undefined ? `*${pattern}*` : pattern);
		})?.as;
	const inState = oldestFirst(timedOnly(state.rows, 'transaction', context)).filter(
		row => stateOf(row) !== undefined,
	);
	const known = inState.filter(row => !row.all(stage.on).includes(null));
	const keys = stage.on.map(({ name }) => name);
	if (known.length < inState.length) {
		context.warn(
			`transaction leaves out ${inState.length - known.length} events without ${keys.join(', ')}`,
		);
	}

	const fringe = stage.fringeMs ?? -1;
	const groups = [...grouped(known, row => row.all(stage.on)).values()].filter(
		group =>
			fringe < 0 ||
			(eventTime(group.at(-1)!) >= context.fromMs + fringe &&
				eventTime(group[0]!) <= context.toMs - fringe),
	);
	const table = (columns: readonly string[], rows: readonly (readonly Value[])[]): Rows => ({
		isTable: true,
		columns,
		rows: rows.map(values => rowOf(columns, values)),
	});
	const names = stage.states.map(({ as }) => as);
	const inGroup = (group: readonly NaiveRow[], name: string) =>
		group.filter(row => stateOf(row) === name).length;
	if (stage.results === 'states') {
		return table(
			['state', '_count', '_transactions'],
			names.map(name => [
				name,
				groups.map(group => inGroup(group, name)).reduce((sum, count) => sum + count, 0),
				groups.filter(group => inGroup(group, name) > 0).length,
			]),
		);
	}

	if (stage.results === 'flow') {
		return table(
			[...keys, 'fromstate', 'tostate', 'latency', '_start_time', '_end_time'],
			groups.flatMap(group =>
				group.slice(0, -1).map((from, index) => {
					const to = group[index + 1]!;
					return [
						...from.all(stage.on),
						stateOf(from)!,
						stateOf(to)!,
						eventTime(to) - eventTime(from),
						eventTime(from),
						eventTime(to),
					];
				}),
			),
		);
	}

	return table(
		[...keys, ...names, '_start_time', '_end_time'],
		groups.map(group => [
			...group[0]!.all(stage.on),
			...names.map(name => inGroup(group, name)),
			eventTime(group[0]!),
			eventTime(group.at(-1)!),
		]),
	);
}
