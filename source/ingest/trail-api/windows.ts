import { dayMs, hourMs, minuteMs } from '../../text/duration.ts';

/** A closed stretch of time of one account and region, half-open, in ms since the epoch. */
export interface Window {
	readonly account: string;
	readonly region: string;
	readonly startMs: number;
	readonly endMs: number;
}

/**
 * How far back events are looked up. CloudTrail keeps 90 days and refuses a range that reaches
 * further, so the last hour of these is not asked for.
 */
export const historyMs = 90 * dayMs - hourMs;
/**
 * One object holds the events of so many ms. A shorter one costs more rows in the ledger, a longer
 * one more to read again while it is open.
 */
export const windowMs = 15 * minuteMs;
/**
 * Events appear up to 15 minutes after they happened, some of them later. A window is read again
 * when it has been over for so long.
 */
const readAgainAfterMs = [5 * minuteMs, 15 * minuteMs, 60 * minuteMs, dayMs] as const;
/** An open window is read with every poll, but not twice in this time. */
const openEveryMs = 30_000;

const form =
	/^AWSLogs\/(\d{12})\/CloudTrail\/([a-z0-9-]+)\/(\d{4})\/(\d{2})\/(\d{2})\/\1_CloudTrail_\2_\3\4\5T(\d{2})(\d{2})Z_lookup\.json\.gz$/;

/** The prefix of the windows of an account and region, as a bucket would have it. */
export function windowPrefix(account: string, region: string): string {
	return `AWSLogs/${account}/CloudTrail/${region}/`;
}

/** The key of a window, as a bucket names a log: by the time at its end. */
export function windowKey({ account, region, endMs }: Omit<Window, 'startMs'>): string {
	const iso = new Date(endMs).toISOString();
	const day = iso.slice(0, 10);
	const stamp = `${iso.slice(0, 16).replaceAll(/[-:]/g, '')}Z`;
	return `${windowPrefix(account, region)}${day.replaceAll('-', '/')}/${account}_CloudTrail_${region}_${stamp}_lookup.json.gz`;
}

/** Undefined when the key is not one of a window. */
export function windowOf(key: string): Window | undefined {
	const [, account, region, year, month, day, hour, minute] = form.exec(key) ?? [];
	if (account === undefined || region === undefined) {
		return undefined;
	}

	const endMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
	return Number.isNaN(endMs) || endMs % windowMs !== 0
		? undefined
		: { account, region, startMs: endMs - windowMs, endMs };
}

/** What changes when a window has to be read again, as an ETag does. */
export function windowVersion({ endMs }: Pick<Window, 'endMs'>, nowMs: number): string {
	const overMs = nowMs - endMs;
	return overMs < 0
		? `open-${Math.floor(nowMs / openEveryMs)}`
		: `over-${readAgainAfterMs.filter(afterMs => overMs >= afterMs).length}`;
}

/** The end of the window that is open at a time. */
export function openEndMs(nowMs: number): number {
	return (Math.floor(nowMs / windowMs) + 1) * windowMs;
}

/**
 * Ends of the windows whose keys may stand below a prefix and after a key, oldest first. Only the
 * times in both are read; who asks compares the keys.
 */
export function windowEnds(
	prefix: string,
	startAfter: string | undefined,
	nowMs: number,
): readonly number[] {
	const [fromMs, toMs] = daysOf(prefix, nowMs);
	// Windows that the history holds only in part are left out.
	const firstMs = nowMs - historyMs + windowMs;
	const afterMs = Math.max(fromMs, timeIn(startAfter ?? '') ?? 0, firstMs);
	const ends: number[] = [];
	for (let ms = Math.ceil(afterMs / windowMs) * windowMs; ms <= toMs; ms += windowMs) {
		ends.push(ms);
	}

	return ends;
}

/** The time range that the year, month and day in a prefix leave. */
function daysOf(prefix: string, nowMs: number): readonly [fromMs: number, toMs: number] {
	const [, year, month, day] =
		/\/CloudTrail\/[^/]+\/(\d{4})\/(\d{2})\/(\d{2})\//.exec(prefix) ?? [];
	const dayStartMs = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
	const openMs = openEndMs(nowMs);
	return Number.isNaN(dayStartMs)
		? [0, openMs]
		: [dayStartMs, Math.min(openMs, dayStartMs + dayMs - windowMs)];
}

function timeIn(key: string): number | undefined {
	const [, year, month, day, hour, minute] =
		/_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})/.exec(key) ?? [];
	const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
	return Number.isNaN(ms) ? undefined : ms;
}
