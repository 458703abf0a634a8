import type { Indicator, Judgement } from './indicator.ts';
import type { IndicatorList } from './indicator-list.ts';
import { IntelError } from './errors.ts';
import type { KeptStore } from './kept-store.ts';
import { merge } from './merge.ts';
import { checkShrink, withoutBogons } from './plausible.ts';
import type { FeedFormat } from './read-indicators.ts';
import { readIndicators } from './read-indicators.ts';

export interface TakeOver {
	readonly name: string;
	/** A masked URL or the name of a file. */
	readonly origin: string;
	readonly licence: string;
	readonly bytes: Uint8Array;
	readonly defaults: Judgement;
	readonly nowMs: number;
	readonly format?: FeedFormat;
	/** Keep private and unrouted ranges too. */
	readonly keepPrivate?: boolean;
	/** An error may quote the first line that cannot be read; not of what a server sent. */
	readonly quotesContent?: boolean;
	/** Accept the feed even when most of its indicators are gone. */
	readonly acceptShrink?: boolean;
	/** Indicators; `indicatorsMax` unless said. */
	readonly countMax?: number;
}

export interface TakenOver {
	readonly format: FeedFormat;
	readonly activeCount: number;
	readonly newCount: number;
	readonly withdrawnCount: number;
	/** What was not imported and why, one line each. */
	readonly notes: readonly string[];
}

/**
 * Reads a feed’s content, checks that it is plausible, and merges it with the stored indicators.
 *
 * @throws IntelError when it is refused; the stored indicators then stay as they were
 */
export async function takeOver(store: KeptStore, what: TakeOver): Promise<TakenOver> {
	const { format, list } = readIndicators(what.bytes, what.defaults, {
		...(what.format === undefined ? {} : { format: what.format }),
		...(what.countMax === undefined ? {} : { countMax: what.countMax }),
	});
	const checked =
		what.keepPrivate === true
			? { indicators: list.indicators, bogonCount: 0, firstBogon: undefined }
			: withoutBogons(list.indicators);
	const kept = await keptOf(store, what.name);
	const before = kept?.indicators ?? [];
	const activeBefore = before.filter(indicator => indicator.withdrawnMs === undefined).length;
	const merged = merge(before, checked.indicators, what.nowMs);
	const isAccepted = what.acceptShrink === true && merged.activeCount > 0;
	try {
		checkShrink(isAccepted ? 0 : activeBefore, merged.activeCount);
	} catch (error) {
		throw error instanceof IntelError ? withRejection(error, list, what) : error;
	}

	await store.write(what.name, {
		source: what.name,
		origin: what.origin,
		licence: what.licence,
		importedMs: what.nowMs,
		indicators: merged.indicators,
	});
	return {
		format,
		activeCount: merged.activeCount,
		newCount: merged.newCount,
		withdrawnCount: merged.withdrawnCount,
		notes: notesOf(list, checked.bogonCount, checked.firstBogon),
	};
}

/** A damaged file of our own must not prevent the next fetch of its feed. */
async function keptOf(store: KeptStore, name: string) {
	try {
		return await store.read(name);
	} catch (error) {
		if (error instanceof IntelError) {
			return undefined;
		}

		throw error;
	}
}

function withRejection(
	error: IntelError,
	list: IndicatorList,
	{ quotesContent = false }: TakeOver,
): IntelError {
	const first = list.firstRejected;
	return first === undefined
		? error
		: new IntelError(
				error.code,
				`${error.found} (${list.rejectedCount} lines unreadable, the first: ${first.place}, ${first.why}${quotesContent ? `: ${first.text}` : ''})`,
				error.next,
			);
}

/** Describes what a reader left out. */
export function notesOf(
	list: IndicatorList,
	bogonCount: number,
	firstBogon: string | undefined,
): readonly string[] {
	const { rejectedCount, firstRejected: first, leftOut } = list;
	return [
		...(first === undefined
			? []
			: [
					`${counted(rejectedCount, 'line')} unreadable, the first: ${first.place}, ${first.why}: ${first.text}`,
				]),
		...(bogonCount === 0
			? []
			: [`${counted(bogonCount, 'private or unrouted range')} left out, the first: ${firstBogon}`]),
		...[...leftOut].map(([reason, count]) => `${count.toLocaleString('en')} left out: ${reason}`),
	];
}

function counted(count: number, noun: string): string {
	return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** The indicators of a file that the user named, without those on private networks. */
export function readGiven(
	bytes: Uint8Array,
	defaults: Judgement,
): { readonly indicators: readonly Indicator[]; readonly notes: readonly string[] } {
	const { list } = readIndicators(bytes, defaults);
	const { indicators, bogonCount, firstBogon } = withoutBogons(list.indicators);
	return { indicators, notes: notesOf(list, bogonCount, firstBogon) };
}
