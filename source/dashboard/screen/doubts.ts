import { clipLine, lineText, span } from '../../panels/span.ts';
import type { Line } from '../../panels/span.ts';
import type { Fault } from '../../query/value.ts';
import { fit } from '../../text/fit.ts';
import { sanitise } from '../../text/sanitise.ts';
import { cellWidth } from '../../text/width.ts';
import { repairKey } from '../input/key.ts';
import { doubtsAbove } from '../state/doubts.ts';
import type { State } from '../state/state.ts';

/** A longer repair is cut in the line that offers it. In cells. */
const repairCells = 44;

/**
 * What is wrong or doubtful in a query, and the key that repairs it.
 *
 * @param columns - the message is cut where that key would have no room in so many cells
 */
export function faultLine(
	{ severity, message, next, repair }: Fault,
	columns: number = Infinity,
): Line {
	const isFault = severity === 'fault';
	const role = isFault ? 'bad' : 'warn';
	const head = span(isFault ? ' ✗ ' : ' ! ', role);
	const mendsBy = (words: string) => [
		span(' · ', 'dim'),
		span(repairKey, 'accent'),
		span(` ${words}`, 'dim'),
	];
	const roomBeside = (line: Line) => Math.max(0, columns - cellWidth(lineText([head, ...line])));
	const whole = repair === undefined ? [] : mendsBy(`writes ${fit(sanitise(repair), repairCells)}`);
	// What is wrong is said in full before what would be written.
	const isTight = repair !== undefined && cellWidth(sanitise(message)) > roomBeside(whole);
	const mends = isTight ? mendsBy('mends it') : whole;
	const room = roomBeside(mends);
	return [
		head,
		span(repair === undefined ? sanitise(message) : fit(sanitise(message), room), role),
		...mends,
		span(next === '' ? '' : ` · ${sanitise(next)}`, 'dim'),
	];
}

/** The lines above the result of a typed query. */
export function doubtLines(state: State): Line[] {
	return doubtsAbove(state).map(fault =>
		clipLine(faultLine(fault, state.size.columns), state.size.columns),
	);
}
