import type { QueryResult } from '../query/port.ts';
import { barBlocks } from './blocks.ts';
import { toGroups } from './grouped.ts';
import { labelledBars } from './labelled-bars.ts';
import type { Drawing, Frame } from './model.ts';
import { span } from './span.ts';

/** One bar a row of the result, in its order. */
export function drawBar(result: QueryResult, frame: Frame): Drawing {
	const groups = toGroups(result, frame.aliases);
	return {
		...labelledBars(groups, frame.heightCells, frame, ({ value }, top, barCells) => [
			span(barBlocks(value / top, barCells), 'series-0'),
		]),
		figures: { bars: groups.map(({ label, value }) => ({ label, value })) },
	};
}
