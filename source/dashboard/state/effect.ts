import type { TimeSpan } from '../../panels/model.ts';
import type { PanelKind } from '../../panels/panel-model.ts';
import type { QueryResult, RecordRef } from '../../query/port.ts';
import type { ExceptionWish } from './exception.ts';
import type { Story } from '../../story/story.ts';
import type { Session } from './session.ts';
import type { FindingWord } from '../input/finding-word.ts';

export type ExportFormat = 'csv' | 'json' | 'ndjson';

/** A request from the reducer to the program, which answers with events. */
export type Effect =
	| {
			readonly kind: 'run';
			readonly slot: string;
			readonly ticket: number;
			readonly text: string;
			readonly range: TimeSpan;
			readonly nowMs: number;
			readonly timeZone: string;
			/** Values of variables that are filled in, which nobody wrote in the text. */
			readonly filled: readonly string[];
			/** The query with the lower number runs first. */
			readonly order: number;
			/** Partial results are wanted. */
			readonly progress: boolean;
			/** Of its result; undefined: as many as can be shown. */
			readonly rowsMax?: number | undefined;
			/** The user has asked for it with a key, whatever became of it before. */
			readonly again: boolean;
	  }
	| { readonly kind: 'cancel'; readonly slot: string }
	/** Opens another environment; the event of that name follows when it is open. */
	| { readonly kind: 'open-environment'; readonly name: string }
	| { readonly kind: 'list-damaged' }
	/** Fetches the damaged objects again; the list of them follows as an event. */
	| { readonly kind: 'retry-damaged' }
	| { readonly kind: 'fetch-record'; readonly id: string; readonly ref: RecordRef }
	/** Asks by what an open record is a hit of a rule; the answer follows as an event. */
	| {
			readonly kind: 'fetch-matched';
			readonly id: string;
			readonly rule: string;
			readonly ref: RecordRef;
	  }
	/** Finds the one record of a query and opens it. */
	| {
			readonly kind: 'find-record';
			readonly id: string;
			readonly query: string;
			readonly range: TimeSpan;
			readonly nowMs: number;
			readonly timeZone: string;
	  }
	/** Tells all of a principal; how far that is, and the story, follow as events. */
	| {
			readonly kind: 'tell-story';
			readonly id: string;
			readonly who: string;
			/** A query: records beside its own are not looked at. */
			readonly scope: string;
			readonly range: TimeSpan;
			readonly nowMs: number;
			readonly timeZone: string;
	  }
	| { readonly kind: 'cancel-story'; readonly id: string }
	| {
			readonly kind: 'export-story';
			readonly story: Story;
			readonly timeZone: string;
			/** What the story was not told from. */
			readonly lacks: readonly string[];
	  }
	/** Writes a story with its records; how far that is, and its end, follow as events. */
	| {
			readonly kind: 'bundle-story';
			/** Of its page. */
			readonly id: string;
			readonly story: Story;
			readonly scope: string;
			readonly timeZone: string;
			readonly lacks: readonly string[];
			readonly nowMs: number;
	  }
	| { readonly kind: 'cancel-bundle'; readonly id: string }
	/** Checks a typed query and asks for completions; both follow as one event. */
	| {
			readonly kind: 'complete';
			readonly text: string;
			readonly cursor: number;
			/** What the query would read. */
			readonly range: TimeSpan;
	  }
	| { readonly kind: 'copy'; readonly text: string; readonly what: string }
	| {
			readonly kind: 'export';
			readonly format: ExportFormat;
			readonly name: string;
			readonly result: QueryResult;
			readonly columns: readonly string[];
			/** Indexes into the result's rows, in the order shown. */
			readonly rows: readonly number[];
			/** What these rows were not computed from; empty when from everything. */
			readonly lacks: readonly string[];
	  }
	| { readonly kind: 'save-session'; readonly session: Session }
	/** Adds a panel to the user's own dashboard; the layouts follow as an event. */
	| {
			readonly kind: 'save-panel';
			readonly title: string;
			readonly query: string;
			readonly view: PanelKind;
			/** Of its own: `7d`; undefined: that of the dashboard. */
			readonly range?: string | undefined;
	  }
	/** Marks a record, or takes a mark away; the marks follow as an event. */
	| { readonly kind: 'mark'; readonly ref: RecordRef; readonly note: string }
	| { readonly kind: 'unmark'; readonly key: string }
	/** Writes down what became of a finding; the findings follow as an event. */
	| { readonly kind: 'say-of-finding'; readonly ref: RecordRef; readonly word: FindingWord }
	/** Asks where a finding stands now that is on an open page; the page follows as an event. */
	| { readonly kind: 'refresh-finding'; readonly ref: RecordRef }
	/** Asks what an exception would silence, or has it written; what became of it follows as an event. */
	| ({ readonly kind: 'exception' } & ExceptionWish)
	/** Rings the bell, and has the terminal notify its user of each text. */
	| { readonly kind: 'ring'; readonly isBell: boolean; readonly texts: readonly string[] }
	/** The terminal reports the mouse from now on, or no more. */
	| { readonly kind: 'mouse'; readonly isOn: boolean }
	| { readonly kind: 'redraw' }
	| { readonly kind: 'suspend' }
	/** Opens a text in the user's editor; it comes back as an event. */
	| { readonly kind: 'edit-elsewhere'; readonly text: string }
	| { readonly kind: 'quit' };
