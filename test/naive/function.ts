import type { Value } from '../../source/query/value.ts';

/** What a function may know beside its arguments. */
export interface Clock {
	readonly nowMs: number;
	readonly fromMs: number;
	readonly toMs: number;
	readonly timeZone: string;
}

export type NaiveFunction = (args: readonly Value[], clock: Clock) => Value;
