import { lineWidth, padLine, span } from '../../panels/span.ts';
import type { Line, Role } from '../../panels/span.ts';
import { formatNumber } from '../../text/number.ts';
import { formatTime } from '../../text/time.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { Reading } from '../alarm/alarm.ts';
import { readAlarms } from '../state/alarms.ts';
import type { ReadAlarm } from '../state/alarms.ts';
import { currentRange } from '../state/panels-shown.ts';
import { timeZoneOf } from '../state/state.ts';
import type { State } from '../state/state.ts';

const roles: Readonly<Record<Reading['level'], Role>> = { bad: 'bad', warn: 'warn', quiet: 'dim' };

/**
 * What is wrong in the last hour of the range, the worst first: `▲ 61 failed logins ▲58 3`. Each with its number, by how much
 * that is more than usual, and the key that leads to it. What has no room is counted.
 */
export function alarmLine(state: State): Line {
	const all = readAlarms(state);
	const head = [span(` ${hourWords(state)}  `, 'dim')];
	const wrong = all.flatMap(one =>
		one.state.kind === 'read' && one.state.reading.level !== 'quiet'
			? [{ ...one, reading: one.state.reading }]
			: [],
	);
	const looking = all.filter(one => one.state.kind === 'looking').length;
	const rest =
		looking > 0
			? [span(`${looking === all.length ? '' : ' · '}looking …`, 'dim')]
			: unknownWords(all);

	if (wrong.length === 0) {
		const words = looking > 0 ? '' : 'nothing out of the ordinary';
		return padLine([...head, span(words, 'dim'), ...rest], state.size.columns);
	}

	for (let count = wrong.length; ; count--) {
		const shown = wrong
			.slice(0, count)
			.flatMap((one, index) => [
				...(index === 0 ? [] : [span(' · ', 'dim')]),
				...alarmSpans(one, one.reading),
			]);
		const more =
			count < wrong.length
				? [
						span(`  +${wrong.length - count} `, 'accent'),
						span('[', 'dim'),
						span('a', 'head'),
						span(']', 'dim'),
					]
				: [];
		const line = [...head, ...shown, ...more, ...rest];

		if (count <= 1 || lineWidth(line) <= state.size.columns) {
			return padLine(line, state.size.columns);
		}
	}
}

/** `now`; the time where another one is looked at. */
function hourWords(state: State): string {
	const { toMs } = currentRange(state);
	return toMs >= state.nowMs
		? 'now'
		: `until ${formatTime(toMs, timeZoneOf(state), 'full').slice(5, 16)}`;
}

function alarmSpans({ alarm, key }: ReadAlarm, { count, change, level }: Reading): Line {
	const [one, many] = alarm.words;
	return [
		span(
			`${level === 'bad' ? '▲ ' : ''}${formatNumber(count)} ${count === 1 ? one : many}`,
			roles[level],
		),
		...(change === '' ? [] : [span(` ${change}`, roles[level])]),
		...(key === undefined ? [] : [span(' [', 'dim'), span(key, 'head'), span(']', 'dim')]),
	];
}

function unknownWords(all: readonly ReadAlarm[]): Line {
	const unknown = all.flatMap(({ alarm, state }) =>
		state.kind === 'unknown' ? [sanitise(alarm.words[1])] : [],
	);
	return unknown.length === 0 ? [] : [span(` · not known: ${unknown.join(', ')}`, 'dim')];
}
