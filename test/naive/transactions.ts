import type { TransactionizeStage as Stage } from '../../source/query/stage/transactions/transactionize-syntax.ts';
import type { Merge } from '../../source/query/stage/transactions/merge.ts';
import type { Value } from '../../source/query/value.ts';
import { type Context, type NaiveRow, rowOf, type Rows, setColumn } from './row.ts';
import { eventTime, timedOnly } from './row-time.ts';
import type { StageOf } from './stages.ts';
import { asText, identityOf } from './value.ts';

interface Group {
	rows: NaiveRow[];
	ended: boolean;
	started: boolean;
}

/** Events from the oldest on; those of one time as they stand. */
export function oldestFirst(rows: readonly NaiveRow[]): readonly NaiveRow[] {
	return rows.toSorted((a, b) => eventTime(a) - eventTime(b));
}

/** Whether a text has another, in which a star is any text. */
function holds(text: string, part: string): boolean {
	let at = 0;
	return part.split('*').every(piece => {
		const found = text.indexOf(piece, at);
		at = found + piece.length;
		return found >= 0;
	});
}

function groupsOf(rows: readonly NaiveRow[], stage: Stage): readonly Group[] {
	const idsOf = (row: NaiveRow) =>
		row
			.all(stage.fields)
			.flatMap((value, index) =>
				value === null || value === '' ? [] : [`${index} ${identityOf([value])}`],
			);
	const textOf = (row: NaiveRow) => asText(row.get('_raw') ?? '');
	let groups: Group[] = [];
	// An id leads to the transaction that had it last.
	const byId = new Map<string, Group>();
	for (const row of oldestFirst(rows)) {
		const ids = idsOf(row);
		if (ids.length === 0) {
			continue;
		}

		const starts = stage.startsWith !== undefined && holds(textOf(row), stage.startsWith.text);
		const alike = groups.filter(group => !group.ended && ids.some(id => byId.get(id) === group));
		for (const group of alike) {
			const times = group.rows.map(eventTime);
			group.ended =
				starts ||
				eventTime(row) - Math.min(...times) > (stage.maxSpanMs ?? Infinity) ||
				eventTime(row) - Math.max(...times) > (stage.maxPauseMs ?? Infinity) ||
				group.rows.length >= (stage.maxLogs ?? Infinity);
		}

		const [first, ...others] = alike.filter(group => !group.ended);
		const target = first ?? { rows: [], ended: false, started: starts };
		for (const other of others) {
			if (target.rows.length + other.rows.length < (stage.maxLogs ?? Infinity)) {
				target.rows = [...target.rows, ...other.rows];
				target.started ||= other.started;
				groups = groups.filter(group => group !== other);
				[...byId].filter(([, group]) => group === other).forEach(([id]) => byId.set(id, target));
			}
		}

		if (first === undefined) {
			groups.push(target);
		}

		target.rows = [...target.rows, row];
		ids.forEach(id => byId.set(id, target));
		target.ended = stage.endsWith !== undefined && holds(textOf(row), stage.endsWith.text);
	}

	return groups.map(group => ({
		...group,
		rows: [...oldestFirst(rows.filter(row => group.rows.includes(row)))],
	}));
}

/** Marks the events of each transaction, or makes one row of it. */
export function transactionize(state: Rows, stage: Stage, context: Context): Rows {
	const groups = groupsOf(timedOnly(state.rows, 'transactionize', context), stage);
	const isCut = ({ started, ended, rows }: Group) =>
		(stage.startsWith?.strict === true && !started) ||
		(stage.endsWith?.strict === true &&
			!(ended && holds(asText(rows.at(-1)!.get('_raw') ?? ''), stage.endsWith.text)));
	const duration = ({ rows }: Group) => eventTime(rows.at(-1)!) - eventTime(rows[0]!);
	if (stage.merges.length > 0) {
		return merged(
			groups
				.map((group, index) => ({ group, number: index + 1, duration: duration(group) }))
				.filter(({ group }) => !isCut(group)),
			stage,
		);
	}

	const numberOf = (row: NaiveRow) => groups.findIndex(({ rows }) => rows.includes(row));
	const rows = state.rows.filter(row => {
		const group = groups[numberOf(row)];
		return group === undefined ? stage.keepOrphans : !isCut(group);
	});
	const columns: readonly (readonly [
		string,
		(group: Group | undefined, number: number) => Value,
	])[] = [
		[stage.as, (group, number) => (group === undefined ? null : number + 1)],
		[`${stage.as}_duration`, group => (group === undefined ? null : duration(group))],
		[`${stage.as}_size`, group => group?.rows.length ?? null],
		[`${stage.as}_orphaned`, group => group === undefined],
	];
	return columns.reduce<Rows>(
		(made, [title, value]) =>
			setColumn(
				made,
				title,
				rows.map(row => value(groups[numberOf(row)], numberOf(row))),
			),
		{ ...state, rows },
	);
}

function merged(
	groups: readonly { readonly group: Group; readonly number: number; readonly duration: number }[],
	stage: Stage,
): Rows {
	const named = stage.merges.map(({ as }) => as);
	const timed = named.every(name => name.toLowerCase() !== '_messagetime');
	const columns = [
		...(timed ? ['_messageTime'] : []),
		...[stage.as, `${stage.as}_duration`, `${stage.as}_size`],
		...named,
	];
	const rows = groups.map(({ group, number, duration }) =>
		rowOf(columns, [
			...(timed ? [eventTime(group.rows[0]!)] : []),
			number,
			duration,
			group.rows.length,
			...stage.merges.map(merge => mergedValue(group.rows, merge)),
		]),
	);
	return { isTable: true, columns, rows };
}

function mergedValue(rows: readonly NaiveRow[], { field, strategy, separator }: Merge): Value {
	const values = rows.map(row => row.get(field.name)).filter(value => value !== null);
	const some = strategy === 'takeDistinct' ? [...new Set(values)] : values;
	if (values.length === 0) {
		return null;
	}

	return strategy === 'takeFirst'
		? values[0]!
		: strategy === 'takeLast'
			? values.at(-1)!
			: some.map(asText).join(separator);
}

/** One row of all rows. */
export function mergeRows(state: Rows, { merges }: StageOf<'merge'>, context: Context): Rows {
	const rows = state.isTable ? state.rows : oldestFirst(timedOnly(state.rows, 'merge', context));
	const named = merges.map(({ as }) => as);
	const timed = !state.isTable && named.every(name => name.toLowerCase() !== '_messagetime');
	const columns = [...(timed ? ['_messageTime'] : []), ...named];
	const [first] = rows;
	const values = merges.map(merge => mergedValue(rows, merge));
	return {
		isTable: true,
		columns,
		rows: first ? [rowOf(columns, [...(timed ? [eventTime(first)] : []), ...values])] : [],
	};
}
