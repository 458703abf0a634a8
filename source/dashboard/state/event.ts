import type { Marks } from './mark.ts';
import type { MatchedPart } from './matched-part.ts';
import type { QueryResult, RecordRef } from '../../query/port.ts';
import type { Fault } from '../../query/value.ts';
import type { Scope } from '../compose/compose.ts';
import type { Completion, Signature } from '../input/completion.ts';
import type { KeyPress } from '../input/key.ts';
import type { MouseAct } from '../input/mouse.ts';
import type { Size } from '../layout/grid.ts';
import type { Layout } from '../layout/layout.ts';
import type { ExceptionAnswer } from './exception.ts';
import type { FindingsSummary } from './findings.ts';
import type { Story } from '../../story/story.ts';
import type { Session } from './session.ts';
import type { Proof } from './proof.ts';
import type { DamagedList, RecordTimes, SourceStatus, StoreAccount } from './source-status.ts';
import type { Toast } from './state.ts';

/** Everything that can happen in the console. */
export type Event =
	/** `isBurst`: it came together with other keys, as in a text that is pasted. */
	| { readonly kind: 'key'; readonly key: KeyPress; readonly isBurst?: boolean }
	| { readonly kind: 'paste'; readonly text: string }
	| { readonly kind: 'mouse'; readonly mouse: MouseAct }
	| { readonly kind: 'resize'; readonly size: Size }
	/** The terminal has got or lost the focus. */
	| { readonly kind: 'focus'; readonly isFocused: boolean; readonly nowMs: number }
	/** Time has passed; sent once a second, and before something is drawn. */
	| { readonly kind: 'tick'; readonly nowMs: number }
	/** The store has new records. */
	| {
			readonly kind: 'data';
			readonly version: number;
			readonly recordCount: number;
			readonly account?: StoreAccount | undefined;
			/** Absent while the store is empty. */
			readonly times?: RecordTimes | undefined;
			readonly nowMs: number;
	  }
	/** What became of the objects has changed, and no record came. */
	| { readonly kind: 'account'; readonly account: StoreAccount }
	| { readonly kind: 'status'; readonly status: SourceStatus }
	| { readonly kind: 'damaged'; readonly damaged: DamagedList }
	| { readonly kind: 'findings'; readonly findings: FindingsSummary }
	| { readonly kind: 'marks'; readonly marks: Marks }
	/** There are new findings that this console is to tell of. */
	| { readonly kind: 'ring'; readonly isBell: boolean; readonly texts: readonly string[] }
	/** What an exception would silence, or that it is written. */
	| { readonly kind: 'exception'; readonly ref: RecordRef; readonly answer: ExceptionAnswer }
	/** What was said of a finding is written down: it stands elsewhere now, and reads like this. */
	| {
			readonly kind: 'finding-said';
			readonly before: RecordRef;
			readonly ref: RecordRef;
			readonly json: string;
	  }
	| {
			readonly kind: 'proof';
			readonly proof: Proof;
			readonly account: StoreAccount | undefined;
	  }
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
	/** By what an open record is a hit of a rule. */
	| {
			readonly kind: 'matched';
			readonly id: string;
			readonly rule: string;
			readonly parts: readonly MatchedPart[];
	  }
	| {
			readonly kind: 'record';
			readonly id: string;
			/** Undefined when its segment was dropped. */
			readonly json: string | undefined;
			/** Where it is, when it was asked for by a query. */
			readonly ref?: RecordRef;
	  }
	| {
			readonly kind: 'story-progress';
			readonly id: string;
			readonly doneCount: number;
			readonly segmentCount: number;
	  }
	| { readonly kind: 'story'; readonly id: string; readonly story: Story }
	| { readonly kind: 'story-failed'; readonly id: string; readonly message: string }
	/** So many records of a story are written with it. */
	| {
			readonly kind: 'bundle-progress';
			readonly id: string;
			readonly doneCount: number;
			readonly recordCount: number;
	  }
	/** It is written, or is not; what became of it was told. */
	| { readonly kind: 'bundle-ended'; readonly id: string }
	| {
			readonly kind: 'completions';
			readonly text: string;
			readonly cursor: number;
			readonly items: readonly Completion[];
			readonly faults: readonly Fault[];
			readonly signature?: Signature | undefined;
	  }
	/** The user's editor has ended; undefined: it left no text. */
	| { readonly kind: 'edited-elsewhere'; readonly text: string | undefined }
	/** Another environment is open and is shown from now on. */
	| {
			readonly kind: 'environment';
			readonly name: string;
			/** Flags with which a command reads it. */
			readonly shellArguments?: readonly string[];
			readonly scope: Scope;
			readonly aliases: Readonly<Record<string, string>>;
			readonly layouts: readonly Layout[];
			readonly session: Partial<Session> | undefined;
	  }
	/** A dashboard file was added, changed or removed. */
	| { readonly kind: 'layouts'; readonly layouts: readonly Layout[] }
	| { readonly kind: 'notified'; readonly text: string; readonly level: Toast['level'] };
