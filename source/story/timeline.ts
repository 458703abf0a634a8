import { allOf, fieldOf, notOf, numberTest } from '../findings/expressions.ts';
import type { Expression } from '../query/syntax/tree.ts';
import type { Value } from '../query/value.ts';
import { formatDuration, minuteMs } from '../text/duration.ts';
import { formatNumber, formatPlural } from '../text/number.ts';
import { countPart, textOr, type Asker } from './asker.ts';
import { isFolded, isWithoutSuccess, within } from './conditions.ts';
import { gifts } from './gifts.ts';
import type { OwnFinding } from './own-findings.ts';
import { rowOf, valuePart, words, type StoryRow, type StorySection } from './story.ts';
import { serviceOf } from './what-section.ts';

/** Calls that are told in full, the newest; older ones are counted. */
export const timelineMax = 500;
/** Buckets of time in which reads are counted before they are folded. */
export const readBucketsMax = 50_000;
/** Rows that a timeline has in all, the newest: reads between calls, and findings, are rows too. */
export const timelineRowsMax = 1_500;
/** Reads that are further apart are told one by one. */
const foldedWithinMs = 15 * minuteMs;

const targets = [
	...new Set([
		...[...gifts.values()].map(({ to }) => to),
		...'instanceId groupId vpcId bucketName keyId secretId functionName trailName name accessKeyId detectorId'
			.split(' ')
			.map(name => `requestParameters.${name}`),
	]),
];

/** Everything in order: what changes something and findings one by one, reads folded. */
export async function tellTimeline(
	asker: Asker,
	own: Expression,
	findings: readonly OwnFinding[],
): Promise<StorySection> {
	const { calls, cutMs } = await callsInFull(asker, own);
	const folds = await foldedReads(
		asker,
		own,
		cutMs,
		calls.map(({ timeMs = 0 }) => timeMs),
	);
	const found = findings.filter(({ firstMs }) => firstMs >= cutMs);
	const all = [...found.map(findingRow), ...folds, ...calls].toSorted(
		(a, b) => (a.timeMs ?? 0) - (b.timeMs ?? 0),
	);
	const rows = all.slice(-timelineRowsMax);
	const startMs = all.length > rows.length ? (rows[0]?.timeMs ?? cutMs) : cutMs;
	const shown = rows.filter(({ timeMs = 0 }) => timeMs >= startMs);
	const before = await earlier(
		asker,
		own,
		startMs,
		findings.filter(({ firstMs }) => firstMs < startMs).length,
	);
	return { id: 'timeline', title: 'Timeline', rows: [...before, ...shown] };
}

/** What is before the first row. */
async function earlier(
	asker: Asker,
	own: Expression,
	startMs: number,
	findingCount: number,
): Promise<readonly StoryRow[]> {
	const { fromMs } = asker.request;
	if (startMs <= fromMs) {
		return [];
	}

	const of = (condition: Expression) => [
		own,
		condition,
		numberTest(fieldOf('_messageTime'), '<', startMs),
	];
	const count = async (condition: Expression) =>
		Number((await asker.ask(allOf(of(condition)), ['count'])).rows[0]?.[0] ?? 0);
	const [calls, reads] = [await count(notOf(isFolded)), await count(isFolded)];
	return [
		rowOf([
			words('note', 'earlier, and not listed:'),
			countPart('calls', calls, of(notOf(isFolded)), { text: formatPlural(calls, 'call') }),
			countPart('reads', reads, of(isFolded), { text: formatPlural(reads, 'read') }),
			findingCount > 0 ? words('findings', 'and findings; a shorter range lists them') : undefined,
		]),
	];
}

interface InFull {
	readonly calls: readonly StoryRow[];
	/** The timeline begins here; earlier calls are too many. */
	readonly cutMs: number;
}

async function callsInFull(asker: Asker, own: Expression): Promise<InFull> {
	const fields = [
		'_messageTime',
		'eventID',
		'eventSource',
		'eventName',
		'_result',
		'sourceIPAddress',
		...targets,
	];
	const { rows, rowCount } = await asker.ask(
		allOf([own, notOf(isFolded)]),
		[`fields ${fields.join(', ')}`],
		{ rowsMax: timelineMax + 1 },
	);
	// Of one moment all are told or none, so that what is left out is a range of time.
	const last = rowCount > timelineMax ? Number(rows[timelineMax]?.[0]) : undefined;
	const cutMs = last === undefined ? asker.request.fromMs : last + 1;
	const calls = rows.filter(([timeMs]) => Number(timeMs) >= cutMs).toReversed();
	return { calls: calls.map(callRow), cutMs };
}

function callRow([timeMs, id, source, name, result, address, ...to]: readonly Value[]): StoryRow {
	const target = to.map(textOr).find(text => text !== null && text !== '');
	const isSuccess = result === 'Success' || result === null;
	return {
		...rowOf([
			valuePart('call', `${serviceOf(textOr(source ?? null))} ${textOr(name) ?? '(none)'}`),
			target === null || target === undefined ? undefined : valuePart('to', target),
			isSuccess ? undefined : valuePart('error', textOr(result) ?? ''),
			textOr(address) === null ? undefined : valuePart('address', textOr(address) ?? ''),
		]),
		timeMs: Number(timeMs),
		eventId: textOr(id) ?? undefined,
	};
}

function findingRow({
	rule,
	severity,
	isAttempt,
	firstMs,
	count,
	condition,
}: OwnFinding): StoryRow {
	return {
		...rowOf([
			words('finding', `▲ ${severity}`),
			valuePart('rule', rule.id),
			valuePart('title', isAttempt ? `refused: ${rule.title}` : rule.title),
			countPart('hits', count, [condition], { text: formatPlural(count, 'hit') }),
		]),
		timeMs: firstMs,
	};
}

interface Fold {
	readonly fromMs: number;
	toMs: number;
	count: number;
	bad: number;
	readonly names: Set<string>;
}

/** Runs of reads between calls that are told in full. */
async function foldedReads(
	asker: Asker,
	own: Expression,
	cutMs: number,
	callsMs: readonly number[],
): Promise<readonly StoryRow[]> {
	const { toMs } = asker.request;
	const stepSeconds = Math.max(1, Math.ceil((toMs - cutMs) / 1000 / (readBucketsMax - 2)));
	const { rows, stepMs } = await asker.ask(
		allOf([own, isFolded]),
		[
			`timeslice ${stepSeconds}s`,
			'if(_result = "Success" or isNull(_result), 0, 1) as _bad',
			'count as _n, sum(_bad) as _bad, values(eventName) as _names by _timeslice',
			'sort _timeslice asc',
		],
		{ range: { fromMs: cutMs, toMs }, rowsMax: readBucketsMax, isWhole: true },
	);
	const folds: Fold[] = [];
	let next = 0;
	for (const [time, count, bad, names] of rows) {
		const startMs = Number(time);
		const from = next;
		while ((callsMs[next] ?? Infinity) < startMs) {
			next++;
		}

		const open = folds.at(-1);
		const fold =
			open === undefined || next > from || startMs - open.toMs > foldedWithinMs
				? { fromMs: Math.max(startMs, cutMs), toMs: 0, count: 0, bad: 0, names: new Set<string>() }
				: open;
		if (fold !== open) {
			folds.push(fold);
		}

		fold.toMs = startMs + stepMs;
		fold.count += Number(count);
		fold.bad += Number(bad);
		String(names)
			.split('\n')
			.forEach(name => fold.names.size < namesOfFold && fold.names.add(name));
	}

	return folds.map(fold => foldRow(own, fold));
}

/** Names of calls that a fold of reads remembers. */
const namesOfFold = 4;

function foldRow(own: Expression, { fromMs, toMs, count, bad, names }: Fold): StoryRow {
	const conditions = [own, isFolded, within({ fromMs, toMs })];
	const lengthMs = toMs - fromMs;
	const when =
		lengthMs > minuteMs ? ` in ${formatDuration(Math.ceil(lengthMs / minuteMs) * minuteMs)}` : '';
	const listed = [...names].slice(0, namesOfFold - 1).join(', ');
	return {
		...rowOf([
			countPart('reads', count, conditions, { text: `× ${formatPlural(count, 'read')}${when}` }),
			bad === 0
				? undefined
				: countPart('failed', bad, [...conditions, isWithoutSuccess], {
						text: `${formatNumber(bad)} without success`,
					}),
			valuePart('calls', names.size >= namesOfFold ? `${listed} …` : listed),
		]),
		timeMs: fromMs,
	};
}
