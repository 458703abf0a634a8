import { clipLine, span } from '../../panels/span.ts';
import type { Line } from '../../panels/span.ts';
import type { Fault } from '../../query/value.ts';
import { sanitise } from '../../text/sanitise.ts';
import { repairKey } from '../input/key.ts';
import { doubtsAbove } from '../state/doubts.ts';
import type { State } from '../state/state.ts';

/** What is wrong or doubtful in a query, and the key that repairs it. */
export function faultLine({ severity, message, next, repair }: Fault): Line {
	const isFault = severity === 'fault';
	const role = isFault ? 'bad' : 'warn';
	return [
		span(isFault ? ' ✗ ' : ' ! ', role),
		span(sanitise(message), role),
		...(repair === undefined
			? []
			: [
					span(' · ', 'dim'),
					span(repairKey, 'accent'),
					span(` writes ${sanitise(repair)}`, 'dim'),
				]),
		span(next === '' ? '' : ` · ${sanitise(next)}`, 'dim'),
	];
}

/** The lines above the result of a typed query. */
export function doubtLines(state: State): Line[] {
	return doubtsAbove(state).map(fault => clipLine(faultLine(fault), state.size.columns));
}
