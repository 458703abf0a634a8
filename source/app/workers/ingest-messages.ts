import type { StoreCounts } from '../../../store/store.ts';
import type { TailStatus } from '../../ingest/tail-status.ts';
import type { Environment } from '../environment.ts';

/** What the ingest worker needs at its start. */
export interface IngestWorkerData {
	readonly environment: Environment;
	readonly storeDir: string;
	/** Ms since the epoch: older objects are left alone. */
	readonly sinceMs: number;
}

export type IngestCommand =
	| { readonly type: 'stop' }
	/** Fetch what is not whole once more. */
	| { readonly type: 'retry' };

export type IngestReply =
	/** The store can be opened for reading. */
	| { readonly type: 'ready' }
	| { readonly type: 'status'; readonly status: TailStatus; readonly counts: StoreCounts }
	/** Another process writes this store: we only read. */
	| { readonly type: 'read-only'; readonly reason: string }
	/** Ingest has ended for a reason that waiting does not mend. */
	| { readonly type: 'failed'; readonly message: string; readonly next: string }
	/** Something that people should know, such as what retention dropped. */
	| { readonly type: 'notice'; readonly text: string }
	/** How many objects were tried again. */
	| { readonly type: 'retried'; readonly count: number }
	| { readonly type: 'stopped' };
