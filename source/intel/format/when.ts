/** A smaller number is in seconds since the epoch, others in milliseconds. */
const millisecondsFrom = 100_000_000_000;

/**
 * Parses a time of a feed: ISO, `2026-03-01 12:00:00` in UTC, seconds or milliseconds. Returns ms
 * since the epoch.
 */
export function readMoment(value: unknown): number | undefined {
	if (typeof value === 'number' || (typeof value === 'string' && /^\d{9,14}$/.test(value.trim()))) {
		const number = Number(value);
		return number > 0 ? number * (number < millisecondsFrom ? 1_000 : 1) : undefined;
	}

	if (typeof value !== 'string') {
		return undefined;
	}

	const [, date, time = '00:00:00', zone = 'Z'] =
		/^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?\s*(Z|UTC|[+-]\d\d:?\d\d)?$/i.exec(
			value.trim(),
		) ?? [];
	if (date === undefined) {
		return undefined;
	}

	const moment = Date.parse(`${date}T${time}${/utc/i.test(zone) ? 'Z' : zone.toUpperCase()}`);
	return Number.isNaN(moment) ? undefined : moment;
}
