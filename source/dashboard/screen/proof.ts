import { span } from '../../panels/span.ts';
import type { Line, Role, Span } from '../../panels/span.ts';
import { dayMs, hourMs } from '../../text/duration.ts';
import { padEnd, wrapCells } from '../../text/fit.ts';
import { formatNumber, formatPlural } from '../../text/number.ts';
import { sanitise } from '../../text/sanitise.ts';
import { formatTime, zoneOffsetMs } from '../../text/time.ts';
import type { HourState, PlaceProof, Proof, ProofFlaw, ProofGap } from '../state/proof.ts';
import { timeZoneOf } from '../state/state.ts';
import type { State } from '../state/state.ts';

interface HourSign {
	readonly glyph: string;
	readonly role: Role;
	readonly words: string;
}

const signs: Readonly<Record<HourState, HourSign>> = {
	proven: { glyph: '█', role: 'good', words: 'proven' },
	read: { glyph: '▒', role: 'dim', words: 'read, no digest' },
	unproven: { glyph: '?', role: 'warn', words: 'cannot be checked' },
	missing: { glyph: '✗', role: 'bad', words: 'missing' },
	altered: { glyph: '▲', role: 'bad', words: 'altered' },
	due: { glyph: '·', role: 'dim', words: 'not yet due' },
};

/** Flaws that say nothing of an attack: something could not be proven. */
const notes: ReadonlySet<string> = new Set(['chain-restarted', 'digest-unproven']);
const hoursPerLabel = 6;
const narrowCells = 100;

/** `proven to 14:00 · 2 gaps`; nothing when nobody verifies. */
export function proofSpans(state: State): readonly Span[] {
	const { proof } = state;
	if (proof === undefined) {
		return [];
	}

	const { provenToMs, gapCount, uncoveredCount } = proof;
	const isNarrow = state.size.columns < narrowCells;
	if (provenToMs === undefined) {
		return [span('nothing proven yet', gapCount === 0 ? 'dim' : 'warn')];
	}

	const gaps = gapCount === 0 ? [] : [span(` · ${formatPlural(gapCount, 'gap')}`, 'bad')];
	const words = isNarrow ? 'proven' : 'proven to';
	const rest = isNarrow
		? ` +${formatNumber(uncoveredCount)}?`
		: ` · ${formatNumber(uncoveredCount)} without digests`;
	const isWhole = gapCount + uncoveredCount === 0;
	return [
		span(`${words} ${shortTime(state, provenToMs)}`, isWhole ? 'good' : 'warn'),
		...gaps,
		...(uncoveredCount === 0 ? [] : [span(rest, 'warn')]),
	];
}

/** The hour, with its day when that is another one than now. */
function shortTime(state: State, ms: number): string {
	const zone = timeZoneOf(state);
	const isToday = dayIn(ms, zone) === dayIn(state.nowMs, zone);
	return formatTime(ms, zone, isToday ? 'minute' : 'day-minute');
}

function dayIn(ms: number, zone: string): number {
	return Math.floor((ms + zoneOffsetMs(ms, zone)) / dayMs);
}

/** What the digests prove, of the sources screen. */
export function proofLines(state: State, widthCells: number): Line[] {
	const { proof } = state;
	if (proof === undefined) {
		return [
			...head('Completeness'),
			...wrapped(
				'The signed digests of the trail are not verified here: `verify: live` in the configuration, or --verify live, checks them as they come.',
				widthCells,
			),
		];
	}

	return [
		...head('Completeness, by signed digests'),
		summary(state, proof),
		...proof.troubles.flatMap(words => wrapped(`▲ ${sanitise(words)}`, widthCells, 'warn')),
		...uncoveredLines(proof, widthCells),
		...placeLines(state, proof, widthCells),
		...gapLines(state, proof, widthCells),
		...flawLines(state, proof, widthCells),
	];
}

function head(words: string): Line[] {
	return [[], [span(words, 'title')]];
}

function wrapped(text: string, widthCells: number, role: Role = 'dim'): Line[] {
	return wrapCells(text, widthCells).map(line => [span(line, role)]);
}

function summary(state: State, { provenFromMs }: Proof): Line {
	const from =
		provenFromMs === undefined
			? []
			: [span(` · from ${formatTime(provenFromMs, timeZoneOf(state), 'day-minute')} on`, 'dim')];
	return [...proofSpans(state), ...from];
}

function uncoveredLines({ uncoveredCount, provenToMs }: Proof, widthCells: number): Line[] {
	if (uncoveredCount === 0) {
		return [];
	}

	const where = `${formatNumber(uncoveredCount)} ${uncoveredCount === 1 ? 'account and region has' : 'accounts and regions have'} no digests`;
	const words = provenToMs === undefined ? `No digest is there: ${where}` : where;
	return wrapped(`${words}; turn on log file validation for the trail`, widthCells, 'warn');
}

/** One row for each account and region, one cell for each hour. */
function placeLines(
	state: State,
	{ places, placeCount, hoursFromMs }: Proof,
	widthCells: number,
): Line[] {
	const [first] = places;
	if (first === undefined) {
		return [];
	}

	const nameCells = Math.max(8, Math.min(32, widthCells - first.hours.length - 1));
	const shown = new Set(places.flatMap(({ hours }) => hours));
	const legend = Object.entries(signs)
		.filter(([name]) => shown.has(name as HourState))
		.flatMap(([, { glyph, role, words }], index) => [
			span(index === 0 ? '' : '  '),
			span(glyph, role),
			span(` ${words}`, 'dim'),
		]);
	const hidden = placeCount - places.length;
	return [
		[span(' '.repeat(nameCells)), span(ruler(state, hoursFromMs, first.hours.length), 'head')],
		...places.map(place => placeLine(place, nameCells)),
		...(hidden > 0 ? [[span(`and ${formatNumber(hidden)} more`, 'dim')]] : []),
		legend,
	];
}

/** The hour of every sixth cell: `15    21    03    09`. */
function ruler(state: State, hoursFromMs: number, count: number): string {
	const labels = Array.from({ length: Math.ceil(count / hoursPerLabel) }, (_, index) => {
		const ms = hoursFromMs + index * hoursPerLabel * hourMs;
		return padEnd(formatTime(ms, timeZoneOf(state), 'minute').slice(0, 2), hoursPerLabel);
	});
	return labels.join('').slice(0, count);
}

function placeLine({ account, region, hours }: PlaceProof, nameCells: number): Line {
	return [
		span(padEnd(sanitise(`${account} ${region}`), nameCells), 'key'),
		...hours.map(hour => span(signs[hour].glyph, signs[hour].role)),
	];
}

function gapLines(state: State, { gaps, gapCount }: Proof, widthCells: number): Line[] {
	if (gaps.length === 0) {
		return [];
	}

	const zone = timeZoneOf(state);
	const hidden = gapCount - gaps.length;
	return [
		[],
		[
			span(formatPlural(gapCount, 'gap'), 'title'),
			span(' · ', 'dim'),
			span('r', 'accent'),
			span(' looks again', 'dim'),
		],
		...gaps.flatMap((gap: ProofGap): Line[] => [
			[
				span(`${spanWords(gap, zone)} `, 'dim'),
				span(gap.state, signs[gap.state].role),
				span(` ${sanitise(gap.account)} ${sanitise(gap.region)}`, 'key'),
			],
			...wrapCells(sanitise(gap.reason), widthCells - 2).map(line => [span(`  ${line}`, 'dim')]),
		]),
		...(hidden > 0 ? [[span(`and ${formatNumber(hidden)} more`, 'dim')]] : []),
	];
}

function spanWords({ fromMs, toMs }: ProofGap, zone: string): string {
	const isOneDay = dayIn(fromMs, zone) === dayIn(toMs, zone);
	const end = formatTime(toMs, zone, isOneDay ? 'minute' : 'day-minute');
	return `${formatTime(fromMs, zone, 'day-minute')}–${end}`;
}

function flawLines(state: State, { flaws, flawCount }: Proof, widthCells: number): Line[] {
	if (flaws.length === 0) {
		return [];
	}

	const hidden = flawCount - flaws.length;
	return [
		[],
		[span(`What the digests say of ${formatPlural(flawCount, 'object')}`, 'title')],
		...flaws.flatMap(({ code, key, detail, atMs }: ProofFlaw): Line[] => [
			[
				span(`${formatTime(atMs, timeZoneOf(state), 'day-clock')} `, 'dim'),
				span(notes.has(code) ? 'note ' : 'FAIL ', notes.has(code) ? 'warn' : 'bad'),
				span(sanitise(code)),
			],
			...wrapCells(sanitise(key), widthCells - 2).map(line => [span(`  ${line}`)]),
			...wrapCells(`→ ${sanitise(detail)}`, widthCells - 2).map(line => [span(`  ${line}`, 'dim')]),
		]),
		...(hidden > 0
			? [[span(`and ${formatNumber(hidden)} more: \`trailtop verify\` lists all`, 'dim')]]
			: []),
	];
}
