import type { Fault } from '../value.ts';
import { fillParams } from '../syntax/params.ts';
import type { Reading } from '../syntax/reader.ts';
import { Scanner } from '../syntax/scanner.ts';
import type { Meter } from '../syntax/scanner.ts';
import { readSearch } from '../syntax/search.ts';
import { splitStages } from '../syntax/split.ts';
import { readStage } from './read-stage.ts';
import type { Query, Stage } from '../syntax/tree.ts';

export interface Parsed {
	/** `query.text` is the text as typed, and every span points into it. */
	readonly query: Query;
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
	};
	const { search, end } = readSearch(reading);
	const stages: Stage[] = [];
	if (end < filled.text.length) {
		for (const range of splitStages(reading.scanner, end + 1, filled.text.length)) {
			const stage = readStage({ reading }, range.start, range.end);
			if (stage !== undefined) {
				stages.push(stage);
			}
		}
	}

	faults.sort((a, b) => a.span.start - b.span.start);
	return { query: { text, search, stages }, faults };
}
