import type { TerminalPort } from '../view/screen/terminal-port.ts';

/** Everything a command may touch of the world; `main.ts` builds the real one. */
export interface CommandPorts {
	/** Data, and nothing but data. Resolves when the reader has taken it. */
	out(text: string): Promise<void>;
	/** Talk: progress, warnings, errors. */
	err(text: string): void;
	readonly outIsTty: boolean;
	readonly errIsTty: boolean;
	readonly columns: number;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly homeDir: string;
	readonly workingDir: string;
	readonly tempDir: string;
	nowMs(): number;
	random(): number;
	/** Lets timers and signals in between two pieces of work. */
	pause(): Promise<void>;
	stdin(): Promise<string>;
	/**
	 * Asks a person one question; undefined when they end the input instead. Absent unless stdin
	 * and stderr are a terminal.
	 */
	readonly ask?: (question: string) => Promise<string | undefined>;
	/** Aborted by ctrl-c, SIGTERM and SIGHUP; the reason is the signal's name. */
	readonly signal: AbortSignal;
	/** Undefined unless stdin and stdout are a terminal. */
	readonly terminal: TerminalPort | undefined;
}

/** Exit codes are an interface: scripts rely on them. */
export const exitCode = { rows: 0, none: 1, fault: 2, error: 3, interrupted: 130 } as const;
