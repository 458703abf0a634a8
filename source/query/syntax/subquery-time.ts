import { msOfUnit } from '../../text/duration.ts';

/** A time as `from=(…)` and `to=(…)` of a subquery have it. */
export type SubqueryTime =
	/** Before the time of the query. */
	| { readonly kind: 'ago'; readonly ms: number }
	/** Ms since the epoch. */
	| { readonly kind: 'instant'; readonly ms: number }
	/** By the clock of the session; without a year it is that of the query. */
	| {
			readonly kind: 'clock';
			readonly year: number | undefined;
			readonly parts: readonly number[];
	  };

const ago = /^-?(\d{1,6})\s*([smhdw])$/;
const epoch = /^\d{12,14}$/;
const clock =
	/^(?:(\d{4})[-/])?(\d{1,2})[-/](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{3}))?)?)?$/;

/** Undefined where the text is no time. */
export function readSubqueryTime(written: string): SubqueryTime | undefined {
	const text = written.trim();
	const relative = ago.exec(text);
	if (relative !== null || text.toLowerCase() === 'now') {
		const [, count = '0', unit = 's'] = relative ?? [];
		return { kind: 'ago', ms: Number(count) * msOfUnit(unit) };
	}

	if (epoch.test(text)) {
		return { kind: 'instant', ms: Number(text) };
	}

	const found = clock.exec(text);
	if (found === null) {
		return undefined;
	}

	const [, year, ...rest] = found;
	const parts = rest.map(part => Number((part as string | undefined) ?? 0));
	const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
	// Of a year with 29 February where none is named.
	const date = new Date(Date.UTC(Number(year ?? 2024), month - 1, day));
	const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
	return isDay && hour < 24 && minute < 60 && second < 60
		? { kind: 'clock', year: year === undefined ? undefined : Number(year), parts }
		: undefined;
}

/**
 * Whether nothing lies between two times, whenever the query runs; false also where that depends on the time of the
 * query.
 */
export function isReversed(from: SubqueryTime, to: SubqueryTime): boolean {
	if (from.kind === 'ago' && to.kind === 'ago') {
		return from.ms <= to.ms;
	}

	return from.kind === 'instant' && to.kind === 'instant' && from.ms >= to.ms;
}
