import type { QueryResult } from '../../query/port.ts';
import type { Layout } from '../layout/layout.ts';

/** What is looked for in the last hour, whatever dashboard is shown and whatever is filtered. */
export interface Alarm {
	/** Unique among all alarms. */
	readonly name: string;
	/** What is counted: of one, and of several. */
	readonly words: readonly [one: string, many: string];
	/** Where more about it is: the name of a dashboard, or of an action. */
	readonly leadsTo:
		{ readonly dashboard: string; readonly action?: undefined } | { readonly action: string };
	/** What is asked, each about the same time; none when the console knows without asking. */
	queries(layouts: readonly Layout[]): readonly AlarmQuery[];
	/** The query of the records behind it; undefined when its key leads to them. */
	readonly behind: string | undefined;
	/** Undefined as long as it cannot be told. */
	read(results: readonly QueryResult[], situation: Situation): Reading | undefined;
}

export interface AlarmQuery {
	/** Unique among those of the alarm. */
	readonly id: string;
	readonly text: string;
	/** How long before the end of the range its records are from, ms. */
	readonly lengthMs: number;
}

/** What the console knows besides the results. */
export interface Situation {
	/** The end of the hour, ms since the epoch. */
	readonly endMs: number;
	/** Of the oldest record in the store. */
	readonly oldestMs: number;
	/** Objects of the hour that were not read whole. */
	readonly lackingCount: number;
	/** Trails that do not log something they should. */
	readonly badTrailCount: number;
	/** Folders that could not be listed. */
	readonly unlistedCount: number;
	/** Whether the source is waiting for something to be repaired. */
	readonly isWaiting: boolean;
}

export interface Reading {
	readonly count: number;
	/** `quiet`: checked, and nothing out of the ordinary. */
	readonly level: 'bad' | 'warn' | 'quiet';
	/** By how much it is more than usual; empty when nothing is compared. */
	readonly change: string;
	/** The same in words: `usually 3 an hour`. */
	readonly detail: string;
}
