import type { QueryResult } from '../../query/port.ts';
import { regionsOf } from '../../query/syntax/regions.ts';
import { formatNumber, formatPlural } from '../../text/number.ts';
import type { QueryBar } from '../input/query-bar.ts';
import { rowHitWords } from '../state/row-search.ts';
import { typedSlot } from '../state/run.ts';
import { isList } from '../state/state.ts';
import type { State } from '../state/state.ts';

/** What the typed query gives now; undefined while that is not known. */
function typedResult({ bar, slots }: State): QueryResult | undefined {
	const slot = bar?.purpose === 'query' ? slots[typedSlot] : undefined;
	return slot?.text === bar?.text ? slot?.result : undefined;
}

/** Rows in and out of the stage that is typed, and of the whole query; empty while they are not known. */
export function typedCount(state: State): string {
	if (state.bar?.purpose === 'search') {
		return foundWords(state);
	}

	const result = typedResult(state);
	if (state.bar === undefined || result === undefined) {
		return '';
	}

	const rows = `${formatPlural(result.rowCount, 'row')}${result.complete ? '' : ' …'}`;
	const at = flowOf(result, stageAt(state.bar));
	return at === undefined ? rows : `${at} · ${rows}`;
}

/** How many rows have what is searched for; empty in a record, which marks them. */
function foundWords(state: State): string {
	return isList(state) ? rowHitWords(state) : '';
}

function stageAt({ text, cursor }: QueryBar): number {
	return regionsOf(text.slice(0, cursor)).at(-1)?.stage ?? 0;
}

/** `where 5,000 → 20`; undefined where a stage has no counts, as behind an aggregate that was kept. */
function flowOf({ stages }: QueryResult, stage: number): string | undefined {
	const count = stages[stage];
	return count && `${count.name} ${formatNumber(count.rowsIn)} → ${formatNumber(count.rowsOut)}`;
}

/**
 * The counts of the stage that begins in each line of a query of several lines; undefined for a line
 * without one.
 */
export function lineCounts(state: State, bar: QueryBar): readonly (string | undefined)[] {
	const result = typedResult(state);
	const lines = bar.text.split('\n');
	if (result === undefined || lines.length < 2) {
		return [];
	}

	const regions = regionsOf(bar.text);
	let start = 0;
	return lines.map((line, index) => {
		const end = start + line.length;
		const pipe = regions.findLast(
			region => region.kind === 'pipe' && region.start >= start && region.start < end,
		);
		start = end + 1;
		const stage = pipe?.stage ?? (index === 0 ? 0 : undefined);
		return stage === undefined ? undefined : flowOf(result, stage);
	});
}
