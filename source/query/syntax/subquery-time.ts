import { readSpoken } from '../../text/when/when.ts';
import type { Here, Spoken, SpokenOutcome } from '../../text/when/when.ts';

/** A time as `from=(…)` and `to=(…)` of a subquery have it. */
export type SubqueryTime =
	/** Before the time of the query. */
	| { readonly kind: 'ago'; readonly ms: number }
	/** Ms since the epoch. */
	| { readonly kind: 'instant'; readonly ms: number }
	/** By the clock of the session, and by the time of the query. */
	| { readonly kind: 'spoken'; readonly text: string };

export type SubqueryTimeOutcome =
	| { readonly ok: true; readonly time: SubqueryTime }
	| Extract<SpokenOutcome, { readonly ok: false }>;

/** Only tells whether a text is a time: no text of it reaches a plan. A leap year, so that no day is missing. */
const someTime: Here = { nowMs: Date.UTC(2024, 11, 31, 12), timeZone: 'UTC' };

/** Reads one end of the range of a subquery, in every form of `text/when/forms.ts` that has one start. */
export function readSubqueryTime(written: string): SubqueryTimeOutcome {
	// Sumo Logic writes a month and a day with a dash as well; elsewhere that would be hours.
	const text = written.trim().replace(/^(\d{1,2})-(\d{1,2})(?=$|[tT ])/, '$1/$2');
	const outcome = speakOf(text, someTime);
	if (!outcome.ok) {
		return outcome;
	}

	if (outcome.spoken.kind === 'last') {
		return { ok: true, time: { kind: 'ago', ms: outcome.spoken.lengthMs } };
	}

	const isNow = text.toLowerCase() === 'now';
	const isEpoch = /^@?\d{9,15}$/.test(text) && outcome.spoken.kind === 'moment';
	const fromMs = outcome.spoken.fromMs;
	return {
		ok: true,
		time: isNow
			? { kind: 'ago', ms: 0 }
			: isEpoch
				? { kind: 'instant', ms: fromMs }
				: { kind: 'spoken', text },
	};
}

function speakOf(text: string, here: Here): SpokenOutcome {
	return readSpoken(text, here, ({ kind }: Spoken) =>
		kind === 'between'
			? { reason: `"${text}" is a range, and one time is expected`, mends: ['-2h'] }
			: undefined,
	);
}

/** The start of what the text says, or why it says none there and then, as in an hour that the clock skips. */
export function resolveSpoken(
	text: string,
	here: Here,
): { readonly ms: number } | Extract<SpokenOutcome, { readonly ok: false }> {
	const outcome = speakOf(text, here);
	if (!outcome.ok) {
		return outcome;
	}

	const { spoken } = outcome;
	return { ms: spoken.kind === 'last' ? here.nowMs - spoken.lengthMs : spoken.fromMs };
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
