import { numberOf, textOf } from '../comparison.ts';
import { columnIndex, type Row } from '../frame/columns.ts';
import type { Table, TableContext } from '../frame/table.ts';
import { rowBytes } from '../spending.ts';
import { quoteName } from '../syntax/escape.ts';
import { printField } from '../syntax/print-expression.ts';
import type { Field } from '../syntax/tree.ts';
import type { Value } from '../value.ts';
import { afterExpression } from './stage-completion.ts';
import { readJoin, type JoinStage } from './join-syntax.ts';
import type { Pipelines, StageSpec } from './stage-spec.ts';
import { durationText } from './stage-text.ts';

export const join: StageSpec<JoinStage> = {
	kind: 'join',
	help: {
		name: 'join',
		group: 'table',
		takes: 'any',
		tier: 'later',
		syntax: 'join (stages) as t1, (stages) as t2 on t1.a = t2.b [and …] [timewindow 10m]',
		help: 'pairs the rows of two pipelines; fields become t1_a, t2_b',
		snippet: 'join (where eventName = "a") as t1, (where eventName = "b") as t2 on t1.k = t2.k',
		keywords: ['on', 'timewindow'],
		example:
			'| join (where eventName = "CreateUser") as t1, (where eventName = "DeleteUser") as t2 on t1.requestParameters.userName = t2.requestParameters.userName | count',
	},
	read: readJoin,
	print: (stage, printing) => {
		const tables = stage.tables.map(table => {
			const inner = table.stages.map(inside => printing.stage(inside)).join(' | ');
			return `(${inner}) as ${quoteName(table.name)}`;
		});
		const on = stage.on.map(({ left, right }) => `${printField(left)} = ${printField(right)}`);
		const window =
			stage.windowMs === undefined ? '' : ` timewindow ${durationText(stage.windowMs)}`;
		return `join ${tables.join(', ')} on ${on.join(' and ')}${window}`;
	},
	name: () => 'join',
	explain: () => '',
	// The fields of a pair belong to the inner pipelines.
	reads: () => [],
	makes: () => ({ kind: 'rows', fields: new Map(), auto: false, open: true }),
	run: {
		class: 'pipelines',
		inner: stage => stage.tables.map(({ stages }) => stages),
		startsAnew: true,
		run: (_, stage, context, pipelines) => runJoin(stage, context, pipelines),
	},
	complete: { operands: 'expression', opens: [], follows: afterExpression },
	drill: { made: () => [], dropsRows: false },
};

async function runJoin(
	stage: JoinStage,
	context: TableContext,
	pipelines: Pipelines,
): Promise<Table> {
	const sides: JoinSide[] = [];
	for (const { name, stages } of stage.tables) {
		const fields = joinedFields(name, stage, pipelines.readLater);
		const { table, rowCount, timesMs } = await pipelines.with(stages, joinRowsMax, fields);
		if (rowCount > table.rows.length) {
			context.warn(`join reads ${table.rows.length} of the ${rowCount} rows of ${name}`);
		}

		sides.push({ name, table, ...(timesMs === undefined ? {} : { timesMs }) });
	}

	return joinTables(sides, stage, context);
}

/** Rows that a join reads of each side. */
const joinRowsMax = 50_000;
/** Rows that a join makes, because keys that are frequent on both sides multiply. */
const joinResultMax = 100_000;

/** One side of a join. */
export interface JoinSide {
	readonly name: string;
	readonly table: Table;
	/** Record times in ms, one per row, when rows have a time; a `timewindow` compares them. */
	readonly timesMs?: readonly number[];
}

interface Joined {
	/** Names of the sides that it is made of, in lower case. */
	readonly sides: readonly string[];
	readonly columns: readonly string[];
	readonly rows: readonly { readonly row: Row; readonly times: readonly (number | undefined)[] }[];
}

/**
 * Joins tables on equal fields; a null matches nothing. Columns of the result are named
 * `table_column`. A pair of fields names the tables as `t1.a = t2.b`, in either order.
 */
export function joinTables(
	sides: readonly JoinSide[],
	stage: Pick<JoinStage, 'on' | 'windowMs' | 'span'>,
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
	stage: Pick<JoinStage, 'on' | 'windowMs' | 'span'>,
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
			const known = rightByKey.get(key);
			if (known === undefined) {
				rightByKey.set(key, [entry]);
			} else {
				known.push(entry);
			}
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

			context.spending.add(rowBytes(columns.length), stage.span);
			rows.push({ row: [...entry.row, ...partner.row], times });
		}
	}

	return { sides, columns, rows };
}

/** Field pairs with one side in each table, as indexes of their columns; -1 is no column. */
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
 * Fields of one side that a join and the later stages name. Of records they are read even when no
 * stage made them.
 */
function joinedFields(
	side: string,
	stage: Pick<JoinStage, 'on'>,
	later: readonly Field[],
): readonly string[] {
	const keys = stage.on
		.flatMap(({ left, right }) => [partsOf(left.name), partsOf(right.name)])
		.filter(part => part.side === side.toLowerCase())
		.map(part => part.field);
	const prefix = `${side.toLowerCase()}_`;
	const read = later
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
