import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';

/** Lines that may be typed ahead of their questions. */
const linesAheadMax = 100;

/**
 * Questions on the terminal, answered by lines. Lines that are typed or pasted ahead are kept for
 * the next questions. Between questions the input does not keep the process alive.
 *
 * @returns a function that asks one question; it gives undefined when the user presses ctrl-c or
 *   ctrl-d instead
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
