import type { Fault } from '../value.ts';
import { fillParams } from '../syntax/params.ts';
import type { Reading } from '../syntax/reader.ts';
import { Scanner } from '../syntax/scanner.ts';
import type { Meter } from '../syntax/scanner.ts';
import { readSearch } from '../syntax/read-search.ts';
import { splitStages } from '../syntax/split-stages.ts';
import { readStage } from './read-stage.ts';
import type { Stage } from '../stage/index.ts';
import type { Query, StageNode } from '../syntax/tree.ts';

export interface Parsed {
	/** `query.text` is the text as typed, and every span points into it. */
	readonly query: Query<Stage>;
	/** In the order of the text. Empty or only warnings: the query may be checked and planned. */
	readonly faults: readonly Fault[];
}

/**
 * Reads a query. Never throws: a stage that cannot be read becomes `broken` with its fault, and the
 * stages behind the next pipe are read all the same. Work is a bounded number of steps a character,
 * which `meter` counts.
 */
export function parse(
	text: string,
	params: Readonly<Record<string, string>> = {},
	meter: Meter = { steps: 0 },
): Parsed {
	const filled = fillParams(text, params, meter);
	const faults: Fault[] = [];
	const reading: Reading = {
		filled,
		scanner: new Scanner(filled.text, meter),
		faults,
		stageCount: 0,
		readStages: (start, end) => readStages(reading, start, end),
	};
	const { search, end } = readSearch(reading);
	const stages = end < filled.text.length ? readStages(reading, end + 1, filled.text.length) : [];
	faults.sort((a, b) => a.span.start - b.span.start);
	// Every stage was read by a descriptor of the list that `Stage` is made of.
	return { query: { text, search, stages: stages as Stage[] }, faults };
}

/** The stages in `[start, end)`, parted by pipes. */
function readStages(reading: Reading, start: number, end: number): StageNode[] {
	return splitStages(reading.scanner, start, end).flatMap(
		range => readStage(reading, range.start, range.end) ?? [],
	);
}
