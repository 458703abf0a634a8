import type { QueryResult } from '../query/port.ts';
import { barBlocks } from './blocks.ts';
import { toGroups } from './grouped.ts';
import { labelledBars } from './labelled-bars.ts';
import type { Drawing, PanelContext } from './model.ts';
import { span } from './span.ts';

/** One bar per row of the result, in its order. */
export function drawBar(result: QueryResult, context: PanelContext): Drawing {
	const groups = toGroups(result, context.aliases);
	return {
		...labelledBars(groups, context.heightCells, context, ({ value }, top, barCells) => [
			span(barBlocks(value / top, barCells), 'series-0'),
		]),
		figures: { bars: groups.map(({ label, value }) => ({ label, value })) },
	};
}
