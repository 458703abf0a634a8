import type { Engine, RunRequest } from '../query/port.ts';

/** Records that match indicators imported after a given time. */
export interface RetroMatches {
	readonly recordCount: number;
	/** Distinct addresses among them. */
	readonly addressCount: number;
}

/** The records are older than the indicator, so only a look-up can find them. */
export function retroMatchQuery(sinceMs: number): string {
	return [
		'*',
		'| lookup imported as imported from sumo://threat/cs on threat=sourceIPAddress',
		`| where imported >= ${sinceMs}`,
		'| count as recordCount, count_distinct(sourceIPAddress) as addressCount',
	].join('\n');
}

/**
 * Counts the records that match indicators imported since `sinceMs`, for a message to the user.
 *
 * @returns undefined when the query was cancelled
 */
export async function retroMatches(
	engine: Engine,
	sinceMs: number,
	request: Omit<RunRequest, 'text'>,
	signal?: AbortSignal,
): Promise<RetroMatches | undefined> {
	const outcome = await engine.run(
		{ ...request, text: retroMatchQuery(sinceMs) },
		signal === undefined ? {} : { signal },
	);
	if (!outcome.ok) {
		if ('cancelled' in outcome) {
			return undefined;
		}

		throw new Error(`the retro-match query is wrong: ${outcome.faults[0]?.message}`);
	}

	const { columns, rows } = outcome.result;
	const cell = (name: string) => Number(rows[0]?.[columns.indexOf(name)] ?? 0);
	return { recordCount: cell('recordCount'), addressCount: cell('addressCount') };
}

/** The message for the status line. */
export function describeRetroMatches(found: RetroMatches, since: string): string {
	const records = `${found.recordCount.toLocaleString('en')} record${found.recordCount === 1 ? '' : 's'}`;
	const verb = found.recordCount === 1 ? 'matches' : 'match';
	return `${records} ${verb} indicators that came in since ${since}`;
}
