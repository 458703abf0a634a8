import type { SourceDetail, SourceLag, SourceStatus } from '../../dashboard/state/source-status.ts';

interface Part {
	/** Name of the environment. */
	readonly name: string;
	readonly status: SourceStatus;
}

/** The states, the most urgent first. */
const statesByConcern: readonly SourceStatus['state'][] = [
	'stopped',
	'waiting',
	'connecting',
	'backfilling',
	'live',
	'idle',
	'done',
];
/** Errors on the sources screen. */
const errorsMax = 50;

/**
 * Combines the status of several sources into one: the sum of the counts, the most urgent state,
 * the longest lag, and every prefix and detail with the name of its environment.
 *
 * @param parts - at least one; a single one is returned as it is
 */
export function mergeStatus(parts: readonly Part[]): SourceStatus {
	const [first] = parts;
	if (first !== undefined && parts.length === 1) {
		return first.status;
	}

	const statuses = parts.map(part => part.status);
	const lags = statuses.flatMap(({ lagMs }) => (lagMs === undefined ? [] : [lagMs]));
	const details = parts.flatMap(({ name, status }) =>
		status.detail === '' ? [] : [`${name}: ${status.detail}`],
	);
	return {
		state:
			statesByConcern.find(state => statuses.some(status => status.state === state)) ??
			'connecting',
		objectCount: sum(statuses.map(({ objectCount }) => objectCount)),
		errorCount: sum(statuses.map(({ errorCount }) => errorCount)),
		lagMs: lags.length === 0 ? undefined : Math.max(...lags),
		detail: details.join(' · '),
		readingBeforeMs: latest(statuses.flatMap(status => status.readingBeforeMs ?? [])),
		source: mergeDetails(parts),
		trails: mergeTrails(parts),
	};
}

/** What is not logged in each environment; undefined before one is known. */
function mergeTrails(parts: readonly Part[]): SourceStatus['trails'] {
	const known = parts.flatMap(({ name, status: { trails } }) =>
		trails === undefined ? [] : trails.map(flaw => ({ ...flaw, found: `${name}: ${flaw.found}` })),
	);
	return known.length === 0 ? undefined : known;
}

interface Reported {
	readonly name: string;
	readonly source: SourceDetail;
}

function mergeDetails(parts: readonly Part[]): SourceDetail | undefined {
	const reported = parts.flatMap(({ name, status: { source } }): Reported[] =>
		source === undefined ? [] : [{ name, source }],
	);
	if (reported.length === 0) {
		return undefined;
	}

	const sources = reported.map(({ source }) => source);
	const polls = sources.flatMap(({ lastPollMs }) => (lastPollMs === undefined ? [] : [lastPollMs]));
	const nexts = sources.flatMap(({ nextPollMs }) => (nextPollMs === undefined ? [] : [nextPollMs]));
	return {
		title: reported.map(({ name, source }) => `${name} ${source.title}`).join(' · '),
		objects: mergeCounts(sources),
		recordCount: sum(sources.map(({ recordCount }) => recordCount)),
		duplicateCount: sum(sources.map(({ duplicateCount }) => duplicateCount)),
		rejectedCount: sum(sources.map(({ rejectedCount }) => rejectedCount)),
		fetchedBytes: sum(sources.map(({ fetchedBytes }) => fetchedBytes)),
		lag: worstLag(sources),
		prefixes: reported.flatMap(({ name, source }) =>
			source.prefixes.map(prefix => ({ ...prefix, name: `${name} ${prefix.name}` })),
		),
		prefixCount: sum(sources.map(({ prefixCount }) => prefixCount)),
		lastPollMs: polls.length === 0 ? undefined : Math.min(...polls),
		nextPollMs: nexts.length === 0 ? undefined : Math.min(...nexts),
		errors: reported
			.flatMap(({ name, source }) =>
				source.errors.map(error => ({ ...error, tried: `${name}: ${error.tried}` })),
			)
			.sort((a, b) => b.atMs - a.atMs)
			.slice(0, errorsMax),
	};
}

function mergeCounts(sources: readonly SourceDetail[]): SourceDetail['objects'] {
	const counts = new Map<string, number>();
	for (const [state, count] of sources.flatMap(({ objects }) => objects)) {
		counts.set(state, (counts.get(state) ?? 0) + count);
	}

	return [...counts];
}

/** The lag of the source with the longest lag. Medians of several sources cannot be added. */
function worstLag(sources: readonly SourceDetail[]): SourceLag | undefined {
	return sources
		.flatMap(({ lag }) => (lag === undefined || Number.isNaN(lag.totalMs) ? [] : [lag]))
		.reduce<SourceLag | undefined>(
			(worst, lag) => (worst === undefined || lag.totalMs > worst.totalMs ? lag : worst),
			undefined,
		);
}

function latest(moments: readonly number[]): number | undefined {
	return moments.length === 0 ? undefined : Math.max(...moments);
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}
