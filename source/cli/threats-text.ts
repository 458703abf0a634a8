import { IntelError } from '../intel/errors.ts';
import type { FeedCache } from '../intel/feed/cache.ts';
import type { Feed } from '../intel/feed/feeds-file.ts';
import type { FeedOutcome } from '../intel/feed/update.ts';
import type { KeptSource } from '../intel/kept-file.ts';
import type { KeptStore } from '../intel/kept-store.ts';
import { formatDuration } from '../text/duration.ts';
import { sanitise } from '../text/sanitise.ts';
import { formatTime } from '../text/time.ts';
import { maskedUrl } from '../text/url.ts';
import { padCells } from '../app/print/pad-cells.ts';

/** What became of one feed, in one line. */
export async function describeFeedOutcome(
	feed: Feed,
	outcome: FeedOutcome,
	kept: KeptStore,
	nowMs: number,
): Promise<string> {
	switch (outcome.kind) {
		case 'updated': {
			const { activeCount, newCount, withdrawnCount } = outcome;
			return `${feed.name}: ${counted(activeCount)} indicators, ${counted(newCount)} new, ${counted(withdrawnCount)} withdrawn`;
		}

		case 'unchanged':
			return `${feed.name}: unchanged, ${counted(await activeCountOf(feed.name, kept))} indicators`;
		case 'waiting': {
			const wait = formatDuration(outcome.nextMs - nowMs);
			return `${feed.name}: asked less than ${formatDuration(feed.interval)} ago; next time in ${wait}`;
		}

		case 'failed': {
			const activeCount = await activeCountOf(feed.name, kept);
			const stays =
				activeCount > 0
					? `the ${counted(activeCount)} indicators of before stay`
					: 'there are no indicators of it yet';
			return sanitise(`${feed.name}: ${outcome.error.message}; ${stays}`);
		}
	}
}

function counted(count: number): string {
	return count.toLocaleString('en');
}

async function activeCountOf(name: string, kept: KeptStore): Promise<number> {
	const source = await readable(name, kept);
	return source instanceof IntelError ? 0 : activeCount(source);
}

function activeCount(source: KeptSource | undefined): number {
	return source?.indicators.filter(one => one.withdrawnMs === undefined).length ?? 0;
}

async function readable(
	name: string,
	kept: KeptStore,
): Promise<KeptSource | IntelError | undefined> {
	try {
		return await kept.read(name);
	} catch (error) {
		if (error instanceof IntelError) {
			return error;
		}

		throw error;
	}
}

/** Every source with its counts, its age and its last error; empty when there is none. */
export async function listSources(
	feeds: readonly Feed[],
	kept: KeptStore,
	cache: FeedCache,
): Promise<string> {
	const names = [...new Set([...feeds.map(feed => feed.name), ...(await kept.names())])].sort();
	const rows: (readonly string[])[] = [];
	for (const name of names) {
		const feed = feeds.find(candidate => candidate.name === name);
		const source = await readable(name, kept);
		if (source instanceof IntelError) {
			rows.push([name, '', '', '', sanitise(source.message)]);
			continue;
		}

		const state = feed === undefined ? undefined : await cache.state(name, feed.url);
		const active = activeCount(source);
		const failure = state?.failure === undefined ? '' : `failed: ${state.failure.message}`;
		rows.push([
			name,
			counted(active),
			counted((source?.indicators.length ?? 0) - active),
			source === undefined ? 'never' : formatTime(source.importedMs, 'UTC', 'full'),
			sanitise(
				[feed?.licence ?? '', maskedUrl(feed?.url ?? source?.origin ?? ''), failure]
					.filter(part => part !== '')
					.join(' · '),
			),
		]);
	}

	return rows.length === 0
		? ''
		: padCells([['source', 'active', 'withdrawn', 'taken over', 'from'], ...rows], [1, 2]);
}
