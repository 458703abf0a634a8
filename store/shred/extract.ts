import type { PathStep } from './path.ts';
import { TokenScanner } from './scanner.ts';

const openBrace = 0x7b;
const openBracket = 0x5b;

/** The key of the member at `start`, and where its value begins. */
function keyAt(scanner: TokenScanner, start: number): { key: string; next: number } {
	const next = scanner.key(start, scanner.bytes.length);
	const text = Buffer.from(scanner.bytes.subarray(start, next - 1)).toString();
	return { key: JSON.parse(text) as string, next };
}

/**
 * The offset of the value of one step into the container at `start`, or -1. Of equal keys, the last
 * counts.
 */
function stepInto(scanner: TokenScanner, start: number, step: PathStep): number {
	const { bytes } = scanner;
	const open = bytes[start];
	const fits = open === (typeof step === 'number' ? openBracket : openBrace);
	if (!fits || bytes[start + 1] === open + 2) {
		return -1;
	}

	let found = -1;
	let at = start;
	for (let index = 0; ; index += 1) {
		let name: PathStep = index;
		at += 1;
		if (open === openBrace) {
			const { key, next } = keyAt(scanner, at);
			name = key;
			at = next;
		}

		if (name === step) {
			found = at;
		}

		at = scanner.value(at, bytes.length);
		if (bytes[at] !== 0x2c) {
			return found;
		}
	}
}

/**
 * The text of the value at a path of a compact JSON text; undefined when there is none, or when the
 * text is not JSON. For single records only; for whole segments, use columns.
 */
export function extractJson(json: string, steps: readonly PathStep[]): string | undefined {
	const bytes = Buffer.from(json);
	const scanner = new TokenScanner();
	scanner.setBytes(bytes);
	if (scanner.value(0, bytes.length) !== bytes.length) {
		return undefined;
	}

	let at = 0;
	for (const step of steps) {
		at = stepInto(scanner, at, step);
		if (at < 0) {
			return undefined;
		}
	}

	return bytes.toString('utf8', at, scanner.value(at, bytes.length));
}
