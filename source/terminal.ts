import { writeSync } from 'node:fs';
import type { TerminalPort } from './view/screen/terminal-port.ts';

const sizeDefault = { columns: 80, rows: 24 };

/**
 * The terminal that the program was started in, or undefined when stdin or stdout is none.
 *
 * @param fatal - where listeners for a sudden end are kept; the root calls them
 */
export function openTerminal(fatal: Set<() => void>): TerminalPort | undefined {
	const { stdin, stdout } = process;
	if (!stdin.isTTY || !stdout.isTTY) {
		return undefined;
	}

	return {
		outputDescriptor: stdout.fd,
		size: () => ({
			columns: stdout.columns || sizeDefault.columns,
			rows: stdout.rows || sizeDefault.rows,
		}),
		onResize: listener => listen(stdout, 'resize', listener),
		onInput: listener => {
			const end = listen(stdin, 'data', listener as (chunk: Buffer) => void);
			stdin.resume();
			return () => {
				end();
				stdin.pause();
			};
		},
		onHangup: listener => {
			const ends = [listen(stdin, 'end', listener), listen(stdin, 'error', listener)];
			return () => {
				for (const end of ends) {
					end();
				}
			};
		},
		onFatal: listener => {
			fatal.add(listener);
			return () => fatal.delete(listener);
		},
		setRaw: isRaw => {
			// The terminal may be gone when we want to put it back.
			try {
				stdin.setRawMode(isRaw);
			} catch {}
		},
		writeNow: text => {
			try {
				writeSync(stdout.fd, text);
			} catch {}
		},
		suspend: () =>
			new Promise(resolve => {
				process.once('SIGCONT', () => resolve());
				process.kill(process.pid, 'SIGTSTP');
			}),
	};
}

function listen<Value>(
	emitter: NodeJS.EventEmitter,
	name: string,
	listener: (value: Value) => void,
): () => void {
	emitter.on(name, listener);
	return () => {
		emitter.off(name, listener);
	};
}
