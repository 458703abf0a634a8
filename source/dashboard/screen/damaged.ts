import { span } from '../../panels/span.ts';
import type { Line } from '../../panels/span.ts';
import { wrapCells } from '../../text/fit.ts';
import { formatNumber, formatPlural } from '../../text/number.ts';
import { sanitise } from '../../text/sanitise.ts';
import { formatTime } from '../../text/time.ts';
import type { DamagedList } from '../state/source-status.ts';
import { timeZoneOf } from '../state/state.ts';
import type { State } from '../state/state.ts';

/** The damaged objects, the one tried last at the top; undefined before they are known. */
export function damagedLines(
	state: State,
	list: DamagedList | undefined,
	widthCells: number,
): Line[] {
	if (list === undefined || list.count === 0) {
		return [];
	}

	const hidden = list.count - list.objects.length;
	return [
		[],
		[
			span(`${formatPlural(list.count, 'object')} not whole`, 'title'),
			span(' · ', 'dim'),
			span('r', 'accent'),
			span(' tries all again · trailtop damaged show KEY: the bytes', 'dim'),
		],
		...list.objects.flatMap(({ key, atMs, state: what, recordCount, reason }): Line[] => [
			[
				span(`${formatTime(atMs, timeZoneOf(state), 'day-clock')} `, 'dim'),
				span(what, what === 'partial' ? 'warn' : 'bad'),
				span(` ${formatPlural(recordCount, 'record')} of it here`, 'dim'),
			],
			...wrapCells(sanitise(key), widthCells - 2).map(line => [span(`  ${line}`)]),
			...wrapCells(`→ ${sanitise(reason)}`, widthCells - 2).map(line => [span(`  ${line}`, 'dim')]),
		]),
		...(hidden > 0
			? [[span(`and ${formatNumber(hidden)} more: \`trailtop damaged\` lists all`, 'dim')]]
			: []),
	];
}
