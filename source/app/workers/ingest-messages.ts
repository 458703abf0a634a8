import type { StoreCounts } from '../../../store/store.ts';
import type { OutputSpec } from '../../findings/outputs/output.ts';
import type { Flaw } from '../../ingest/trail-api/flaws.ts';
import type { TailStatus } from '../../ingest/tail-status.ts';
import type { Environment } from '../environment.ts';

/** The data that the ingest worker starts with. */
export interface IngestWorkerData {
	readonly environment: Environment;
	readonly storeDir: string;
	/** Ms since the epoch: older objects are not fetched. */
	readonly sinceMs: number;
	/** Bytes of objects that are fetched and not stored yet, at most. */
	readonly inFlightBytesMax: number;
	/** Of the configuration: the user's own rules are in it. */
	readonly configDir: string;
	/** Whom to tell of findings. */
	readonly outputs: readonly OutputSpec[];
}

export type IngestCommand =
	| { readonly type: 'stop' }
	/** Fetch the damaged objects again. */
	| { readonly type: 'retry' };

export type IngestReply =
	/** The store can be opened for reading. */
	| { readonly type: 'ready' }
	| { readonly type: 'status'; readonly status: TailStatus; readonly counts: StoreCounts }
	/** What the trails of the source do not log; told again when it has changed. */
	| { readonly type: 'trails'; readonly flaws: readonly Flaw[] }
	/** Another process writes this store, so this one only reads it. */
	| { readonly type: 'read-only'; readonly reason: string }
	/** Ingest has ended with an error that will not go away by waiting. */
	| { readonly type: 'failed'; readonly message: string; readonly next: string }
	/** Something that the user should know, such as what retention dropped. */
	| { readonly type: 'notice'; readonly text: string }
	/** How many objects were tried again. */
	| { readonly type: 'retried'; readonly count: number }
	| { readonly type: 'stopped' };
