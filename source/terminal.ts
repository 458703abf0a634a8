import { writeSync } from 'node:fs';
import type { TerminalPort } from './view/screen/terminal-port.ts';

/** How long a stopped program, once it goes on, waits to hear so. */
const resumedWithinMs = 200;
const sizeDefault = { columns: 80, rows: 24 };

/**
 * The terminal that the program was started in, or undefined when stdin or stdout is none.
 *
 * @param fatal - where listeners for a sudden end are kept; the root calls them
 * @param hungUp - called when the terminal was closed, before the console's own listeners
 */
export function openTerminal(fatal: Set<() => void>, hungUp: () => void): TerminalPort | undefined {
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
			const notify = () => {
				hungUp();
				listener();
			};

			const ends = [listen(stdin, 'end', notify), listen(stdin, 'error', notify)];
			return () => {
				for (const end of ends) {
					end();
				}
			};
		},
		onContinue: listener => listen(process, 'SIGCONT', listener),
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
				// Time goes on while the program is stopped, so this is due when it runs again; and
				// when it was never stopped, because no shell watches over it.
				const timer = setTimeout(goOn, resumedWithinMs);

				function goOn() {
					clearTimeout(timer);
					process.off('SIGCONT', goOn);
					resolve();
				}

				process.on('SIGCONT', goOn);
				// The whole job, as the terminal itself does it: npm or sudo may stand between.
				process.kill(0, 'SIGTSTP');
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
