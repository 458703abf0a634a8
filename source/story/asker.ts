import { allOf } from '../findings/expressions.ts';
import type { Engine, QueryResult, RunOutcome } from '../query/port.ts';
import type { Expression } from '../query/syntax/tree.ts';
import type { Value } from '../query/value.ts';
import { formatNumber, formatPlural } from '../text/number.ts';
import { queryOf } from './conditions.ts';
import type { StoryPart, StoryRange } from './story.ts';

/** Rows of one answer that are looked at. */
export const answerRowsMax = 1_000;
/** Rows of one list of a section; of more, how many there are. */
export const listedMax = 20;

export interface AskerRequest extends StoryRange {
	readonly nowMs: number;
	readonly timeZone: string;
}

/** A query that was ended, or that has a fault. */
export class Unanswered extends Error {
	readonly outcome: Exclude<RunOutcome, { readonly ok: true }>;

	constructor(outcome: Unanswered['outcome']) {
		super('a query of the story has no answer');
		this.outcome = outcome;
	}
}

interface AskOptions {
	/** That of the story unless given. */
	readonly range?: StoryRange;
	readonly rowsMax?: number;
	/** The numbers are wrong unless all rows are there, so more of them are told. */
	readonly isWhole?: boolean;
}

export interface Answer {
	readonly rows: readonly (readonly Value[])[];
	/** Also those that are not in `rows`. */
	readonly rowCount: number;
	/** Length of its buckets in ms; 0 without. */
	readonly stepMs: number;
}

/** Asks the queries of one story. */
export class Asker {
	readonly #engine: Engine;
	readonly request: AskerRequest;
	readonly #signal: AbortSignal | undefined;
	/** What was left out of some answer. */
	readonly warnings = new Set<string>();

	constructor(engine: Engine, request: AskerRequest, signal?: AbortSignal) {
		this.#engine = engine;
		this.request = request;
		this.#signal = signal;
	}

	/** All that is before the end of the range. */
	get store(): StoryRange {
		return { fromMs: 0, toMs: this.request.toMs };
	}

	get before(): StoryRange {
		return { fromMs: 0, toMs: this.request.fromMs };
	}

	/**
	 * The rows of the records that meet a condition, after these stages.
	 *
	 * @throws Unanswered
	 */
	async ask(
		condition: Expression,
		stages: readonly string[],
		{ range, rowsMax = answerRowsMax, isWhole = false }: AskOptions = {},
	): Promise<Answer> {
		const { fromMs, toMs } = range ?? this.request;
		if (fromMs >= toMs) {
			return { rows: [], rowCount: 0, stepMs: 0 };
		}

		const text = queryOf(condition, stages);
		const outcome = await this.#engine.run(
			{ ...this.request, fromMs, toMs, text, rowsMax },
			this.#signal === undefined ? {} : { signal: this.#signal },
		);
		if (!outcome.ok) {
			throw new Unanswered(outcome);
		}

		limitsOf(outcome.result).forEach(warning => this.warnings.add(warning));
		const { rows, rowCount, timeslice } = outcome.result;
		if (isWhole && rowCount > rows.length) {
			const left = `of ${formatPlural(rowCount, 'row')} only ${formatNumber(rows.length)} are counted`;
			this.warnings.add(`${left}; a shorter range has fewer`);
		}

		return { rows, rowCount, stepMs: timeslice?.stepMs ?? 0 };
	}
}

/** Limits that an answer reached. That no record has a field, or that there is no map, is no news. */
export function limitsOf({
	warnings,
	checkWarnings,
	lacks = [],
	rows,
	rowCount,
}: QueryResult): readonly string[] {
	const isOfRows = `${rowCount} rows; the first ${rows.length} are shown`;
	return warnings
		.slice(checkWarnings.length)
		.filter(warning => warning !== isOfRows)
		.filter(warning => !lacks.some(lack => warning.includes(lack) || lack.includes(warning)));
}

export function textOr(value: Value | undefined): string | null {
	return value === undefined || value === null ? null : String(value);
}

/** A number that counts the rows of a condition; undefined for 0, because it has no rows to show. */
export function countPart(
	name: string,
	count: number,
	conditions: readonly Expression[],
	more: {
		readonly text?: string;
		readonly range?: StoryRange;
		readonly stages?: readonly string[];
	} = {},
): StoryPart | undefined {
	if (count === 0) {
		return undefined;
	}

	const { text = formatPlural(count, 'record'), range, stages = [] } = more;
	const query = queryOf(allOf(conditions), stages);
	return { name, text, isOurs: true, number: count, query, ...(range && { range }) };
}
