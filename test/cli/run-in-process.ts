import { tmpdir } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CommandPorts } from '../../source/app/ports.ts';
import { run } from '../../source/cli/run.ts';

export interface Ran {
	readonly code: number;
	/** In UTF-8; `outBytes` are what it was read from. */
	readonly out: string;
	readonly outBytes: Buffer;
	readonly err: string;
}

export interface World {
	readonly home: string;
	readonly nowMs: number;
	readonly stdin?: string | Buffer;
	readonly outIsTty?: boolean;
	readonly env?: Readonly<Record<string, string>>;
	readonly workingDir?: string;
	/** What a person answers, one after another; then they press ctrl-d. */
	readonly answers?: readonly string[];
	/** Filled with what a person was asked. */
	readonly asked?: string[];
	readonly terminal?: CommandPorts['terminal'];
}

/** Runs one command line with everything real but the clock, stdout and stderr. */
export async function runInProcess(argv: readonly string[], world: World): Promise<Ran> {
	const written: Buffer[] = [];
	let err = '';
	const ports: CommandPorts = {
		out: data => {
			written.push(Buffer.from(data));
			return Promise.resolve();
		},
		err: text => {
			err += text;
		},
		rewriteLine: () => {},
		outIsTty: world.outIsTty ?? false,
		errIsTty: false,
		columns: 100,
		env: { HOME: world.home, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...world.env },
		homeDir: world.home,
		workingDir: world.workingDir ?? world.home,
		tempDir: tmpdir(),
		nowMs: () => world.nowMs,
		random: () => 0.5,
		pause: () => nextTurn(),
		stdin: () => Promise.resolve(String(world.stdin ?? '')),
		stdinBytes: max => {
			const bytes = Buffer.from(world.stdin ?? '');
			return Promise.resolve(bytes.length > max ? undefined : bytes);
		},
		signal: new AbortController().signal,
		terminal: world.terminal,
		...(world.answers === undefined ? {} : { ask: answering(world.answers, world.asked ?? []) }),
	};
	const code = await run(argv, ports);
	const outBytes = Buffer.concat(written);
	return { code, out: outBytes.toString(), outBytes, err };
}

function answering(answers: readonly string[], asked: string[]) {
	let next = 0;
	return (question: string) => {
		asked.push(question);
		return Promise.resolve(answers[next++]);
	};
}
