import type { CommandPorts } from '../ports.ts';

/** What a thread runs a command with. */
export interface CommandStart {
	/** Without node and script. */
	readonly argv: readonly string[];
	/** The ports that are plain data. `tempDir` is made when it is first used. */
	readonly world: Pick<
		CommandPorts,
		'outIsTty' | 'errIsTty' | 'columns' | 'env' | 'homeDir' | 'workingDir' | 'tempDir'
	>;
}

/** From the thread that runs a command to the program. */
export type CommandReply =
	/** Answered by `taken`, in order. */
	| { readonly type: 'out'; readonly data: string | Uint8Array }
	| { readonly type: 'err'; readonly text: string }
	/** Progress, over the line before. */
	| { readonly type: 'line'; readonly text: string }
	/** Answered by `stdin`; without a number all of it is wanted, as text. */
	| { readonly type: 'stdin'; readonly bytesMax?: number }
	/** It has so many ms from now on; then it is to be ended, and why told. */
	| { readonly type: 'end-after'; readonly ms: number; readonly why: string }
	| { readonly type: 'ended'; readonly code: number };

/** From the program to the thread. */
export type CommandOrder =
	| ({ readonly type: 'start' } & CommandStart)
	/** The reader of stdout has taken what was written. */
	| { readonly type: 'taken' }
	/** Undefined: more bytes than were wanted. */
	| { readonly type: 'stdin'; readonly data: string | Uint8Array | undefined }
	/** A signal has come. */
	| { readonly type: 'interrupt'; readonly name: string };
