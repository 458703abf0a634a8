import type { StoreCounts } from '../../../store/store.ts';
import type {
	DamagedList,
	RecordTimes,
	StoreAccount,
} from '../../dashboard/state/source-status.ts';
import type { ExceptionAnswer, ExceptionWish } from '../../dashboard/state/exception.ts';
import type { FindingWord } from '../../dashboard/input/finding-word.ts';
import type { FindingsSummary } from '../../dashboard/state/findings.ts';
import type { Marks } from '../../dashboard/state/mark.ts';
import type { MatchedPart } from '../../dashboard/state/matched-part.ts';
import type { Proof } from '../../dashboard/state/proof.ts';
import type { TimeSpan } from '../../panels/model.ts';
import type { Completion, Signature } from '../../dashboard/input/completion.ts';
import type {
	MatchProgress,
	RecordRef,
	RunOutcome,
	RunRequest,
	QueryResult,
} from '../../query/port.ts';
import type { Story } from '../../story/story.ts';
import type { StoryOutcome } from '../../story/tell-story.ts';
import type { Fault, Value } from '../../query/value.ts';
import type { FindingMark, Said } from '../findings/findings-view.ts';
import type { IntelSpec } from '../intel.ts';

/** What a query worker starts with. */
export interface WorkerSettings {
	/** At least one; several stores are read as one. */
	readonly stores: readonly {
		readonly name: string;
		readonly dir: string;
		/** Its `_sourceCategory`. */
		readonly category: string;
		/** Whoever asks fills it as well. */
		readonly isFilled: boolean;
	}[];
	readonly intel: IntelSpec;
	/** Of the configuration: the rules of the person are below it, and exceptions are written there. */
	readonly configDir: string;
	/** For all that is kept to answer faster. */
	readonly memoryBytes: number;
	/** What one query may make while it runs. */
	readonly runBytesMax: number;
}

export interface OpenedRecord {
	readonly raw: string;
	readonly delivered: string;
	readonly meta: Readonly<Record<string, Value>>;
}

/** How much of the look for findings, which takes longest, is done. */
export type StoryProgress = Pick<MatchProgress, 'doneCount' | 'segmentCount'>;

/** Whose story is asked for. */
export interface StoryWish {
	readonly who: string;
	/** A query: records that its `where` leaves out are not looked at. */
	readonly scope: string;
	readonly range: TimeSpan;
	readonly nowMs: number;
	readonly timeZone: string;
}

/** A story that is to be written with its records. */
export interface BundleWish {
	/** A new folder. */
	readonly dir: string;
	readonly story: Story;
	/** A query: records that its `where` leaves out are not looked at. */
	readonly scope: string;
	/** IANA name. */
	readonly timeZone: string;
	/** What it was not told from. */
	readonly lacks: readonly string[];
	readonly nowMs: number;
}

export type BundleOutcome =
	| {
			readonly ok: true;
			readonly recordCount: number;
			/** Its findings and numbers are others than those of the story that was given: records have come since. */
			readonly isToldAgain: boolean;
			/** What its lines do not show as it was delivered. */
			readonly note: string | undefined;
	  }
	| { readonly ok: false; readonly cancelled: true };

/** From the console to the query worker. Each request with an id gets one reply with that id. */
export type QueryCommand =
	| {
			readonly type: 'run';
			readonly id: number;
			readonly request: RunRequest;
			readonly progress: boolean;
	  }
	| { readonly type: 'cancel'; readonly id: number }
	| { readonly type: 'record'; readonly id: number; readonly ref: RecordRef }
	| { readonly type: 'damaged'; readonly id: number }
	/** Write down what became of a finding. */
	| {
			readonly type: 'say-of-finding';
			readonly id: number;
			readonly ref: RecordRef;
			readonly word: FindingWord;
	  }
	/** Where a finding that is on a screen stands now. */
	| { readonly type: 'finding-now'; readonly id: number; readonly ref: RecordRef }
	/** Mark a record, or take a mark away. */
	| { readonly type: 'mark'; readonly id: number; readonly ref: RecordRef; readonly note: string }
	| { readonly type: 'unmark'; readonly id: number; readonly key: string }
	/** By what a record is a hit of a rule. */
	| {
			readonly type: 'matched';
			readonly id: number;
			readonly rule: string;
			readonly ref: RecordRef;
	  }
	/** Count what an exception would silence, or write it. */
	| { readonly type: 'exception'; readonly id: number; readonly wish: ExceptionWish }
	/** Tell all that a range has of one principal. */
	| { readonly type: 'tell'; readonly id: number; readonly request: StoryWish }
	/** Write the records of a story, and the story, into a new folder. */
	| { readonly type: 'bundle'; readonly id: number; readonly wish: BundleWish }
	/** Check a query while it is typed: its faults, and the completions at the cursor. */
	| {
			readonly type: 'complete';
			readonly id: number;
			readonly text: string;
			readonly cursor: number;
			readonly range: TimeSpan;
	  }
	/** Something was committed: refresh now instead of at the next tick. */
	| { readonly type: 'refresh' }
	| { readonly type: 'close' };

export type QueryReply =
	| { readonly type: 'outcome'; readonly id: number; readonly outcome: RunOutcome }
	| { readonly type: 'progress'; readonly id: number; readonly result: QueryResult }
	| { readonly type: 'record'; readonly id: number; readonly record: OpenedRecord | undefined }
	| { readonly type: 'damaged'; readonly id: number; readonly damaged: DamagedList }
	| { readonly type: 'matched'; readonly id: number; readonly parts: readonly MatchedPart[] }
	| { readonly type: 'exception'; readonly id: number; readonly answer: ExceptionAnswer }
	/** Why it was not marked, or the mark not taken away. */
	| { readonly type: 'marked'; readonly id: number; readonly fault: string | undefined }
	/** What is marked has changed. */
	| { readonly type: 'marks'; readonly marks: Marks }
	/** What became of writing it down. */
	| { readonly type: 'said'; readonly id: number; readonly said: Said }
	| {
			readonly type: 'completed';
			readonly id: number;
			readonly items: readonly Completion[];
			readonly faults: readonly Fault[];
			readonly signature: Signature | undefined;
	  }
	/** How far the telling of a story is. */
	| ({ readonly type: 'telling'; readonly id: number } & StoryProgress)
	| { readonly type: 'told'; readonly id: number; readonly outcome: StoryOutcome }
	/** How many records of a bundle are written. */
	| {
			readonly type: 'bundling';
			readonly id: number;
			readonly doneCount: number;
			readonly recordCount: number;
	  }
	| { readonly type: 'bundled'; readonly id: number; readonly outcome: BundleOutcome }
	/** The store has new records. */
	| {
			readonly type: 'version';
			readonly version: number;
			readonly counts: StoreCounts;
			/** Undefined for a store that an earlier version filled last. */
			readonly account: StoreAccount | undefined;
			/** Absent while the store is empty. */
			readonly times: RecordTimes | undefined;
	  }
	/** What became of the objects has changed, and no record came. */
	| { readonly type: 'account'; readonly account: StoreAccount }
	/** What signed digests prove has changed; that a log is lost changes the account too. */
	| {
			readonly type: 'proof';
			readonly proof: Proof;
			readonly account: StoreAccount | undefined;
	  }
	/** Findings have changed, or what was said of them. */
	| {
			readonly type: 'findings';
			readonly findings: FindingsSummary;
			/** Open ones that were not there before, the worst first; at most `freshMax`. */
			readonly fresh: readonly FindingMark[];
	  }
	/** Records in the store match indicators that were imported since the start. */
	| { readonly type: 'retro-match'; readonly text: string }
	/** One of several stores cannot be read; the others can. */
	| { readonly type: 'unreadable'; readonly text: string }
	/** The request failed; the worker continues. */
	| { readonly type: 'failed'; readonly id: number; readonly message: string };

/** What comes through the channel to a query worker; the first message is the start. */
export type ToWorker = { readonly type: 'start'; readonly settings: WorkerSettings } | QueryCommand;
