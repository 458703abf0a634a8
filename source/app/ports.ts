import type { TerminalPort } from '../view/screen/terminal-port.ts';

/** All access of a command to the outside world. `main.ts` builds the real one. */
export interface CommandPorts {
	/** Writes result data only (stdout). Resolves when the reader has taken it. */
	out(data: string | Uint8Array): Promise<void>;
	/** Writes progress, warnings and errors (stderr). */
	err(text: string): void;
	/** Writes progress over the line before on stderr; nothing where that is no terminal. */
	rewriteLine(text: string): void;
	readonly outIsTty: boolean;
	readonly errIsTty: boolean;
	readonly columns: number;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly homeDir: string;
	readonly workingDir: string;
	readonly tempDir: string;
	nowMs(): number;
	random(): number;
	/** Lets timers and signals run between two pieces of work. */
	pause(): Promise<void>;
	stdin(): Promise<string>;
	/** All of stdin; undefined when that is more than this many bytes. */
	stdinBytes(bytesMax: number): Promise<Uint8Array | undefined>;
	/**
	 * Asks the user one question; undefined when they end the input instead. Absent unless stdin
	 * and stderr are a terminal.
	 */
	readonly ask?: (question: string) => Promise<string | undefined>;
	/**
	 * Runs a command line where it can be ended whatever it does, and gives its exit code. Absent
	 * where that is so already.
	 */
	readonly runApart?: (argv: readonly string[]) => Promise<number>;
	/**
	 * Ends the command after so many ms with an error, whatever it does at the time, and says why.
	 * Absent where nothing can.
	 */
	readonly endAfter?: (ms: number, why: string) => void;
	/** Aborted by ctrl-c, SIGTERM and SIGHUP; the reason is the signal's name. */
	readonly signal: AbortSignal;
	/** Undefined unless stdin and stdout are a terminal. */
	readonly terminal: TerminalPort | undefined;
}

/** Exit codes are part of the interface: scripts depend on them. */
export const exitCode = {
	rows: 0,
	none: 1,
	fault: 2,
	error: 3,
	/** Answered, but not from everything. */
	incomplete: 4,
	interrupted: 130,
} as const;
