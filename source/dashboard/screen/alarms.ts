import { lineWidth, padLine, span } from '../../panels/span.ts';
import type { Line, Role } from '../../panels/span.ts';
import { formatNumber } from '../../text/number.ts';
import { formatTime } from '../../text/time.ts';
import { sanitise } from '../../text/sanitise.ts';
import { keysOf } from '../action/index.ts';
import type { Alarm, Reading } from '../alarm/alarm.ts';
import { keyLabel } from '../input/key.ts';
import { findingCounts } from './findings.ts';
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
	const { columns } = state.size;
	const head = [span(` ${hourWords(state)}  `, 'dim')];
	const wrong = all.flatMap(({ alarm, state: one }) =>
		one.kind === 'read' && one.reading.level !== 'quiet' ? [{ alarm, reading: one.reading }] : [],
	);
	const isLooking = all.some(one => one.state.kind === 'looking');
	const unknown = unknownWords(all);
	const rest = isLooking ? 'looking …' : unknown.words;

	if (wrong.length === 0) {
		const quiet = isLooking || unknown.isMost ? '' : 'nothing out of the ordinary';
		const said = [...head, span([quiet, rest].filter(Boolean).join(' · '), 'dim')];
		// The header's short form of them has no words.
		const both = ['findings open: ', 'findings: '].map(words => [
			...said,
			...openFindings(state, words),
		]);
		return padLine(both.find(line => lineWidth(line) <= columns) ?? said, columns);
	}

	const parts = wrong.map(({ alarm, reading }) => alarmSpans(state, alarm, reading));
	const short = rest === '' || isLooking ? rest : 'some not known';
	const attempts = parts.flatMap((_, index) =>
		[rest, short].map(end => [...head, ...told(state, parts, parts.length - index, end)]),
	);
	return padLine(
		attempts.find(line => lineWidth(line) <= columns) ?? attempts.at(-1) ?? head,
		columns,
	);
}

/** ` · findings open: 4 critical · 21 high [7]`; empty for none. */
function openFindings(state: State, words: string): Line {
	const counts = findingCounts(state);
	const digit = state.layouts.find(({ name }) => name === 'findings')?.key;
	return counts.length === 0
		? []
		: [
				dot,
				span(words, 'dim'),
				...counts.flatMap((part, index) => (index === 0 ? [part] : [dot, part])),
				...keySpans(digit === undefined ? undefined : String(digit)),
			];
}

/** The first of what is wrong, how many more there are, and what else is to say. */
function told(state: State, parts: readonly Line[], count: number, end: string): Line {
	const more = parts.length - count;
	return [
		...parts.slice(0, count).flatMap((part, index) => (index === 0 ? part : [dot, ...part])),
		...(more > 0 ? [span(`  +${more}`, 'accent'), ...keySpans(actionKey(state, 'alarms'))] : []),
		...(end === '' ? [] : [dot, span(end, 'dim')]),
	];
}

const dot = span(' · ', 'dim');

function keySpans(key: string | undefined): Line {
	return key === undefined ? [] : [span(' [', 'dim'), span(key, 'head'), span(']', 'dim')];
}

/** `last 1h`; its end where another one is looked at. */
function hourWords(state: State): string {
	const { toMs } = currentRange(state);
	return toMs >= state.nowMs
		? 'last 1h'
		: `until ${formatTime(toMs, timeZoneOf(state), 'full').slice(5, 16)}`;
}

function alarmSpans(state: State, alarm: Alarm, { count, change, level }: Reading): Line {
	const [one, many] = alarm.words;
	const key = alarmKey(state, alarm);
	return [
		span(
			`${level === 'bad' ? '▲ ' : ''}${formatNumber(count)} ${count === 1 ? one : many}`,
			roles[level],
		),
		...(change === '' ? [] : [span(` ${change}`, roles[level])]),
		...keySpans(key),
	];
}

/** The key that leads to more: the digit of a dashboard, or the key of an action as the user has it. */
function alarmKey(state: State, { leadsTo }: Alarm): string | undefined {
	if (leadsTo.action === undefined) {
		const digit = state.layouts.find(({ name }) => name === leadsTo.dashboard)?.key;
		return digit === undefined ? undefined : String(digit);
	}

	return actionKey(state, leadsTo.action);
}

function actionKey(state: State, action: string): string | undefined {
	const found = keysOf(state).actions.find(({ name }) => name === action);
	return found === undefined ? undefined : keyLabel(found.keys.slice(0, 1));
}

/** What cannot be told; why, where that is one reason for most of it. */
function unknownWords(all: readonly ReadAlarm[]): {
	readonly words: string;
	readonly isMost: boolean;
} {
	const unknown = all.flatMap(({ alarm, state }) =>
		state.kind === 'unknown' ? [{ many: alarm.words[1], reason: state.reason }] : [],
	);
	const [first] = unknown;

	if (first === undefined) {
		return { words: '', isMost: false };
	}

	const isMost =
		unknown.length > all.length / 2 && unknown.every(({ reason }) => reason === first.reason);
	const words = isMost ? first.reason : unknown.map(({ many }) => many).join(', ');
	return { words: `not known: ${sanitise(words)}`, isMost };
}
