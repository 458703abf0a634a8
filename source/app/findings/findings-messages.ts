import type { LedgerRow } from '../../../store/index.ts';
import type { OutputWish } from '../../findings/outputs/output.ts';

/** The data that the findings worker starts with. */
export interface FindingsWorkerData {
	readonly storeDir: string;
	/** Where the user's own rules are; undefined when there is no such folder. */
	readonly configDir: string | undefined;
	/** Who is to be told of findings; empty: nobody. */
	readonly outputs: readonly OutputWish[];
	/** One cell: not 0 when the worker is to end, also in the middle of a look. */
	readonly ending: Int32Array;
}

export type FindingsCommand =
	/** There may be new records. */
	| { readonly type: 'look' }
	/** The answer to a commit; with an error nothing was written. */
	| { readonly type: 'committed'; readonly error?: string };

export type FindingsReply =
	/** To be written in one transaction; the worker waits for the answer. */
	| { readonly type: 'commit'; readonly rows: readonly LedgerRow[] }
	/** It looks no further until it is told, which should be so many ms later; `isWhole`: at all there was. */
	| { readonly type: 'looked'; readonly isWhole: boolean; readonly restMs: number }
	/** Something that the user should know, such as a rule that is wrong. */
	| { readonly type: 'notice'; readonly text: string };
