import type { LookupPort } from '../../source/query/lookup-port.ts';
import type { Stage } from '../../source/query/stage/index.ts';
import type { Expression, Query as AnyQuery, Subquery } from '../../source/query/syntax/tree.ts';
import type { Value } from '../../source/query/value.ts';
import { binRows } from './bin.ts';
import { aggregateRows, countFrequent, topOfRecords } from './aggregate.ts';
import { enrichedColumns, enriched } from './enrich.ts';
import { evaluate, evaluateTest } from './expression.ts';
import { extract, extractedNames, type ExtractionStage } from './extract.ts';
import {
	dedupRows,
	fieldsOfRecords,
	fieldsOfTable,
	limitRows,
	sortRows,
	topkRows,
} from './order.ts';
import { newRows, rareRows, tellShortPast } from './past.ts';
import { byTime, type NaiveRecord } from './record.ts';
import { type Context, NaiveRow, type Rows, setColumn } from './row.ts';
import { passes } from './search.ts';
import { isGrouping } from './stages.ts';
import type { StageOf, TableStage } from './stages.ts';
import { rowsInto, sliceRows } from './row-steps.ts';
import { withTime } from './row-time.ts';
import { answered, asCondition, asSearch, rangeOf, valuesOf } from './subquery.ts';
import { addsUp, expected } from './table-baseline.ts';
import { beside, earlierRuns } from './table-compare.ts';
import { fillMissing } from './table-fillmissing.ts';
import { join } from './table-join.ts';
import { logcompare } from './table-logcompare.ts';
import { fieldsummary } from './table-fieldsummary.ts';
import { logreduce } from './table-logreduce.ts';
import { markOutliers } from './table-outlier.ts';
import { predict } from './table-predict.ts';
import { runAlong } from './table-running.ts';
import { followed } from './follow.ts';
import { sequences } from './table-sequence.ts';
import { transpose } from './table-transpose.ts';
import { transaction } from './table-transaction.ts';
import { sessionize } from './table-sessionize.ts';
import { mergeRows, transactionize } from './transactions.ts';
import { isTrue } from './value.ts';

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
	readonly rows: readonly (readonly Value[])[];
	/** The rows themselves, to read fields that are no column, when `kind` is `rows`. */
	readonly naiveRows: readonly NaiveRow[];
	readonly warnings: readonly string[];
}

/**
 * Evaluates a query row by row, straight from the tree: a second opinion of what the language
 * means. It takes the tree from the product's parser, and no other code of the product.
 */
export function evaluateNaive(
	query: Query,
	records: readonly NaiveRecord[],
	request: NaiveRequest,
): NaiveResult {
	const run = new Run(query, records, request);
	const { isTable, columns, rows } = run.result();
	return {
		kind: isTable ? 'table' : 'rows',
		columns,
		rows: rows.map(row => columns.map(column => row.get(column))),
		naiveRows: isTable ? [] : rows,
		warnings: run.warnings,
	};
}

class Run {
	readonly warnings: string[] = [];
	readonly #query: Query;
	readonly #records: readonly NaiveRecord[];
	readonly #request: NaiveRequest;
	#timeslice: Context['timeslice'];
	#keys: readonly string[] = [];
	#isTransposed = false;
	/** Fields of the records that `json auto` gives again under their own names. */
	readonly #restated = new Set<string>();

	constructor(query: Query, records: readonly NaiveRecord[], request: NaiveRequest) {
		this.#query = {
			...query,
			search: answered(query.search, inner =>
				asSearch(inner, this.#rowsOf(inner, records, request)),
			),
			stages: answered(query.stages, inner =>
				asCondition(inner, this.#rowsOf(inner, records, request)),
			),
		};
		this.#records = records;
		this.#request = request;
	}

	#rowsOf(inner: Subquery, records: readonly NaiveRecord[], request: NaiveRequest) {
		const { search } = inner;
		const query = { text: '', search, stages: inner.stages as readonly Stage[] };
		const { rows } = new Run(query, records, { ...request, ...rangeOf(inner, request) }).result();
		const found = valuesOf(inner, rows);
		if (found.length > inner.rowsMax) {
			const names = inner.fields.map(({ name }) => name).join(', ');
			this.warnings.push(`subquery: ${inner.rowsMax} of ${found.length} rows of ${names} are used`);
		}

		return found.slice(0, inner.rowsMax);
	}

	result(): Rows {
		return this.#query.stages.reduce(
			(state: Rows, stage, index) => this.#step(state, stage, index),
			{
				isTable: false,
				columns: [],
				rows: this.#found(),
			},
		);
	}

	/** Records of the range that pass the search, newest first. */
	#found(): readonly NaiveRow[] {
		const { fromMs, toMs } = this.#request;
		return this.#records
			.filter(({ timeMs }) => fromMs <= timeMs && timeMs < toMs)
			.filter(record => passes(record, this.#query.search))
			.toSorted(byTime)
			.map(record => new NaiveRow(record));
	}

	#step(state: Rows, stage: Stage, index: number): Rows {
		this.#isTransposed = stage.kind === 'transpose' || (this.#isTransposed && !isGrouping(stage));
		switch (stage.kind) {
			case 'parse':
			case 'parse-regex':
			case 'json':
			case 'json-auto':
			case 'parse-xml':
			case 'keyvalue':
			case 'keyvalue-auto':
			case 'split':
			case 'csv':
				return this.#extracted(state, stage);
			default:
				// Any other stage ends a chain of extractions.
				return this.#stepOthers(
					{ ...state, rows: state.rows.map(row => row.withMatched(false)) },
					stage,
					index,
				);
		}
	}

	#stepOthers(state: Rows, stage: Exclude<Stage, ExtractionStage>, index: number): Rows {
		switch (stage.kind) {
			case 'where':
				return {
					...state,
					rows: state.rows.filter(row => isTrue(evaluateTest(stage.condition, row, this.#request))),
				};
			case 'assign': {
				const values = state.rows.map(row => this.#evaluate(stage.expression, row));
				return setColumn(state, stage.name, values);
			}
			case 'timeslice':
				return this.#slice(state, stage);
			case 'withtime':
				return setColumn(
					state,
					`${stage.field.name}_withtime`,
					state.rows.map(row => withTime(row, stage.field.name)),
				);
			case 'bin':
				return binRows(state, stage);
			case 'fields':
				return state.isTable ? fieldsOfTable(state, stage) : fieldsOfRecords(state, stage);
			case 'sort':
				return sortRows(state, stage.keys);
			case 'limit':
				return limitRows(state, stage.count);
			case 'topk':
				return topkRows(state, stage);
			case 'dedup':
				return dedupRows(state, stage);
			case 'lookup':
			case 'geoip':
			case 'threatip':
			case 'threatlookup': {
				const { lookups } = this.#request;
				const columns = enrichedColumns(stage, lookups);
				return rowsInto(state, columns, row => [enriched(row, stage, lookups)]);
			}
			case 'rare':
				return rareRows(state, this.#past('rare', stage.within, index), stage);
			case 'first-seen':
				return newRows(state, this.#past('first_seen', stage.within, index), stage);
			case 'sequence':
				return this.#sequence(stage, index);
			case 'baseline':
				return this.#baseline(state, stage, index);
			case 'follow':
				return followed(state, this.#records, stage.within.ms, this.#context());
			case 'compare':
				return this.#compare(state, stage, index);
			case 'join':
				return this.#join(stage, index);
			case 'transaction':
				this.#keys = stage.results === 'states' ? ['state'] : stage.on.map(({ name }) => name);
				return transaction(state, stage, this.#context());
			case 'transactionize':
			case 'merge-transactions':
				return transactionize(state, stage, this.#context());
			case 'merge':
				this.#keys = [];
				return mergeRows(state, stage, this.#context());
			case 'sessionize':
				this.#keys = stage.patterns.flatMap(({ takes }) => takes.map(({ field }) => field.name));
				return sessionize(state, stage, this.#context());
			case 'logcompare':
				return this.#logcompare(state, stage, index);
			default:
				return this.#stepTable(state, stage);
		}
	}

	#extracted(state: Rows, stage: ExtractionStage): Rows {
		const named = extractedNames(stage).map(name => name.toLowerCase());
		const isOfRecord = stage.kind === 'json-auto' && stage.field === undefined;
		return rowsInto(state, extractedNames(stage), row => {
			const rows = extract(row, stage);
			const known = row.titles().map(title => title.toLowerCase());
			const found = rows.flatMap(made => made.titles()).map(title => title.toLowerCase());
			found
				.filter(title => isOfRecord && !named.includes(title) && !known.includes(title))
				.forEach(title => this.#restated.add(title));
			return rows;
		});
	}

	#stepTable(state: Rows, stage: TableStage): Rows {
		const context = this.#context();

		switch (stage.kind) {
			case 'aggregate':
				this.#keys = stage.by.map(({ name }) => name);
				return aggregateRows(state.rows, stage.aggregates, stage.by, context);
			case 'count-frequent':
				this.#keys = stage.fields.map(({ name }) => name);
				return countFrequent(state.rows, stage, context);
			case 'top':
				return this.#top(state, stage);
			case 'transpose':
				this.#keys = stage.rows.map(({ name }) => name);
				return transpose(state, stage, context);
			case 'outlier':
				return markOutliers(state, stage, context);
			case 'total':
			case 'accum':
			case 'diff':
			case 'backshift':
			case 'smooth':
			case 'rollingstd':
				return runAlong(state, stage, context);
			case 'fillmissing':
				return fillMissing(state, stage, context);
			case 'predict':
				return predict(state, stage, context);
			case 'logreduce':
				this.#keys = stage.by.map(({ name }) => name);
				return logreduce(state, stage, context);
			case 'fieldsummary':
				this.#keys = [];
				return fieldsummary(state, stage, this.#restated, context);
			case 'mask':
			case 'unsupported':
			case 'broken':
				throw new Error(`the naive evaluator does not run ${stage.kind}`);
		}
	}

	#evaluate(expression: Expression, row: NaiveRow): Value {
		return evaluate(expression, row, this.#request);
	}

	#slice(state: Rows, stage: StageOf<'timeslice'>): Rows {
		const { sliced, widthMs } = sliceRows(state, stage, this.#request);
		this.#timeslice = { column: stage.as, widthMs };
		return sliced;
	}

	/** Of records the most frequent values, of a table the largest rows. */
	#top(state: Rows, stage: StageOf<'top'>): Rows {
		const counted = state.isTable ? state : topOfRecords(state.rows, stage, this.#context());
		const largest = state.isTable ? stage.fields : [{ name: '_count', span: stage.span }];
		const by = stage.by.length > 0 ? stage.by : largest.map(field => ({ field, descending: true }));

		if (!state.isTable) {
			this.#keys = stage.fields.map(({ name }) => name);
		}

		return limitRows(sortRows(counted, by), Math.max(0, stage.count));
	}

	#compare(state: Rows, stage: StageOf<'compare'>, index: number): Rows {
		const { fromMs, toMs } = this.#request;
		const query = { ...this.#query, stages: this.#query.stages.slice(0, index) };
		const earlier = earlierRuns(stage.shifts).map(shiftMs =>
			new Run(query, this.#records, {
				...this.#request,
				fromMs: fromMs - shiftMs,
				toMs: toMs - shiftMs,
			}).result(),
		);
		return beside(state, earlier, stage.shifts, this.#context());
	}

	/** The rows before a stage, of the time before the range. */
	#past(name: string, within: { readonly ms: number } | undefined, index: number): Rows {
		const { fromMs } = this.#request;
		const oldest = Math.min(...this.#records.map(({ timeMs }) => timeMs));
		tellShortPast(name, within?.ms, fromMs - oldest, this.#context());
		const query = { ...this.#query, stages: this.#query.stages.slice(0, index) };
		const startMs = within === undefined ? oldest : fromMs - within.ms;
		return new Run(query, this.#records, {
			...this.#request,
			fromMs: startMs,
			toMs: fromMs,
		}).result();
	}

	#baseline(state: Rows, stage: StageOf<'baseline'>, index: number): Rows {
		const { fromMs, toMs } = this.#request;
		const before = this.#query.stages.slice(0, index);
		const oldest = Math.min(...this.#records.map(({ timeMs }) => timeMs));
		const weeks = Array.from({ length: stage.weeks }, (_, at) => (at + 1) * 7 * 24 * 3600e3).map(
			shiftMs => {
				const range = { fromMs: fromMs - shiftMs, toMs: toMs - shiftMs };
				const query = { ...this.#query, stages: before };
				const { rows } = new Run(query, this.#records, { ...this.#request, ...range }).result();
				return { shiftMs, rows };
			},
		);
		const adds = addsUp(before, stage.field.name);
		return expected(state, weeks, stage, { oldest, adds }, this.#context());
	}

	#sequence(stage: StageOf<'sequence'>, index: number): Rows {
		const found = ({ search, stages }: (typeof stage.steps)[number]) => {
			const both = { kind: 'and' as const, items: [this.#query.search, search], span: search.span };
			const before = this.#query.stages.slice(0, index);
			const query = {
				text: '',
				search: both,
				stages: [...before, ...(stages as readonly Stage[])],
			};
			return new Run(query, this.#records, this.#request).result();
		};

		this.#keys = stage.by.map(({ name }) => name);
		return sequences(
			stage,
			stage.steps.map(found),
			stage.without && found(stage.without),
			this.#context(),
		);
	}

	#logcompare(state: Rows, stage: StageOf<'logcompare'>, index: number): Rows {
		const { fromMs, toMs } = this.#request;
		const { past, baseline } = stage;
		const range =
			past.kind === 'shift'
				? { fromMs: fromMs - past.shiftMs, toMs: toMs - past.shiftMs }
				: { fromMs: past.fromMs, toMs: past.toMs ?? past.fromMs + (toMs - fromMs) };
		const query =
			baseline === undefined
				? { ...this.#query, stages: this.#query.stages.slice(0, index) }
				: { ...this.#query, search: baseline.search, stages: baseline.stages as readonly Stage[] };
		const earlier = new Run(query, this.#records, { ...this.#request, ...range }).result();
		this.#keys = [];
		return logcompare(state, earlier, stage, this.#context());
	}

	#join(stage: StageOf<'join'>, index: number): Rows {
		const before = this.#query.stages.slice(0, index);
		const sides = stage.tables.map(({ name, stages }) => {
			const query = { ...this.#query, stages: [...before, ...(stages as readonly Stage[])] };
			return { name, state: new Run(query, this.#records, this.#request).result() };
		});
		return join(sides, stage, this.#query.stages.slice(index + 1));
	}

	#context(): Context {
		return {
			...this.#request,
			timeslice: this.#timeslice,
			keys: this.#keys,
			isTransposed: this.#isTransposed,
			warn: message => this.warnings.push(message),
		};
	}
}
