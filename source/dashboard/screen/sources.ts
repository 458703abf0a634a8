import { span } from '../../panels/span.ts';
import type { Line } from '../../panels/span.ts';
import { formatDuration } from '../../text/duration.ts';
import { padEnd, padStart, wrapCells } from '../../text/fit.ts';
import { formatBytes, formatNumber, formatPlural } from '../../text/number.ts';
import { sanitise } from '../../text/sanitise.ts';
import { formatTime } from '../../text/time.ts';
import type { SourceDetail, SourceLag, SourcePrefix } from '../state/source-status.ts';
import { timeZoneOf } from '../state/state.ts';
import type { State } from '../state/state.ts';
import { damagedLines } from './damaged.ts';
import { proofLines } from './proof.ts';
import { trailLines } from './trails.ts';

/** A prefix without a new object for so many ms is marked: a trail delivers every few minutes. */
const silentAfterMs = 3_600_000;
const numberCells = 9;

/** The sources screen: lag, objects by state, every prefix, and errors. */
export function sourceLines(state: State, widthCells: number): Line[] {
	const { source } = state.status;

	if (source === undefined) {
		return [
			[
				span(
					state.status.state === 'idle'
						? 'This trailtop only reads the store; who fills it knows the source.'
						: 'The source has not said anything yet.',
					'dim',
				),
			],
			...storeLines(state, widthCells),
			...trailLines(state.status.trails, widthCells),
			...proofLines(state, widthCells),
			...damagedLines(state, state.damaged, widthCells),
		];
	}

	return [
		...wrapped(sanitise(source.title), widthCells, 'strong'),
		[
			span(
				[
					formatPlural(source.recordCount, 'record'),
					formatPlural(source.duplicateCount, 'duplicate'),
					`${formatNumber(source.rejectedCount)} rejected`,
					`${formatBytes(source.fetchedBytes)} fetched`,
				].join(' · '),
			),
		],
		...pollLine(state, source),
		...storeLines(state, widthCells),
		...head('Objects since this trailtop started'),
		...wrapped(
			source.objects.map(([name, count]) => `${name} ${formatNumber(count)}`).join(' · ') || 'none',
			widthCells,
		),
		...head('Lag: from an event to its record in the store'),
		lagLine(source.lag),
		...trailLines(state.status.trails, widthCells),
		...proofLines(state, widthCells),
		...damagedLines(state, state.damaged, widthCells),
		...prefixLines(state, source, widthCells),
		...errorLines(state, source, widthCells),
	];
}

/** What became of all objects that the store has heard of. */
function storeLines({ account }: State, widthCells: number): Line[] {
	return account === undefined
		? []
		: [...head('Objects in the store'), ...wrapped(account.words.join(' · '), widthCells)];
}

function head(words: string): Line[] {
	return [[], [span(words, 'title')]];
}

function wrapped(
	text: string,
	widthCells: number,
	role: 'text' | 'strong' | 'dim' = 'text',
): Line[] {
	return wrapCells(text, widthCells).map(line => [span(line, role)]);
}

function pollLine(state: State, { lastPollMs, nextPollMs }: SourceDetail): Line[] {
	const words = [
		lastPollMs === undefined ? '' : `asked ${ago(state.nowMs - lastPollMs)} ago`,
		nextPollMs === undefined ? '' : `again in ${ago(nextPollMs - state.nowMs)}`,
	].filter(Boolean);
	return words.length === 0 ? [] : [[span(words.join(' · '), 'dim')]];
}

function ago(ms: number): string {
	return formatDuration(Math.max(0, Math.round(ms / 1_000) * 1_000));
}

function lagLine(lag: SourceLag | undefined): Line {
	return lag === undefined
		? [span('not known yet', 'dim')]
		: [
				span(
					`CloudTrail ${lagText(lag.trailMs)} · S3 ${lagText(lag.deliveryMs)} · here ${lagText(lag.oursMs)} · together ${lagText(lag.totalMs)}, p95 ${lagText(lag.totalP95Ms)}`,
				),
			];
}

function lagText(ms: number | undefined): string {
	return ms === undefined || Number.isNaN(ms) ? '–' : formatDuration(Math.round(ms));
}

function prefixLines(state: State, source: SourceDetail, widthCells: number): Line[] {
	if (source.prefixes.length === 0) {
		return [];
	}

	const titles = ['silent', 'CloudTrail', 'S3', 'here', 'p95', 'objects'];
	const cells = titles.map(title => Math.max(numberCells, title.length + 1));
	const nameCells = Math.max(8, widthCells - cells.reduce((sum, one) => sum + one, 0));
	const hidden = source.prefixCount - source.prefixes.length;
	const row = (prefix: SourcePrefix): Line => {
		const { lastObjectMs, lag, objectCount } = prefix;
		const silentMs = lastObjectMs === undefined ? undefined : state.nowMs - lastObjectMs;
		const values = [
			silentMs === undefined ? '–' : ago(silentMs),
			lagText(lag?.trailMs),
			lagText(lag?.deliveryMs),
			lagText(lag?.oursMs),
			lagText(lag?.totalP95Ms),
			objectCount === undefined ? '–' : formatNumber(objectCount),
		];
		return [
			span(padEnd(sanitise(prefix.name), nameCells), 'key'),
			...values.map((value, index) =>
				span(
					padStart(value, cells[index] ?? numberCells),
					index === 0 && (silentMs ?? 0) > silentAfterMs ? 'warn' : 'text',
				),
			),
		];
	};

	return [
		...head(`Prefixes by account and region: ${formatNumber(source.prefixCount)}`),
		[
			span(' '.repeat(nameCells)),
			...titles.map((title, index) => span(padStart(title, cells[index] ?? numberCells), 'head')),
		],
		...source.prefixes.map(row),
		...(hidden > 0 ? [[span(`and ${formatNumber(hidden)} more`, 'dim')]] : []),
	];
}

function errorLines(state: State, { errors }: SourceDetail, widthCells: number): Line[] {
	if (errors.length === 0) {
		return [...head('Errors'), [span('none', 'good')]];
	}

	return [
		...head('Errors, newest first'),
		...errors.flatMap(({ atMs, code, tried, found, next, count }): Line[] => [
			[
				span(`${formatTime(atMs, timeZoneOf(state), 'day-clock')} `, 'dim'),
				span(sanitise(code), 'bad'),
				span(count > 1 ? ` ×${formatNumber(count)}` : '', 'warn'),
			],
			...wrapped(`  ${sanitise(tried)}: ${sanitise(found)}`, widthCells),
			...wrapped(`  → ${sanitise(next)}`, widthCells, 'dim'),
		]),
	];
}
