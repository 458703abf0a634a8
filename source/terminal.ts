import { writeSync } from 'node:fs';
import { handOver } from './gate.ts';
import type { Gate, OutputStream } from './gate.ts';
import type { TerminalPort } from './view/screen/terminal-port.ts';

/** How long a stopped program waits, after it continues, for the signal that says so; in ms. */
const resumedWithinMs = 200;
const sizeDefault = { columns: 80, rows: 24 };

/**
 * The terminal that the program was started in, or undefined when stdin or stdout is none.
 *
 * The console writes its cells, which are safe already, to the descriptor and not to the stream.
 *
 * @param stdout - for its descriptor, its size and its events
 * @param stderr - waits while the screen is drawn; a warning of Node would move it
 * @param fatal - listeners for a fatal error; the root calls them
 * @param hungUp - called when the terminal was closed, before the console's own listeners
 */
export function openTerminal(
	stdout: OutputStream,
	stderr: Gate,
	fatal: Set<() => void>,
	hungUp: () => void,
): TerminalPort | undefined {
	const { stdin } = process;
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
		onHangup: listener =>
			listenToEnd(() => {
				hungUp();
				listener();
			}),
		onContinue: listener => listen(process, 'SIGCONT', listener),
		onFatal: listener => {
			fatal.add(listener);
			return () => fatal.delete(listener);
		},
		setRaw: isRaw => {
			// The terminal may be closed when it is to be restored.
			try {
				stdin.setRawMode(isRaw);
			} catch {}
		},
		holdMessages: isHeld => {
			if (isHeld) {
				stderr.hold();
			} else {
				stderr.release();
			}
		},
		writeNow: text => {
			try {
				writeSync(stdout.fd, text);
			} catch {}
		},
		suspend,
		handOver,
	};
}

/** The terminal was closed. */
function listenToEnd(notify: () => void): () => void {
	const ends = [listen(process.stdin, 'end', notify), listen(process.stdin, 'error', notify)];
	return () => {
		for (const end of ends) {
			end();
		}
	};
}

/** Stops the process group, as ctrl-z does, until the shell continues it. */
function suspend(): Promise<void> {
	return new Promise(resolve => {
		// This timer is due as soon as a stopped program continues, because time goes on
		// meanwhile. It also ends the wait when the program was never stopped, because no
		// shell supervises it.
		const timer = setTimeout(goOn, resumedWithinMs);

		function goOn() {
			clearTimeout(timer);
			process.off('SIGCONT', goOn);
			resolve();
		}

		process.on('SIGCONT', goOn);
		// Signals the whole process group, as the terminal does for ctrl-z: npm or sudo may
		// be between the shell and us.
		process.kill(0, 'SIGTSTP');
	});
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
