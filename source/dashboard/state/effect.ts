import type { TimeSpan } from '../../panels/model.ts';
import type { PanelKind } from '../../panels/panel-model.ts';
import type { QueryResult, RecordRef } from '../../query/port.ts';
import type { Session } from './session.ts';

export type ExportFormat = 'csv' | 'json' | 'ndjson';

/** What the program is asked to do; it answers with events. */
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
