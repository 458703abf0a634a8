import { readsOf } from '../reads.ts';
import { numberOf, textOf } from '../../../source/query/comparison.ts';
import type { Stage } from '../../../source/query/stage/index.ts';
import type { Value } from '../../../source/query/value.ts';
import { columnIndex, type Row } from './columns.ts';
import type { Table, TableContext } from './table.ts';

/** Rows of each side that a join reads. */
export const joinRowsMax = 50_000;
/** Rows that a join makes: keys that occur often on both sides would multiply without end. */
const joinResultMax = 100_000;

type JoinStage = Extract<Stage, { readonly kind: 'join' }>;

/** One side of a join. */
export interface JoinSide {
	readonly name: string;
	readonly table: Table;
	/** Record times in ms, one a row, where rows have one: a `timewindow` compares them. */
	readonly timesMs?: readonly number[];
}

interface Joined {
	/** Names of the sides that it is made of, in lower case. */
	readonly sides: readonly string[];
	readonly columns: readonly string[];
	readonly rows: readonly { readonly row: Row; readonly times: readonly (number | undefined)[] }[];
}

/**
 * Joins tables on equal fields; a null joins with nothing. Columns of the result are named
 * `table_column`. A pair of fields names the tables as `t1.a = t2.b`, in either order.
 */
export function joinTables(
	sides: readonly JoinSide[],
	stage: Pick<JoinStage, 'on' | 'windowMs'>,
	context: TableContext,
): Table {
	const [first, ...rest] = sides.map(side => prefixed(side, context));

	if (!first) {
		return { columns: [], rows: [] };
	}

	const joined = rest.reduce((left, right) => joinTwo(left, right, stage, context), first);
	return { columns: joined.columns, rows: joined.rows.map(({ row }) => row) };
}

function prefixed(side: JoinSide, context: TableContext): Joined {
	if (side.table.rows.length > joinRowsMax) {
		context.warn(
			`join reads ${joinRowsMax} rows of ${side.name}, which has ${side.table.rows.length}`,
		);
	}

	return {
		sides: [side.name.toLowerCase()],
		columns: side.table.columns.map(column => `${side.name}_${column}`),
		rows: side.table.rows
			.slice(0, joinRowsMax)
			.map((row, index) => ({ row, times: [side.timesMs?.[index]] })),
	};
}

function joinTwo(
	left: Joined,
	right: Joined,
	stage: Pick<JoinStage, 'on' | 'windowMs'>,
	context: TableContext,
): Joined {
	const pairs = keyPairs(left, right, stage.on);
	const rightByKey = new Map<string, Joined['rows'][number][]>();

	for (const entry of right.rows) {
		const key = joinKey(
			entry.row,
			pairs.map(({ rightIndex }) => rightIndex),
		);

		if (key !== undefined) {
			rightByKey.set(key, [...(rightByKey.get(key) ?? []), entry]);
		}
	}

	const sides = [...left.sides, ...right.sides];
	const columns = [...left.columns, ...right.columns];
	const rows: Joined['rows'][number][] = [];

	for (const entry of left.rows) {
		const key = joinKey(
			entry.row,
			pairs.map(({ leftIndex }) => leftIndex),
		);
		const partners = key === undefined ? [] : (rightByKey.get(key) ?? []);

		for (const partner of partners) {
			const times = [...entry.times, ...partner.times];

			if (!withinWindow(times, stage.windowMs)) {
				continue;
			}

			if (rows.length === joinResultMax) {
				context.warn(`join made ${joinResultMax} rows and stopped there`);
				return { sides, columns, rows };
			}

			rows.push({ row: [...entry.row, ...partner.row], times });
		}
	}

	return { sides, columns, rows };
}

/** Field pairs that have one side in each table, as places of their columns; -1 is no column. */
function keyPairs(
	left: Joined,
	right: Joined,
	on: JoinStage['on'],
): readonly { readonly leftIndex: number; readonly rightIndex: number }[] {
	return on.flatMap(pair => {
		const sides = [partsOf(pair.left.name), partsOf(pair.right.name)] as const;

		for (const [a, b] of [sides, sides.toReversed()]) {
			if (a && b && left.sides.includes(a.side) && right.sides.includes(b.side)) {
				return [
					{
						leftIndex: columnIndex(left.columns, `${a.side}_${a.field}`),
						rightIndex: columnIndex(right.columns, `${b.side}_${b.field}`),
					},
				];
			}
		}

		return [];
	});
}

/** `t1.userIdentity.arn` is the field `userIdentity.arn` of `t1`. */
function partsOf(name: string): { readonly side: string; readonly field: string } {
	const dot = name.indexOf('.');
	return { side: name.slice(0, Math.max(dot, 0)).toLowerCase(), field: name.slice(dot + 1) };
}

/**
 * Fields that a join and the stages behind it name of one side: of records they are looked up,
 * whether or not a stage made them.
 */
export function joinedFields(
	side: string,
	stage: Pick<JoinStage, 'on'>,
	later: readonly Stage[],
): readonly string[] {
	const keys = stage.on
		.flatMap(({ left, right }) => [partsOf(left.name), partsOf(right.name)])
		.filter(part => part.side === side.toLowerCase())
		.map(part => part.field);
	const prefix = `${side.toLowerCase()}_`;
	const read = later
		.flatMap(readsOf)
		.filter(({ name }) => name.toLowerCase().startsWith(prefix))
		.map(({ name }) => name.slice(prefix.length));
	const all = [...keys, ...read].filter(name => name !== '');
	const lower = all.map(name => name.toLowerCase());
	return all.filter((name, index) => lower.indexOf(name.toLowerCase()) === index);
}

/** Equal under the language's `=` gives equal keys; undefined when a part is null. */
function joinKey(row: Row, indexes: readonly number[]): string | undefined {
	const values = indexes.map(index => row[index] ?? null);
	return values.includes(null) ? undefined : JSON.stringify(values.map(keyPart));
}

function keyPart(value: Value): string | number {
	return numberOf(value) ?? textOf(value);
}

function withinWindow(
	times: readonly (number | undefined)[],
	windowMs: number | undefined,
): boolean {
	const known = times.filter(time => time !== undefined);
	return (
		windowMs === undefined ||
		known.length < 2 ||
		Math.max(...known) - Math.min(...known) <= windowMs
	);
}
