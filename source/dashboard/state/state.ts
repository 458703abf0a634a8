import type { QueryResult, RecordRef } from '../../query/engine.ts';
import type { Fault } from '../../query/value.ts';
import type { Cursor, Past, TimeSpan } from '../../panels/model.ts';
import type { PanelKind } from '../../panels/panel-model.ts';
import type { Scope, Variables } from '../compose/compose.ts';
import type { Size } from '../layout/grid.ts';
import type { Binding, KeyPress } from '../action/index.ts';
import type { Layout } from '../layout/layout.ts';
import type { Menu } from '../input/menu.ts';
import type { QueryBar } from '../input/query-bar.ts';
import type { Range } from '../compose/range.ts';
import type { SavedSearch } from '../layout/searches.ts';

/** What became of one query on the screen. */
export interface Slot {
	/** Grows with every run: answers to earlier ones are old news. */
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

/** A place one can be at, and come back to. */
export type Place =
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

/** What the header says about where records come from. */
export interface SourceStatus {
	readonly state: 'connecting' | 'backfilling' | 'live' | 'waiting' | 'idle' | 'done' | 'stopped';
	readonly objectCount: number;
	readonly errorCount: number;
	/** From an event to its place in the store; undefined before it is known. */
	readonly lagMs: number | undefined;
	/** `backfill 3/14 days`; empty for nothing. */
	readonly detail: string;
	/** Undefined before the source has said anything. */
	readonly source?: SourceDetail | undefined;
}

/** Medians in ms, and of all together what 19 of 20 stay below; NaN where nothing is known. */
export interface SourceLag {
	readonly trailMs: number;
	readonly deliveryMs: number;
	readonly oursMs: number;
	readonly totalMs: number;
	readonly totalP95Ms: number;
}

/** One account and region of a source. Times in ms since the epoch. */
export interface SourcePlace {
	/** `111122223333 eu-west-1`, or the prefix where a key tells neither. */
	readonly name: string;
	readonly objectCount: number | undefined;
	readonly lastObjectMs: number | undefined;
	readonly lag: SourceLag | undefined;
}

/** What the screen of sources tells; lists are bounded by the tailer. */
export interface SourceDetail {
	readonly title: string;
	/** Objects by what became of them: `ok`, `quarantined`. */
	readonly objects: readonly (readonly [state: string, count: number])[];
	readonly recordCount: number;
	readonly duplicateCount: number;
	readonly rejectedCount: number;
	readonly fetchedBytes: number;
	readonly lag: SourceLag | undefined;
	readonly places: readonly SourcePlace[];
	/** Of all; more than are listed. */
	readonly placeCount: number;
	readonly lastPollMs: number | undefined;
	readonly nextPollMs: number | undefined;
	/** Newest first. */
	readonly errors: readonly {
		readonly atMs: number;
		readonly code: string;
		readonly tried: string;
		readonly found: string;
		readonly next: string;
		readonly count: number;
	}[];
}

/** One object that could not be read, or only in part. */
export interface DamagedObject {
	readonly key: string;
	/** As the ledger has it: `partial`, `quarantined`, `denied`, `pending`. */
	readonly state: string;
	/** When it was tried last, ms since the epoch. */
	readonly atMs: number;
	readonly recordCount: number;
	readonly reason: string;
}

export interface DamagedList {
	/** Of all; more than are listed. */
	readonly count: number;
	readonly objects: readonly DamagedObject[];
}

export interface State {
	readonly size: Size;
	readonly nowMs: number;
	readonly utc: boolean;
	/** Outliers are told by the steadier rule. */
	readonly steady: boolean;
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
	readonly keys: readonly Binding[];
	readonly places: readonly Place[];
	readonly place: number;
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
	readonly place: string;
}

/** Everything that can happen. */
export type Event =
	| { readonly kind: 'key'; readonly key: KeyPress }
	| { readonly kind: 'paste'; readonly text: string }
	| { readonly kind: 'resize'; readonly size: Size }
	/** Now and then, and whenever something is about to be drawn. */
	| { readonly kind: 'tick'; readonly nowMs: number }
	/** The store has changed. */
	| {
			readonly kind: 'data';
			readonly version: number;
			readonly recordCount: number;
			readonly nowMs: number;
	  }
	| { readonly kind: 'status'; readonly status: SourceStatus }
	| { readonly kind: 'damaged'; readonly damaged: DamagedList }
	| {
			readonly kind: 'result';
			readonly slot: string;
			readonly ticket: number;
			readonly result: QueryResult;
			readonly elapsedMs: number;
	  }
	| {
			readonly kind: 'faults';
			readonly slot: string;
			readonly ticket: number;
			readonly faults: readonly Fault[];
	  }
	| {
			readonly kind: 'query-failed';
			readonly slot: string;
			readonly ticket: number;
			readonly message: string;
			readonly next: string;
	  }
	| {
			readonly kind: 'record';
			readonly id: string;
			/** Undefined when its segment is gone. */
			readonly json: string | undefined;
	  }
	| {
			readonly kind: 'completions';
			readonly text: string;
			readonly cursor: number;
			readonly items: readonly Completion[];
			readonly faults: readonly Fault[];
	  }
	/** Another environment is shown from now on. */
	| {
			readonly kind: 'environment';
			readonly name: string;
			readonly scope: Scope;
			readonly aliases: Readonly<Record<string, string>>;
			readonly layouts: readonly Layout[];
			readonly session: Partial<Session> | undefined;
	  }
	/** A dashboard file was added, changed or removed. */
	| { readonly kind: 'layouts'; readonly layouts: readonly Layout[] }
	| { readonly kind: 'told'; readonly text: string; readonly level: Toast['level'] };

export interface Completion {
	/** What is put in place of the range. */
	readonly insert: string;
	readonly label: string;
	readonly help: string;
	readonly start: number;
	readonly end: number;
}

export type ExportFormat = 'csv' | 'json' | 'ndjson';

/** What the root shall do for us; it answers with events. */
export type Effect =
	| {
			readonly kind: 'run';
			readonly slot: string;
			readonly ticket: number;
			readonly text: string;
			readonly range: TimeSpan;
			readonly nowMs: number;
			readonly timeZone: string;
			/** Lower runs first. */
			readonly order: number;
			/** Results on the way are wanted. */
			readonly progress: boolean;
	  }
	| { readonly kind: 'cancel'; readonly slot: string }
	/** Shows another environment; it is there when the event of that name comes. */
	| { readonly kind: 'open-environment'; readonly name: string }
	| { readonly kind: 'list-damaged' }
	/** Fetches what is not whole once more; the list comes again. */
	| { readonly kind: 'retry-damaged' }
	| { readonly kind: 'fetch-record'; readonly id: string; readonly ref: RecordRef }
	| { readonly kind: 'complete'; readonly text: string; readonly cursor: number }
	| { readonly kind: 'copy'; readonly text: string; readonly what: string }
	| {
			readonly kind: 'export';
			readonly format: ExportFormat;
			readonly name: string;
			readonly result: QueryResult;
			readonly columns: readonly string[];
			/** Indexes into the result's rows, in the order shown. */
			readonly rows: readonly number[];
	  }
	| { readonly kind: 'save-session'; readonly session: Session }
	/** Adds a panel to the person's own dashboard; the layouts come again as an event. */
	| {
			readonly kind: 'save-panel';
			readonly title: string;
			readonly query: string;
			readonly view: PanelKind;
	  }
	| { readonly kind: 'redraw' }
	| { readonly kind: 'suspend' }
	| { readonly kind: 'quit' };

/** What is there again at the next start. */
export interface Session {
	readonly dashboard: string;
	readonly focus: Readonly<Record<string, string>>;
	readonly range: Range;
	readonly variables: Variables;
	readonly utc: boolean;
	readonly steady: boolean;
	readonly comparing: boolean;
	readonly queryHistory: readonly string[];
}

export type Step = readonly [next: State, effects: readonly Effect[]];

export interface StateOptions {
	readonly size: Size;
	readonly nowMs: number;
	readonly localZone: string;
	readonly environment: string;
	readonly environments?: readonly EnvironmentChoice[] | undefined;
	readonly layouts: readonly Layout[];
	readonly keys: readonly Binding[];
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

export function placeOf(state: State): Place {
	return (
		state.places[state.place] ?? {
			kind: 'dashboard',
			dashboard: state.layouts[0]?.name ?? '',
			zoomed: undefined,
		}
	);
}

/** The dashboard one is on, or came from. */
export function layoutOf(state: State): Layout | undefined {
	for (let index = state.place; index >= 0; index--) {
		const place = state.places[index];

		if (place?.kind === 'dashboard') {
			return state.layouts.find(layout => layout.name === place.dashboard);
		}
	}

	return state.layouts[0];
}
