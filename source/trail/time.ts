/** Years 2000 to 2100 in ms since the epoch: a number outside of them is no time of an event. */
const epochMsMin = Date.UTC(2000, 0);
const epochMsEnd = Date.UTC(2101, 0);

/**
 * Parses the forms of time that records have: `2026-03-01T12:00:00Z`, without seconds, with a
 * fraction, with an offset, the basic form `20260301T120000Z`, and numbers of seconds, or of ms, µs or ns, since the
 * epoch, as JSON writes them.
 *
 * @returns ms since the epoch, or NaN for any other text
 */
export function parseTime(text: string): number {
	// Fast path without a regular expression: nearly every record has this form.
	if (text.length === 20 && text.charCodeAt(19) === 90 && text.charCodeAt(10) === 84) {
		if (
			text.charCodeAt(4) === 45 &&
			text.charCodeAt(7) === 45 &&
			text.charCodeAt(13) === 58 &&
			text.charCodeAt(16) === 58
		) {
			return fromParts(
				digits(text, 0, 4),
				digits(text, 5, 2),
				digits(text, 8, 2),
				digits(text, 11, 2),
				digits(text, 14, 2),
				digits(text, 17, 2),
			);
		}
	}

	return parseOther(text);
}

/** As in `1772366400`, `1772366400.25` and `1.7723664E9`. */
const epoch = /^\d+(?:\.\d+)?(?:e\+?\d{1,2})?$/i;

/** No two units can be confused: between their ranges lie decades that belong to none. */
function fromEpoch(text: string): number {
	const value = Number(text);
	// A double cannot hold 19 digits, so those of ns are cut off as text.
	const inMs = [value * 1000, value, value / 1000, Number(text.slice(0, -6))];
	return Math.floor(inMs.find(ms => ms >= epochMsMin && ms < epochMsEnd) ?? NaN);
}

const general =
	/^(\d{4})-?(\d{2})-?(\d{2})[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

function parseOther(text: string): number {
	if (epoch.test(text)) {
		return fromEpoch(text);
	}

	const match = general.exec(text);
	if (!match) {
		return NaN;
	}

	const [, year, month, day, hour, minute, second = '0', fraction, zone] = match;
	const whole = fromParts(
		Number(year),
		Number(month),
		Number(day),
		Number(hour),
		Number(minute),
		Number(second),
	);
	const fractionMs = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000);
	return whole + fractionMs - offsetMs(zone);
}

function offsetMs(zone: string | undefined): number {
	if (zone === undefined || zone === 'Z' || zone === 'z') {
		return 0;
	}

	const hours = Number(zone.slice(1, 3));
	const minutes = Number(zone.slice(3).replace(':', '') || '0');
	return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

function digits(text: string, from: number, count: number): number {
	let value = 0;
	for (let index = from; index < from + count; index++) {
		const digit = text.charCodeAt(index) - 48;
		if (digit < 0 || digit > 9) {
			return NaN;
		}

		value = value * 10 + digit;
	}

	return value;
}

const daysInMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function fromParts(
	year: number,
	month: number,
	day: number,
	hour: number,
	minute: number,
	second: number,
): number {
	const isTime = hour <= 23 && minute <= 59 && second <= 60;
	const isDay = month >= 1 && month <= 12 && day >= 1 && day <= (daysInMonth[month - 1] ?? 0);
	if (!isTime || !isDay || year < 1000) {
		return NaN;
	}

	const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
	if (month === 2 && day === 29 && !leap) {
		return NaN;
	}

	return Date.UTC(year, month - 1, day, hour, minute, second);
}
