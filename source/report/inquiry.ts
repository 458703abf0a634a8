import type { Engine, QueryResult } from '../query/port.ts';
import type { Value } from '../query/value.ts';
import { limitsOf, Unanswered } from '../story/asker.ts';
import type {
	ReportColumn,
	ReportFigure,
	ReportQuery,
	ReportRange,
	ReportTable,
} from './report.ts';

export interface InquiryRequest extends ReportRange {
	readonly nowMs: number;
	/** IANA name; buckets align with its clock. */
	readonly timeZone: string;
}

interface AskOptions {
	/** That of the report unless given. */
	readonly range?: ReportRange;
	/** Rows that are wanted; 0 for their number alone. */
	readonly rowsMax: number;
}

export interface Asked {
	readonly rows: readonly (readonly Value[])[];
	readonly rowCount: number;
	/** Data of look-ups that it lacks. */
	readonly lacks: readonly string[];
	readonly queryId: string;
}

/** Asks the queries of one report, and numbers them for its appendix. */
export class Inquiry {
	readonly #engine: Engine;
	readonly request: InquiryRequest;
	readonly #scoped: (text: string) => string;
	readonly #signal: AbortSignal | undefined;
	readonly #queries: ReportQuery[] = [];
	/** What was left out of some answer. */
	readonly warnings = new Set<string>();
	/** Whether the store holds all of the period before. */
	readonly hasPeriodBefore: boolean;

	/**
	 * @param scoped - narrows a query to the records that the report is about
	 */
	constructor(
		engine: Engine,
		request: InquiryRequest,
		options: {
			readonly scoped: (text: string) => string;
			readonly signal: AbortSignal | undefined;
			readonly hasPeriodBefore: boolean;
		},
	) {
		this.#engine = engine;
		this.request = request;
		this.#scoped = options.scoped;
		this.#signal = options.signal;
		this.hasPeriodBefore = options.hasPeriodBefore;
	}

	/** Those that were numbered, in their order. */
	get queries(): readonly ReportQuery[] {
		return this.#queries;
	}

	/** The period of the same length before the range. */
	get periodBefore(): ReportRange {
		const { fromMs, toMs } = this.request;
		return { fromMs: fromMs - (toMs - fromMs), toMs: fromMs };
	}

	/**
	 * The rows of a query, which gets a number.
	 *
	 * @throws Unanswered
	 */
	async ask(text: string, options: AskOptions): Promise<Asked> {
		const { rows, rowCount, lacks = [] } = await this.look(text, options);
		return { rows, rowCount, lacks, queryId: this.number(this.#scoped(text), options.range) };
	}

	/**
	 * The same without a number, for what is not told.
	 *
	 * @throws Unanswered
	 */
	async look(text: string, { range, rowsMax }: AskOptions): Promise<QueryResult> {
		const { fromMs, toMs } = range ?? this.request;
		const outcome = await this.#engine.run(
			{ ...this.request, fromMs, toMs, text: this.#scoped(text), rowsMax },
			this.#signal === undefined ? {} : { signal: this.#signal },
		);
		if (!outcome.ok) {
			throw new Unanswered(outcome);
		}

		limitsOf(outcome.result).forEach(warning => this.warnings.add(warning));
		return outcome.result;
	}

	/** Puts a query into the appendix, and gives its number. */
	number(text: string, range?: ReportRange): string {
		const id = `Q${this.#queries.length + 1}`;
		this.#queries.push({ id, text, range });
		return id;
	}

	/**
	 * How many rows a query has, in the range and in the period before.
	 *
	 * @throws Unanswered
	 */
	async figure(label: string, text: string): Promise<ReportFigure> {
		const { rowCount: count, queryId } = await this.ask(text, { rowsMax: 0 });
		const before = this.hasPeriodBefore
			? (await this.look(text, { range: this.periodBefore, rowsMax: 0 })).rowCount
			: undefined;
		return { label, count, before, queryId };
	}

	/**
	 * The first rows of a query as a table.
	 *
	 * @param columns - one for each column of the query
	 * @throws Unanswered
	 */
	async table(
		title: string,
		text: string,
		columns: readonly ReportColumn[],
		rowsMax: number,
	): Promise<ReportTable> {
		const { rows, rowCount, queryId } = await this.ask(text, { rowsMax });
		return { kind: 'table', title, columns, rows, rowCount, queryId };
	}
}
