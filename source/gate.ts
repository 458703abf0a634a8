import { spawn } from 'node:child_process';
import { TerminalText } from './text/terminal-text.ts';

export type OutputStream = NodeJS.WriteStream & { readonly fd: number };

/** A stream of this process: whatever is written to it, by whomever, passes through here. */
export interface Gate {
	/** For its size, its descriptor and its events; what is written to it passes the gate too. */
	readonly stream: OutputStream;
	/** From now on what is written waits: a console has drawn the screen, and a line would move it. */
	hold(): void;
	/** Writes what has waited. */
	release(): void;
	/** Writes over the line that the cursor is in; nothing where there is no terminal. */
	rewriteLine(text: string): void;
	/** Writes a sequence that is ours: nothing that came from outside may be in it. */
	writeOwn(sequence: string): void;
}

/** Of what waits the end is kept. */
const heldCharactersMax = 65_536;

/**
 * Makes a stream safe where it is a terminal; a pipe or a file gets every byte as it is. The stream
 * itself is changed, at `_write`: `write`, `end`, pipes and the console of libraries have no other
 * way.
 */
export function gateOf(stream: OutputStream): Gate {
	if (!stream.isTTY) {
		return { stream, hold: () => {}, release: () => {}, rewriteLine: () => {}, writeOwn: () => {} };
	}

	const text = new TerminalText();
	// Ours is known by the buffer itself, because a write may wait for its turn.
	const own = new WeakSet<object>();
	const send = stream._write.bind(stream);
	let held: string | undefined;
	stream._write = (chunk: string | Uint8Array, encoding, done) => {
		if (held !== undefined) {
			held = (held + text.take(typeof chunk === 'string' ? decoded(chunk, encoding) : chunk)).slice(
				-heldCharactersMax,
			);
			done();
		} else if (typeof chunk !== 'string' && own.has(chunk)) {
			send(chunk, encoding, done);
		} else {
			send(text.take(typeof chunk === 'string' ? decoded(chunk, encoding) : chunk), 'utf8', done);
		}
	};

	// Without it, writes that waited are sent one by one by `_write`.
	Object.defineProperty(stream, '_writev', { value: null });
	const writeOwn = (sequence: string) => {
		const bytes = Buffer.from(sequence);
		own.add(bytes);
		stream.write(bytes);
	};

	const release = () => {
		const waiting = held ?? '';
		held = undefined;
		if (waiting !== '') {
			writeOwn(waiting);
		}
	};

	// Whoever held it may be unable to release it, as when an error ends the program.
	process.once('exit', () => {
		release();
		writeOwn(text.end());
	});
	return {
		stream,
		hold: () => {
			held ??= '';
		},
		release,
		rewriteLine: line => {
			writeOwn('\r');
			stream.write(line);
		},
		writeOwn,
	};
}

function decoded(text: string, encoding: BufferEncoding): string | Uint8Array {
	return /^utf-?8$/i.test(encoding) ? text : Buffer.from(text, encoding);
}

/**
 * Gives the terminal to another program until it ends, as an editor. Nothing of ours is written
 * meanwhile.
 *
 * @returns its exit code
 * @throws the error of the system when it could not be started
 */
export function handOver(command: string, words: readonly string[]): Promise<number> {
	return new Promise((resolve, reject) => {
		const child = spawn(command, words, { stdio: [0, 1, 2] });
		child.once('error', reject);
		child.once('exit', code => resolve(code ?? 1));
	});
}

/** stdout and stderr of this process; no other file names them. */
export const stdout = gateOf(process.stdout);
export const stderr = gateOf(process.stderr);

// Node writes its warnings to the descriptor itself, unless it was told to write none.
if (process.listenerCount('warning') > 0) {
	process.removeAllListeners('warning');
	process.on('warning', ({ name, message }) => {
		stderr.stream.write(`trailtop: ${name}: ${message}\n`);
	});
}
