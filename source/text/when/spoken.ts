/** What somebody says of a time. Ms since the epoch; ranges are half-open. */
export type Spoken =
	/** A length that ends now: `last 3 days`. */
	| { readonly kind: 'last'; readonly lengthMs: number }
	/** From midnight until now; it begins anew with each day. */
	| { readonly kind: 'today'; readonly fromMs: number }
	/** From then until now: `this week`. */
	| { readonly kind: 'since'; readonly fromMs: number }
	/** One moment, such as `yesterday 14:00`; as a range, from then until now. */
	| { readonly kind: 'moment'; readonly fromMs: number }
	/** What has a name: a day, a week, a month. */
	| { readonly kind: 'period'; readonly fromMs: number; readonly toMs: number }
	/** Both ends are said: `10:00-11:00`. */
	| { readonly kind: 'between'; readonly fromMs: number; readonly toMs: number };

/** Why a text is no time. */
export interface Refusal {
	readonly reason: string;
	/** The part that is wrong, as the text has it, and what could stand there instead. */
	readonly part: string;
	readonly mends: readonly string[];
	/** The text has two meanings, so that no other form may read it. */
	readonly isDouble?: true;
}

/** Undefined: the text has another form. */
export type Reading<What> = What | Refusal | undefined;

export function isRefusal(reading: Reading<object | number>): reading is Refusal {
	return typeof reading === 'object' && 'reason' in reading;
}

export function refuse(part: string, reason: string, ...mends: readonly string[]): Refusal {
	return { reason, part, mends };
}

/** One end of a range: a moment, or all of a day, a week, a month. */
export interface End {
	readonly fromMs: number;
	/** That of a moment is `fromMs`, or later where the clock shows it twice. */
	readonly toMs: number;
	readonly isMoment: boolean;
	/** The clock time alone, ms after midnight, where no day is named. */
	readonly clockMs?: number;
}
