import type { Cursor, Past, TimeSpan } from '../../panels/model.ts';
import type { PanelKind } from '../../panels/panel-model.ts';
import type { QueryResult, RecordRef } from '../../query/port.ts';
import type { Fault } from '../../query/value.ts';
import type { Scope } from '../compose/compose.ts';
import type { Range } from '../compose/range.ts';
import type { Variables } from '../compose/variables.ts';
import type { Menu } from '../input/menu.ts';
import type { QueryBar } from '../input/query-bar.ts';
import type { Size } from '../layout/grid.ts';
import type { Layout } from '../layout/layout.ts';
import type { SavedSearch } from '../layout/searches.ts';
import type { Effect } from './effect.ts';
import type { Session } from './session.ts';
import type { DamagedList, SourceStatus } from './source-status.ts';

/** What became of one query on the screen. */
export interface Slot {
	/** Grows with every run; an answer to an earlier run is dropped. */
	readonly ticket: number;
	readonly running: boolean;
	/** The text as it ran, and its range. */
	readonly text: string;
	readonly range: TimeSpan;
	readonly result: QueryResult | undefined;
	/** The range of the result. */
	readonly resultRange: TimeSpan | undefined;
	readonly elapsedMs: number;
	readonly faults: readonly Fault[];
	readonly error: { readonly message: string; readonly next: string } | undefined;
	/** Of the data the newest run saw. */
	readonly dataVersion: number;
	/** About how the query runs: `buckets of 1h`. */
	readonly note: string;
	/** What there is so far is shown while it runs: nothing whole stands there yet. */
	readonly streams: boolean;
	/** A person stopped it: only a person starts it again. */
	readonly stopped: boolean;
	/** Of the period before: where the query leaves groups out. */
	readonly cuts: Past['cuts'] | undefined;
}

/** A record opened to be read. */
export interface OpenRecord {
	readonly ref: RecordRef;
	/** Undefined until it has come. */
	readonly json: string | undefined;
	readonly error: string | undefined;
	readonly folded: readonly string[];
	readonly cursor: number;
	readonly scroll: number;
	readonly search: string;
}

/** Something that was gone to, and that the history comes back to. */
export type Location =
	| { readonly kind: 'dashboard'; readonly dashboard: string; readonly zoomed: string | undefined }
	| {
			readonly kind: 'rows';
			readonly id: string;
			readonly title: string;
			readonly query: string;
			/** A bucket's; undefined follows the range of the console. */
			readonly range: TimeSpan | undefined;
			/** `auto` chooses by the result. */
			readonly view: PanelKind | 'auto';
	  }
	| { readonly kind: 'record'; readonly id: string; readonly title: string };

export type Overlay =
	| { readonly kind: 'help'; readonly scroll: number }
	| { readonly kind: 'about'; readonly scroll: number }
	/** Where records come from. */
	| { readonly kind: 'sources'; readonly scroll: number }
	| { readonly kind: 'menu'; readonly menu: Menu };

export interface Toast {
	readonly text: string;
	readonly level: 'info' | 'warn' | 'bad';
	readonly untilMs: number;
}

export interface State {
	readonly size: Size;
	readonly nowMs: number;
	readonly utc: boolean;
	/** Outliers are told by the steadier rule. */
	readonly robust: boolean;
	/** Every panel is compared with the period before. */
	readonly comparing: boolean;
	/** IANA name of the person's own zone. */
	readonly localZone: string;
	readonly environment: string;
	/** Those one may go to, the one that is shown among them. */
	readonly environments: readonly EnvironmentChoice[];
	readonly scope: Scope | undefined;
	/** What people call an account, by its id. */
	readonly aliases: Readonly<Record<string, string>>;
	readonly layouts: readonly Layout[];
	readonly locations: readonly Location[];
	readonly location: number;
	readonly previousDashboard: string | undefined;
	/** The focused panel of each dashboard. */
	readonly focus: Readonly<Record<string, string>>;
	readonly range: Range;
	/** While every panel is at one moment: what was shown before, to go back to. */
	readonly moment: { readonly range: Range; readonly paused: TimeSpan | undefined } | undefined;
	/** The window that is shown while paused. */
	readonly paused: TimeSpan | undefined;
	/** Records that have come since the pause. */
	readonly waitingCount: number;
	readonly variables: Variables;
	readonly slots: Readonly<Record<string, Slot>>;
	readonly cursors: Readonly<Record<string, Cursor>>;
	readonly records: Readonly<Record<string, OpenRecord>>;
	readonly overlay: Overlay | undefined;
	readonly bar: QueryBar | undefined;
	/** Newest last. */
	readonly queryHistory: readonly string[];
	readonly searches: readonly SavedSearch[];
	readonly toasts: readonly Toast[];
	/** Undefined before the screen of sources was opened. */
	readonly damaged: DamagedList | undefined;
	readonly status: SourceStatus;
	readonly dataVersion: number;
	readonly recordCount: number;
	/** For ids and tickets. */
	readonly sequence: number;
}

/** An environment one may go to. */
export interface EnvironmentChoice {
	readonly name: string;
	/** Where its records come from. */
	readonly sourceTitle: string;
}

export type Step = readonly [next: State, effects: readonly Effect[]];

export interface StateOptions {
	readonly size: Size;
	readonly nowMs: number;
	readonly localZone: string;
	readonly environment: string;
	readonly environments?: readonly EnvironmentChoice[] | undefined;
	readonly layouts: readonly Layout[];
	readonly searches?: readonly SavedSearch[] | undefined;
	readonly scope?: Scope | undefined;
	readonly aliases?: Readonly<Record<string, string>> | undefined;
	readonly dashboard?: string | undefined;
	readonly range?: Range | undefined;
	readonly variables?: Variables | undefined;
	readonly session?: Partial<Session> | undefined;
}

export function timeZoneOf(state: State): string {
	return state.utc ? 'UTC' : state.localZone;
}

export function locationOf(state: State): Location {
	return (
		state.locations[state.location] ?? {
			kind: 'dashboard',
			dashboard: state.layouts[0]?.name ?? '',
			zoomed: undefined,
		}
	);
}

/** The dashboard one is on, or came from. */
export function layoutOf(state: State): Layout | undefined {
	for (let index = state.location; index >= 0; index--) {
		const location = state.locations[index];

		if (location?.kind === 'dashboard') {
			return state.layouts.find(layout => layout.name === location.dashboard);
		}
	}

	return state.layouts[0];
}
