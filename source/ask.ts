import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Gate } from './gate.ts';
import { sanitiseLines } from './text/sanitise.ts';

/** Lines that may be typed ahead of their questions. */
const linesAheadMax = 100;

/** How readline moves the cursor and erases while a line is edited. */
const editing = /(\u001B\[\d*[A-DGJK]|\r)/;

/**
 * What readline writes, to the gate: its own sequences, and between them the prompt and what was
 * typed. Keys cannot carry a sequence, because readline takes it for a key.
 */
function editorOutput(gate: Gate): NodeJS.WritableStream {
	const output = new Writable({
		decodeStrings: false,
		write: (text: string | Uint8Array, _encoding, done) => {
			for (const [index, part] of String(text).split(editing).entries()) {
				if (index % 2 === 1) {
					gate.writeOwn(part);
				} else if (part !== '') {
					gate.stream.write(part);
				}
			}

			done();
		},
	});
	Object.defineProperty(output, 'columns', { get: () => gate.stream.columns });
	gate.stream.on('resize', () => output.emit('resize'));
	return output;
}

/**
 * Questions on the terminal, answered by lines. Lines that are typed or pasted ahead are kept for
 * the next questions. Between questions the input does not keep the process alive.
 *
 * @param gate - of the terminal that the questions are shown on
 * @returns a function that asks one question; it gives undefined when the user presses ctrl-c or
 *   ctrl-d instead
 */
export function createAsk(
	signal: AbortSignal,
	gate: Gate,
): (question: string) => Promise<string | undefined> {
	const ahead: string[] = [];
	let lines: Interface | undefined;
	let isClosed = false;
	let answer: ((line: string | undefined) => void) | undefined;

	function open(): Interface {
		const opened = createInterface({
			input: process.stdin,
			output: editorOutput(gate),
			terminal: true,
		});
		opened.on('line', line => {
			if (answer !== undefined) {
				answer(line);
			} else if (ahead.length < linesAheadMax) {
				ahead.push(line);
			}
		});
		opened.on('close', () => {
			isClosed = true;
			answer?.(undefined);
		});
		signal.addEventListener('abort', () => opened.close(), { once: true });
		return opened;
	}

	return async question => {
		lines ??= open();
		const known = ahead.shift();
		if (known !== undefined || isClosed) {
			gate.stream.write(`${question}${known ?? ''}\n`);
			return known;
		}

		// A sequence in it would pass for one of the editor's.
		lines.setPrompt(sanitiseLines(question));
		lines.prompt();
		const line = await new Promise<string | undefined>(resolve => {
			answer = resolve;
		});
		answer = undefined;
		lines.pause();
		return line;
	};
}
