import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';

/** Lines that were entered before their question. */
const linesAheadMax = 100;

/**
 * Questions on the terminal, answered by lines. What is typed or pasted ahead is kept for the
 * questions to come; between questions the input does not keep the program alive.
 *
 * @returns asks one question; undefined when a person presses ctrl-c or ctrl-d instead
 */
export function createAsk(signal: AbortSignal): (question: string) => Promise<string | undefined> {
	const ahead: string[] = [];
	let lines: Interface | undefined;
	let isClosed = false;
	let answer: ((line: string | undefined) => void) | undefined;

	function open(): Interface {
		const opened = createInterface({ input: process.stdin, output: process.stderr });
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
			process.stderr.write(`${question}${known ?? ''}\n`);
			return known;
		}

		lines.setPrompt(question);
		lines.prompt();
		const line = await new Promise<string | undefined>(resolve => {
			answer = resolve;
		});
		answer = undefined;
		lines.pause();
		return line;
	};
}
