const hourMs = 3_600_000;
const clocks = new Map<string, Intl.DateTimeFormat>();

/** Minutes east of Greenwich of a zone written as an offset: `+02:00`, `GMT-5`. */
function fixedMinutes(zone: string): number | undefined {
	if (/^(?:(?:etc\/)?(?:utc|gmt)|z)$/i.test(zone)) {
		return 0;
	}

	const [, sign, hours, minutes = '0'] =
		/^(?:UTC|GMT)?([+-])(\d\d?)(?::?(\d\d))?$/.exec(zone) ?? [];
	return hours === undefined
		? undefined
		: Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
}

/** @throws RangeError when there is no zone of that name */
function clockOf(zone: string): Intl.DateTimeFormat {
	const clock =
		clocks.get(zone) ??
		new Intl.DateTimeFormat('en-CA', {
			timeZone: zone,
			hourCycle: 'h23',
			year: 'numeric',
			month: '2-digit',
			day: '2-digit',
			hour: '2-digit',
			minute: '2-digit',
			second: '2-digit',
		});
	clocks.set(zone, clock);
	return clock;
}

export function isZone(zone: string): boolean {
	try {
		return fixedMinutes(zone) !== undefined || clockOf(zone) !== undefined;
	} catch {
		return false;
	}
}

/** What the zone's clock on the wall shows, as if it stood in Greenwich: ms since 1970. */
export function wallMs(ms: number, zone: string): number {
	const minutes = fixedMinutes(zone);

	if (minutes !== undefined) {
		return ms + minutes * 60_000;
	}

	const [year = 0, month = 0, ...rest] = clockOf(zone).format(ms).split(/\D+/).map(Number);
	const [day, hour, minute, second] = rest;
	return Date.UTC(year, month - 1, day, hour, minute, second, 0) + (((ms % 1_000) + 1_000) % 1_000);
}

/** The instants at which the clock shows a time, the earlier first: none, one or two. */
export function instantsOf(wall: number, zone: string): readonly number[] {
	const offsets = [-26, -3, 0, 3, 26].map(hours => {
		const near = wall + hours * hourMs;
		return wallMs(near, zone) - near;
	});
	return [...new Set(offsets)]
		.map(offset => wall - offset)
		.filter(ms => wallMs(ms, zone) === wall)
		.sort((a, b) => a - b);
}

/** The name of a zone at an instant: `CET`, or in full. */
export function zoneName(ms: number, zone: string, timeZoneName: 'short' | 'long'): string {
	if (fixedMinutes(zone) !== undefined) {
		return fixedMinutes(zone) === 0 ? 'UTC' : zone;
	}

	const formatter = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName });
	return formatter.formatToParts(ms).find(({ type }) => type === 'timeZoneName')!.value;
}
