import { compileExpression } from '../../source/query/evaluate.ts';
import { keyOfAll } from '../../source/query/comparison.ts';
import type { LookupPort } from '../../source/query/lookup-port.ts';
import type { AggregateCall, Query as AnyQuery } from '../../source/query/syntax/tree.ts';
import type { Stage } from '../../source/query/stage/index.ts';
import { aggregateTable } from './table/aggregate.ts';
import { applyTableStage, isTableStage, keysAfter } from './table/apply.ts';
import { compareRuns, joinCompare } from './table/compare.ts';
import { joinedFields, joinTables } from './table/join.ts';
import { sortByDefault } from './table/sort.ts';
import type { Table, TableContext } from './table/table.ts';
import { bucketStart, nextBucketStart, timesliceSteps } from '../../source/query/time/time.ts';
import type { Value } from '../../source/query/value.ts';
import { enrich, isEnrichment } from './enrich.ts';
import { extract, isExtraction } from './extract.ts';
import { type NaiveRecord, NaiveRow } from './record.ts';
import { passes } from './search.ts';

type Query = AnyQuery<Stage>;

export interface NaiveRequest {
	readonly fromMs: number;
	readonly toMs: number;
	readonly nowMs: number;
	readonly timeZone: string;
	readonly lookups: LookupPort;
}

export interface NaiveResult {
	readonly kind: 'rows' | 'table';
	readonly columns: readonly string[];
	readonly keys: readonly string[];
	readonly rows: readonly (readonly Value[])[];
	/** The rows themselves, to read fields that are no column, when `kind` is `rows`. */
	readonly naiveRows: readonly NaiveRow[];
	readonly warnings: readonly string[];
}

/**
 * Evaluates a query row by row, straight from the tree: the oracle that the engine is compared
 * with. It shares the engine's scalar expressions and table stages, and nothing of its plan,
 * search, extraction, aggregates over records or column kernels.
 */
export function evaluateNaive(
	query: Query,
	records: readonly NaiveRecord[],
	request: NaiveRequest,
): NaiveResult {
	return new Run(query, records, request).run(query.stages);
}

type State =
	| { readonly kind: 'rows'; readonly rows: readonly NaiveRow[] }
	| { readonly kind: 'table'; readonly table: Table };

class Run {
	private readonly query: Query;
	private readonly records: readonly NaiveRecord[];
	private readonly request: NaiveRequest;
	private readonly warnings: string[] = [];
	private timeslice: TableContext['timeslice'];
	private keys: readonly string[] = [];

	constructor(query: Query, records: readonly NaiveRecord[], request: NaiveRequest) {
		this.query = query;
		this.records = records;
		this.request = request;
	}

	run(stages: readonly Stage[]): NaiveResult {
		let state: State = { kind: 'rows', rows: this.found() };

		for (const [index, stage] of stages.entries()) {
			state = this.step(state, stage, stages.slice(0, index), stages.slice(index + 1));
			this.keys = keysAfter(stage, this.keys);
		}

		const table = state.kind === 'table' ? state.table : tableOf(state.rows);
		return {
			kind: state.kind,
			columns: table.columns,
			keys: this.keys,
			rows: table.rows,
			naiveRows: state.kind === 'rows' ? state.rows : [],
			warnings: this.warnings,
		};
	}

	private found(): readonly NaiveRow[] {
		const { fromMs, toMs } = this.request;
		return this.records
			.filter(({ timeMs }) => timeMs >= fromMs && timeMs < toMs)
			.filter(record => passes(record, this.query.search))
			.toSorted((a, b) => b.timeMs - a.timeMs || a.number - b.number)
			.map(record => new NaiveRow(record));
	}

	private step(
		state: State,
		stage: Stage,
		before: readonly Stage[],
		after: readonly Stage[],
	): State {
		if (stage.kind === 'compare') {
			return this.compare(state, stage, before);
		}

		if (stage.kind === 'join') {
			return this.join(stage, before, after);
		}

		if (state.kind === 'table' && isTableStage(stage)) {
			return { kind: 'table', table: applyTableStage(state.table, stage, this.context()) };
		}

		const rows = state.kind === 'rows' ? state.rows : rowsOf(state.table);
		const next = this.rowStage(rows, stage);

		if (next.kind === 'table' || state.kind === 'rows') {
			return next;
		}

		return { kind: 'table', table: tableOf(next.rows, state.table.columns) };
	}

	private rowStage(rows: readonly NaiveRow[], stage: Stage): State {
		if (isExtraction(stage)) {
			return { kind: 'rows', rows: rows.flatMap(row => extract(row, stage)) };
		}

		const fresh = rows.map(row => row.copy());
		fresh.forEach(row => (row.matched = false));

		if (isEnrichment(stage)) {
			return { kind: 'rows', rows: fresh.map(row => enrich(row, stage, this.request.lookups)) };
		}

		switch (stage.kind) {
			case 'where':
			case 'assign':
				return { kind: 'rows', rows: this.compute(fresh, stage) };
			case 'timeslice':
				return { kind: 'rows', rows: this.slice(fresh, stage) };
			case 'withtime':
				fresh.forEach(row => setWithTime(row, stage.field.name));
				return { kind: 'rows', rows: fresh };
			case 'fields': {
				const named = stage.fields.map(({ name }) => name.toLowerCase());
				return { kind: 'rows', rows: fresh.map(row => keepFields(row, stage, named)) };
			}
			case 'sort':
			case 'limit':
			case 'topk':
			case 'dedup':
				return { kind: 'rows', rows: this.reorder(fresh, stage) };
			case 'top':
				return { kind: 'table', table: this.top(fresh, stage) };
			case 'aggregate':
			case 'count-frequent': {
				const names =
					stage.kind === 'aggregate'
						? [...stage.by, ...stage.aggregates.flatMap(({ args }) => args)]
						: stage.fields;
				const read = [...names.map(({ name }) => name), '_messageTime'];
				const table = applyTableStage(columnsOf(fresh, read), stage, this.context());
				return {
					kind: 'table',
					table: this.withRecent(table, columnsOf(arrived(fresh), read), stage),
				};
			}
			default:
				throw new Error(`the naive evaluator does not run ${stage.kind} on records`);
		}
	}

	/** No sort before it decides what is the most recent of two with one time: their arrival does. */
	private withRecent(
		table: Table,
		arrived: Table,
		stage: Stage & { readonly kind: 'aggregate' | 'count-frequent' },
	): Table {
		const calls = stage.kind === 'aggregate' ? stage.aggregates : [];
		const recent = calls.filter(({ name }) => name.endsWith('_recent'));

		if (stage.kind !== 'aggregate' || recent.length === 0) {
			return table;
		}

		const keyCount = stage.by.length;
		const other = aggregateTable(arrived, { ...stage, aggregates: recent }, this.context());
		const rows = table.rows.map(row => {
			const key = keyOfAll(row.slice(0, keyCount));
			const found = other.rows.find(one => keyOfAll(one.slice(0, keyCount)) === key);
			const values = new Map(other.columns.map((title, index) => [title, found?.[index] ?? null]));
			return row.map((value, index) =>
				index < keyCount ? value : (values.get(table.columns[index]!) ?? value),
			);
		});
		return sortByDefault({ ...table, rows }, keyCount, this.context().timeslice?.column);
	}

	private compute(
		rows: readonly NaiveRow[],
		stage: Stage & { readonly kind: 'where' | 'assign' },
	): readonly NaiveRow[] {
		const expression = stage.kind === 'where' ? stage.condition : stage.expression;
		const compiled = compileExpression(expression, this.request);
		const results = rows.map(row => compiled.evaluate(compiled.fields.map(name => row.get(name))));

		if (stage.kind === 'where') {
			return rows.filter((_row, index) => results[index] === true || results[index] === 'true');
		}

		rows.forEach((row, index) => row.set(stage.name, results[index] ?? null));
		return rows;
	}

	private slice(
		rows: readonly NaiveRow[],
		stage: Stage & { readonly kind: 'timeslice' },
	): readonly NaiveRow[] {
		const { fromMs, toMs, timeZone } = this.request;
		const { step, stepMs } = timesliceSteps(stage.step, fromMs, toMs, timeZone);
		this.timeslice = { stepMs, column: stage.as };

		for (const row of rows) {
			const time = row.record?.timeMs ?? fromMs;
			const start = step ? bucketStart(time, step, timeZone) : fromMs;
			row.set(stage.as, start);
			row.set(`${stage.as}_end`, step ? nextBucketStart(start, step, timeZone) : toMs);
		}

		return rows;
	}

	/** Runs an ordering stage on the rows by way of a table that holds what it looks at. */
	private reorder(
		rows: readonly NaiveRow[],
		stage: Stage & { readonly kind: 'sort' | 'limit' | 'topk' | 'dedup' },
	): readonly NaiveRow[] {
		const names = namesIn(stage);
		const looked = columnsOf(rows, [...names, '#']);
		const numbered = {
			columns: looked.columns,
			rows: looked.rows.map((row, index) => row.with(-1, index)),
		};
		const key = { name: '_raw', span: stage.span };
		const complete =
			stage.kind === 'dedup' && stage.fields.length === 0 ? { ...stage, fields: [key] } : stage;
		const table = applyTableStage(numbered, complete, this.context());
		const place = table.columns.indexOf('#');
		const rank = table.columns.indexOf('_rank');
		return table.rows.map(row => {
			const result = rows[row[place] as number]!;

			if (rank >= 0) {
				result.set('_rank', row[rank] ?? null);
			}

			return result;
		});
	}

	private top(rows: readonly NaiveRow[], stage: Stage & { readonly kind: 'top' }): Table {
		const wanted = stage.by.filter(({ field }) => field.name.toLowerCase() !== '_count');
		const calls: readonly AggregateCall[] =
			wanted.length === 0
				? [{ name: 'count', args: [], numbers: [], titles: ['_count'], span: stage.span }]
				: wanted.map(({ field }) => ({
						name: 'max',
						args: [field],
						numbers: [],
						titles: [field.name],
						span: stage.span,
					}));
		const names = [...stage.fields, ...wanted.map(({ field }) => field)].map(({ name }) => name);
		const table = aggregateTable(
			columnsOf(rows, names),
			{ aggregates: calls, by: stage.fields },
			this.context(),
		);
		this.keys = stage.fields.map(({ name }) => name);
		const count = { name: calls[0]!.titles[0]!, span: stage.span };
		const by = stage.by.length > 0 ? stage.by : [{ field: count, descending: true }];
		return applyTableStage(table, { ...stage, by }, this.context());
	}

	private compare(
		state: State,
		stage: Stage & { readonly kind: 'compare' },
		before: readonly Stage[],
	): State {
		const { fromMs, toMs } = this.request;
		const shifted = compareRuns(stage.shifts).map(shiftMs => {
			const request = { ...this.request, fromMs: fromMs - shiftMs, toMs: toMs - shiftMs };
			const { columns, rows } = evaluateNaive(
				{ ...this.query, stages: before },
				this.records,
				request,
			);
			return { columns, rows };
		});
		const current = state.kind === 'table' ? state.table : tableOf(state.rows);
		return { kind: 'table', table: joinCompare(current, shifted, stage.shifts, this.context()) };
	}

	private join(
		stage: Stage & { readonly kind: 'join' },
		before: readonly Stage[],
		after: readonly Stage[],
	): State {
		const sides = stage.tables.map(({ name, stages }) => {
			const query = { ...this.query, stages: [...before, ...(stages as readonly Stage[])] };
			const result = evaluateNaive(query, this.records, this.request);
			const { naiveRows } = result;
			const wanted = joinedFields(name, stage, after);
			const table =
				result.kind === 'rows' ? columnsOf(naiveRows, [...result.columns, ...wanted]) : result;
			const timesMs = naiveRows.map(row => row.record?.timeMs ?? NaN);
			return { name, table, ...(timesMs.length > 0 && { timesMs }) };
		});
		return { kind: 'table', table: joinTables(sides, stage, this.context()) };
	}

	private context(): TableContext {
		return {
			...this.request,
			timeslice: this.timeslice,
			keys: this.keys,
			warn: message => this.warnings.push(message),
		};
	}
}

function namesIn(
	stage: Stage & { readonly kind: 'sort' | 'limit' | 'topk' | 'dedup' },
): readonly string[] {
	switch (stage.kind) {
		case 'sort':
			return stage.keys.map(({ field }) => field.name);
		case 'limit':
			return [];
		case 'topk':
			return [...stage.fields, ...stage.by].map(({ name }) => name);
		case 'dedup':
			return stage.fields.length === 0 ? ['_raw'] : stage.fields.map(({ name }) => name);
	}
}

function arrived(rows: readonly NaiveRow[]): readonly NaiveRow[] {
	return rows.toSorted(
		(a, b) =>
			(b.record?.timeMs ?? 0) - (a.record?.timeMs ?? 0) ||
			(a.record?.number ?? 0) - (b.record?.number ?? 0),
	);
}

function setWithTime(row: NaiveRow, name: string): void {
	const value = row.get(name);
	const timestamp = row.record?.timeMs ?? null;
	row.set(`${name}_withtime`, value === null ? null : JSON.stringify({ value, timestamp }));
}

function keepFields(
	row: NaiveRow,
	stage: Stage & { readonly kind: 'fields' },
	named: readonly string[],
): NaiveRow {
	if (stage.mode === 'drop') {
		row.restrict(lower => !named.includes(lower));
		return row;
	}

	const values = stage.fields.map(({ name }) => [name, row.get(name)] as const);
	const internal = [...row.made].filter(([lower]) => lower.startsWith('_'));
	row.restrict(lower => named.includes(lower) || lower.startsWith('_'));
	row.made.clear();
	values.forEach(([name, value]) => row.set(name, value));
	internal
		.filter(([lower]) => !row.has(lower))
		.forEach(([, { title, value }]) => row.set(title, value));
	return row;
}

/** Chosen fields of some rows as a table. */
function columnsOf(rows: readonly NaiveRow[], names: readonly string[]): Table {
	const columns = names.filter(
		(name, index) => names.findIndex(other => other.toLowerCase() === name.toLowerCase()) === index,
	);
	return { columns, rows: rows.map(row => columns.map(name => row.get(name))) };
}

/** Everything the stages made, as a table. */
function tableOf(rows: readonly NaiveRow[], first: readonly string[] = []): Table {
	const titles = new Map(first.map(title => [title.toLowerCase(), title]));

	for (const row of rows) {
		for (const [lower, { title }] of row.made) {
			titles.set(lower, titles.get(lower) ?? title);
		}
	}

	return columnsOf(rows, [...titles.values()]);
}

function rowsOf(table: Table): readonly NaiveRow[] {
	return table.rows.map(values => {
		const row = new NaiveRow(undefined);
		table.columns.forEach((title, index) => row.set(title, values[index] ?? null));
		return row;
	});
}
