import type { ColumnChoices } from '../../panels/column-choice.ts';
import type { MatchedPart } from './matched-part.ts';
import type { Cursor, Past, TimeSpan } from '../../panels/model.ts';
import type { PanelKind } from '../../panels/panel-model.ts';
import type { QueryResult, RecordRef } from '../../query/port.ts';
import type { Fault } from '../../query/value.ts';
import type { Scope } from '../compose/compose.ts';
import type { Range } from '../compose/range.ts';
import type { Story } from '../../story/story.ts';
import type { Variables } from '../compose/variables.ts';
import type { Menu } from '../input/menu.ts';
import type { Narrow } from '../input/narrow.ts';
import type { QueryBar } from '../input/query-bar.ts';
import type { Size } from '../layout/grid.ts';
import type { Layout } from '../layout/layout.ts';
import type { ThemeChoice, Themes } from './themes.ts';
import type { SavedSearch } from '../layout/searches.ts';
import type { Effect } from './effect.ts';
import type { PanelRanges } from './panel-ranges.ts';
import type { FindingsSummary } from './findings.ts';
import type { Foot } from './foot.ts';
import type { Marks } from './mark.ts';
import type { Session } from './session.ts';
import type { Proof } from './proof.ts';
import type { DamagedList, RecordTimes, SourceStatus, StoreAccount } from './source-status.ts';

/** Rows of a list that have just come. */
export interface Fresh {
	/** Indexes of the result's rows. */
	readonly rows: ReadonlySet<number>;
	readonly untilMs: number;
}

/** What there was when the terminal lost the focus. */
export interface Away {
	readonly sinceMs: number;
	readonly recordCount: number;
	readonly findings: FindingsSummary | undefined;
}

/** The state of one query on the screen. */
export interface Slot {
	/** Grows with every run; the result of an earlier run is dropped. */
	readonly ticket: number;
	readonly running: boolean;
	/** The text and the range as they ran. */
	readonly text: string;
	readonly range: TimeSpan;
	/** The range as the user chose it; unlike `range` it stays the same while time passes. */
	readonly chosen: string;
	readonly result: QueryResult | undefined;
	/** The range of the result. */
	readonly resultRange: TimeSpan | undefined;
	/** Records of its range were still being read when it was asked. */
	readonly isSoFar: boolean;
	/** `chosen` of the run that gave the result. */
	readonly resultChosen?: string | undefined;
	/** Rows that have just come. */
	readonly fresh?: Fresh | undefined;
	readonly elapsedMs: number;
	readonly faults: readonly Fault[];
	readonly error: { readonly message: string; readonly next: string } | undefined;
	/** The version of the data that the newest run read. */
	readonly dataVersion: number;
	/** When that run began. */
	readonly startedMs: number;
	/** A note about how the query runs: `buckets of 1h`. */
	readonly note: string;
	/** Partial results are shown while it runs, because there is no complete result yet. */
	readonly streams: boolean;
	/** Its result was asked for with at most so many rows; undefined: with as many as can be shown. */
	readonly rowsMax?: number | undefined;
	/** The user stopped it, so only the user starts it again. */
	readonly stopped: boolean;
	/** Of the period before: the stages that leave groups out. */
	readonly cuts: Past['cuts'] | undefined;
}

/** An open record. */
export interface OpenRecord {
	readonly ref: RecordRef;
	/** Undefined until it has arrived. */
	readonly json: string | undefined;
	readonly error: string | undefined;
	readonly folded: readonly string[];
	/** What was folded before the search, which unfolds what it finds. */
	readonly beforeSearch?: readonly string[] | undefined;
	readonly cursor: number;
	readonly scroll: number;
	readonly search: string;
	/** Of a hit of a rule: by what it is one. */
	readonly matched?: { readonly rule: string; readonly parts: readonly MatchedPart[] };
}

/** An open page of all that a range tells of one principal. */
export interface OpenStory {
	readonly who: string;
	/** What was chosen when it was told: the range and the filters. Undefined: it is to be told. */
	readonly chosen: string | undefined;
	readonly isTelling: boolean;
	readonly progress: { readonly doneCount: number; readonly segmentCount: number } | undefined;
	readonly story: Story | undefined;
	readonly error: string | undefined;
	/** While it is written with its records: how many of them are, and of how many. */
	readonly bundle?: { readonly doneCount: number; readonly recordCount: number } | undefined;
	/** Among the rows of all sections. */
	readonly cursor: number;
	/** Among the numbers of the row. */
	readonly part: number;
	/** What was searched for; absent: nothing yet. */
	readonly search?: string;
}

/** Where a search began, and what was searched for before. Each letter searches from there, and escape goes back. */
export type SearchPlace =
	| {
			readonly kind: 'list';
			readonly key: string;
			readonly cursor: Cursor;
			/** Of the chosen row, which may stand elsewhere by then; undefined for none. */
			readonly ref: RecordRef | undefined;
			readonly search: string;
	  }
	| {
			readonly kind: 'record';
			readonly id: string;
			readonly open: Pick<OpenRecord, 'cursor' | 'scroll' | 'folded' | 'beforeSearch' | 'search'>;
	  }
	| {
			readonly kind: 'story';
			readonly id: string;
			readonly open: Pick<OpenStory, 'cursor' | 'part' | 'search'>;
	  };

/** The event around which rows are shown. */
export interface Around {
	readonly ref: RecordRef;
	/** Ms since the epoch. */
	readonly timeMs: number;
	/** Shown before it, and after it. */
	readonly minutes: number;
	/** Only those with a value of it: `same key`. Absent: all. */
	readonly of?: string | undefined;
}

/** A location that the history can return to. */
export type Location =
	| { readonly kind: 'dashboard'; readonly dashboard: string; readonly zoomed: string | undefined }
	| {
			readonly kind: 'rows';
			readonly id: string;
			readonly title: string;
			readonly query: string;
			/** Of a bucket; undefined: the range of the console. */
			readonly range: TimeSpan | undefined;
			/** `auto` chooses by the kind of result. */
			readonly view: PanelKind | 'auto';
			/** The rows are those around an event. */
			readonly around?: Around | undefined;
			/** What was narrowed by hand; it holds as long as the query is still the one that came of it. */
			readonly narrowed?: Narrowed;
	  }
	| { readonly kind: 'record'; readonly id: string; readonly title: string }
	| { readonly kind: 'story'; readonly id: string; readonly title: string };

/** Conditions that keys have added to the query of a list. */
export interface Narrowed {
	/** Before the first of them. */
	readonly before: string;
	/** With all of them. */
	readonly query: string;
	/** What each says: `user=ada`, the first one first. */
	readonly words: readonly string[];
}

export type Overlay =
	| TextBox
	| FieldBar
	/** A letter stands on each panel; `typed` are the letters so far. */
	| { readonly kind: 'jump'; readonly typed: string }
	| { readonly kind: 'menu'; readonly menu: Menu };

/** A box of text over the panels. */
export interface TextBox extends Narrow {
	/** `sources`: the sources screen. */
	readonly kind: 'help' | 'about' | 'sources';
	/** The first line that is shown; in the help the chosen key. */
	readonly at: number;
}

/** The bar of the fields of the rows that are shown. */
export interface FieldBar extends Narrow {
	readonly kind: 'fields';
	/** Among the entries that are shown. */
	readonly cursor: number;
	readonly scroll: number;
	/** Fields whose values are shown, in lower case. */
	readonly opened: readonly string[];
}

/** A row, item or bucket on which the button of the mouse went down. */
export interface Pressed {
	/** Of the panel's slot, or of the record. */
	readonly key: string;
	readonly item: number;
	/** Whether the cursor was there already: then a click is enter. */
	readonly wasChosen: boolean;
}

export interface Toast {
	readonly text: string;
	/** `quiet`: of no weight, so that it is dim. */
	readonly level: 'quiet' | 'info' | 'warn' | 'bad';
	readonly untilMs: number;
	/** What the last key was answered; gone with the next one that does something. */
	readonly isAnswer?: true;
}

export interface State {
	readonly size: Size;
	readonly nowMs: number;
	readonly utc: boolean;
	/** Outliers are found by the more robust rule. */
	readonly robust: boolean;
	/** Every panel is compared with the period before. */
	readonly comparing: boolean;
	/** IANA name of the user's time zone. */
	readonly localZone: string;
	readonly environment: string;
	/** Flags with which a command reads what this console shows. */
	readonly shellArguments: readonly string[];
	/** Keys of the person at the console, by the names of actions; undefined: those that come with it. */
	readonly keys: Readonly<Record<string, readonly string[]>> | undefined;
	/** All environments, the current one included. */
	readonly environments: readonly EnvironmentChoice[];
	readonly scope: Scope | undefined;
	/** The scope that the environment began with. */
	readonly environmentScope: Scope | undefined;
	/** Alias by account id. */
	readonly aliases: Readonly<Record<string, string>>;
	/** With the ranges that the user gave to single panels. */
	readonly layouts: readonly Layout[];
	readonly panelRanges: PanelRanges;
	readonly locations: readonly Location[];
	readonly location: number;
	readonly previousDashboard: string | undefined;
	/** The focused panel of each dashboard. */
	readonly focus: Readonly<Record<string, string>>;
	readonly range: Range;
	/**
	 * Who chose the range: the user, or the console, which goes on choosing while it is `opening`
	 * and the source is read for the first time.
	 */
	readonly rangeBy: 'user' | 'opening' | 'console';
	/** Chosen in the menu of ranges, newest first. */
	readonly rangeHistory: readonly Range[];
	/** While all panels show one moment: the range that was shown before. */
	readonly moment: { readonly range: Range; readonly paused: TimeSpan | undefined } | undefined;
	/** The time range that is shown while paused. */
	readonly paused: TimeSpan | undefined;
	/** Records that have arrived since the pause. */
	readonly waitingCount: number;
	readonly variables: Variables;
	readonly slots: Readonly<Record<string, Slot>>;
	readonly cursors: Readonly<Record<string, Cursor>>;
	/** What was last searched for in the rows of a panel; empty for nothing. */
	readonly rowSearch: string;
	/** While a search is typed. */
	readonly searchPlace?: SearchPlace | undefined;
	readonly columnChoices: ColumnChoices;
	readonly records: Readonly<Record<string, OpenRecord>>;
	/** What is folded in each record that is opened. */
	readonly folds: readonly string[];
	readonly stories: Readonly<Record<string, OpenStory>>;
	/** The panel on which enter was pressed before its rows were there: it opens when they are, unless a key is pressed. */
	readonly awaited?: string | undefined;
	/** The last key, when it meant nothing: the same one is told only once. */
	readonly unusedKey?: string | undefined;
	/** Whether the mouse is the console's. */
	readonly mouse: boolean;
	/** Where its button went down, until it is up again. */
	readonly pressed?: Pressed | undefined;
	readonly overlay: Overlay | undefined;
	readonly bar: QueryBar | undefined;
	/** Below the keys; undefined: nothing. */
	readonly foot: Foot | undefined;
	/** Newest last. */
	readonly queryHistory: readonly string[];
	readonly searches: readonly SavedSearch[];
	readonly themes: Themes;
	readonly toasts: readonly Toast[];
	/** Undefined before the sources screen was first opened. */
	readonly damaged: DamagedList | undefined;
	readonly status: SourceStatus;
	/** Of the whole store; undefined before it is known. */
	readonly account: StoreAccount | undefined;
	/** What signed digests prove of it; undefined when nobody verifies. */
	readonly proof: Proof | undefined;
	/** Undefined before it is known. */
	readonly findings: FindingsSummary | undefined;
	/** Undefined before they are known. */
	readonly marks: Marks | undefined;
	/** So long a finding is new, ms since the epoch. */
	readonly findingNewUntilMs: number;
	/** Undefined while the store is empty. */
	readonly times: RecordTimes | undefined;
	/** The link is slow: nothing is drawn that takes many bytes. */
	readonly slow?: boolean | undefined;
	readonly dataVersion: number;
	readonly recordCount: number;
	/** Changes with each arrival of records, so that one sees that they come. */
	readonly beat: boolean;
	/** While the terminal has no focus. */
	readonly away?: Away | undefined;
	/** Counter for ids and tickets. */
	readonly sequence: number;
}

/** An environment that the user can open. */
export interface EnvironmentChoice {
	readonly name: string;
	/** The title of its source. */
	readonly sourceTitle: string;
}

export type Step = readonly [next: State, effects: readonly Effect[]];

export interface StateOptions {
	readonly size: Size;
	readonly nowMs: number;
	readonly localZone: string;
	readonly environment: string;
	readonly shellArguments?: readonly string[] | undefined;
	readonly keys?: State['keys'];
	readonly environments?: readonly EnvironmentChoice[] | undefined;
	readonly layouts: readonly Layout[];
	readonly searches?: readonly SavedSearch[] | undefined;
	readonly scope?: Scope | undefined;
	readonly aliases?: Readonly<Record<string, string>> | undefined;
	readonly dashboard?: string | undefined;
	readonly range?: Range | undefined;
	readonly variables?: Variables | undefined;
	readonly session?: Partial<Session> | undefined;
	readonly mouse?: boolean | undefined;
	readonly slow?: boolean | undefined;
	/** Of `--theme`: stronger than the session's. */
	readonly theme?: string | undefined;
	/** Of the configuration. */
	readonly themeDefault?: string | undefined;
	/** Of the user. */
	readonly ownThemes?: readonly ThemeChoice[] | undefined;
	readonly foot?: Foot | undefined;
}

export function timeZoneOf(state: State): string {
	return state.utc ? 'UTC' : state.localZone;
}

/** Whether rows of a panel are shown, and no page of their own. */
export function isList(state: State): boolean {
	return ['rows', 'dashboard'].includes(locationOf(state).kind);
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

/** The current dashboard, or the one that the current rows came from. */
export function layoutOf(state: State): Layout | undefined {
	for (let index = state.location; index >= 0; index--) {
		const location = state.locations[index];

		if (location?.kind === 'dashboard') {
			return state.layouts.find(layout => layout.name === location.dashboard);
		}
	}

	return state.layouts[0];
}
