import { formatNumber } from '../../text/number.ts';
import type { Fault } from '../value.ts';
import { fillParams } from '../syntax/params.ts';
import type { Reading } from '../syntax/reader.ts';
import { Scanner } from '../syntax/scanner.ts';
import type { Meter } from '../syntax/scanner.ts';
import { readSearch } from '../syntax/read-search.ts';
import { splitStages } from '../syntax/split-stages.ts';
import { broken } from '../stage/broken.ts';
import { unsupported } from '../stage/unsupported.ts';
import { readStage } from './read-stage.ts';
import type { Stage } from '../stage/index.ts';
import type { Query, StageNode } from '../syntax/tree.ts';

/**
 * Characters of a query, its parameters filled in. Each step after it walks the query again, and no
 * person writes as many.
 */
export const queryCharactersMax = 1_000_000;

export interface Parsed {
	/** `query.text` is the text as typed; all spans are offsets into it. */
	readonly query: Query<Stage>;
	/** In the order of the text. Empty or only warnings: the query may be checked and planned. */
	readonly faults: readonly Fault[];
}

/**
 * Parses a query. Never throws: a stage that cannot be parsed becomes `broken` with its fault, and
 * the stages after the next pipe are still parsed. The number of steps per character is bounded;
 * `meter` counts them.
 */
export function parse(
	text: string,
	params: Readonly<Record<string, string>> = {},
	meter: Meter = { steps: 0 },
): Parsed {
	const filled = text.length > queryCharactersMax ? undefined : fillParams(text, params, meter);
	if (filled === undefined || filled.text.length > queryCharactersMax) {
		return tooLong(text, filled?.text.length ?? text.length);
	}

	const faults: Fault[] = [];
	const reading: Reading = {
		filled,
		scanner: new Scanner(filled.text, meter),
		faults,
		stageCount: 0,
		subqueryCount: 0,
		subqueryDepth: 0,
		readStages: (start, end) => readStages(reading, start, end),
		readSearch: (start, limit) => readSearch(reading, start, limit),
	};
	const { search, end } = readSearch(reading, 0, filled.text.length);
	const stages = end < filled.text.length ? readStages(reading, end + 1, filled.text.length) : [];
	const metrics = metricsFault(filled.text.slice(0, end), stages);
	if (metrics !== undefined) {
		return { query: { text, search, stages: stages as Stage[] }, faults: [metrics] };
	}

	faults.sort((a, b) => a.span.start - b.span.start);
	// Valid because every stage was read by a descriptor in the list from which `Stage` is derived.
	return { query: { text, search, stages: stages as Stage[] }, faults };
}

const metricTerm = /(?:^|[\s(:])metric\s*=/i;
/** A row of a page of metrics: `A: metric=cpu`. */
const namedRow = /^\s*[A-Z]:\s/;
/** One that computes with others: `#A * 100`. */
const computedRow = /^\s*#[A-Z]{1,2}\s*[-+*/]\s/;

/** A query for metrics that cannot run, as one fault: each of its stages has another meaning here. */
function metricsFault(search: string, stages: readonly StageNode[]): Fault | undefined {
	const isBroken = stages.some(({ kind }) => kind === broken.kind || kind === unsupported.kind);
	const names = metricTerm.test(search) && (isBroken || namedRow.test(search));
	return names || computedRow.test(search)
		? {
				severity: 'fault',
				span: { start: 0, end: search.trimEnd().length },
				message: 'this is a query for metrics, and there are events alone',
				next: 'count events: eventName=* | timeslice 5m | count by _timeslice',
			}
		: undefined;
}

/** A query of which nothing is read. */
function tooLong(text: string, length: number): Parsed {
	const span = { start: 0, end: 0 };
	const message = `a query of ${formatNumber(length)} characters: at most ${formatNumber(queryCharactersMax)} are read`;
	const next = 'split the query; a long list of values may stand in a file for lookup';
	return {
		query: { text, search: { kind: 'all', span }, stages: [] },
		faults: [{ severity: 'fault', span, message, next }],
	};
}

/** The stages in `[start, end)`, separated by pipes. */
function readStages(reading: Reading, start: number, end: number): StageNode[] {
	return splitStages(reading.scanner, start, end).flatMap(range =>
		readStage(reading, range.start, range.end),
	);
}
