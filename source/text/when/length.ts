import { dayMs } from '../duration.ts';
import { refuse } from './spoken.ts';
import type { Reading } from './spoken.ts';
import { looseUnits, unitLengths } from './words.ts';

/** A hundred years: what is longer reaches beyond what clocks can tell. */
const lengthMsMax = 36_525 * dayMs;

const partForm = /(\d+(?:\.\d+)?|an?|one)\s*([a-z]+)\s*(?:,|and\b)?\s*/y;

/** Reads `3 days`, `36h`, `1h30m`, `an hour`; in ms. */
export function readLength(text: string): Reading<number> {
	let ms = 0;
	partForm.lastIndex = 0;
	do {
		const found = partForm.exec(text);
		if (found === null) {
			return undefined;
		}

		const [, written = '', unit = ''] = found;
		const count = /^\d/.test(written) ? Number(written) : 1;
		const loose = looseUnits.get(unit);
		const unitMs = unitLengths.get(unit);
		if (loose !== undefined) {
			const days = Math.max(1, Math.round(count * loose));
			const reason = `a ${loose === 30 ? 'month' : 'year'} is not always as long`;
			return refuse(found[0].trim(), reason, `${days} days`);
		}

		if (unitMs === undefined) {
			return undefined;
		}

		ms += count * unitMs;
	} while (partForm.lastIndex < text.length);

	return ms > lengthMsMax
		? refuse(text, 'the time is longer than a hundred years', '400 days')
		: ms;
}

const isoLength = /^p(?:(\d+)w)?(?:(\d+)d)?(?:t(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?)?$/;

/** Reads `PT6H`, `P1DT12H`, as ISO 8601 has it; in ms. */
export function readIsoLength(text: string): Reading<number> {
	const found = isoLength.exec(text);
	const counts = found?.slice(1).map(part => Number((part as string | undefined) ?? 0)) ?? [];
	const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = counts;
	const ms = (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1000;
	if (found === null || /[pt]$/.test(text)) {
		return undefined;
	}

	return ms > lengthMsMax ? refuse(text, 'the time is longer than a hundred years', 'p400d') : ms;
}
