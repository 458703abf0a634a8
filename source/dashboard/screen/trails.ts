import { span } from '../../panels/span.ts';
import type { Line, Role } from '../../panels/span.ts';
import { wrapCells } from '../../text/fit.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { TrailFlaw } from '../state/source-status.ts';

const markOf: Readonly<Record<TrailFlaw['state'], { readonly mark: string; readonly role: Role }>> =
	{
		good: { mark: 'ok   ', role: 'good' },
		odd: { mark: 'note ', role: 'warn' },
		bad: { mark: 'FAIL ', role: 'bad' },
	};

/** What the trails do not log, of the sources screen; nothing before they were asked. */
export function trailLines(flaws: readonly TrailFlaw[] | undefined, widthCells: number): Line[] {
	if (flaws === undefined || flaws.length === 0) {
		return [];
	}

	return [
		[],
		[span('What is not logged', 'title')],
		...flaws.flatMap(flaw => flawLines(flaw, widthCells)),
	];
}

function flawLines({ state, found, next }: TrailFlaw, widthCells: number): Line[] {
	const { mark, role } = markOf[state];
	const indent = ' '.repeat(mark.length);
	const width = Math.max(1, widthCells - mark.length);
	return [
		...wrapCells(sanitise(found), width).map((line, index) => [
			span(index === 0 ? mark : indent, role),
			span(line),
		]),
		...(next === undefined ? [] : wrapCells(`→ ${sanitise(next)}`, width)).map(line => [
			span(indent),
			span(line, 'dim'),
		]),
	];
}
