import type { Value } from './value.ts';

/** The parsed record, or undefined when the text is no JSON. */
export function parseRecord(text: string): unknown {
	try {
		return JSON.parse(mayBeInexact.test(text) ? withExactNumbers(text) : text) as unknown;
	} catch {
		return undefined;
	}
}

const mayBeInexact = /\d{16}/;
const stringsAndNumbers = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi;

/** JSON in which a number that a double cannot hold is a text, as it is in a column. */
function withExactNumbers(json: string): string {
	return json.replace(stringsAndNumbers, part =>
		part.startsWith('"') || survives(part) ? part : `"${part}"`,
	);
}

/** Whether a number is the same after JSON.parse; the store asks the same of its tokens. */
function survives(number: string): boolean {
	const value = Number(number);
	return /[.e]/i.test(number) || Number.isSafeInteger(value) || String(value) === number;
}

/** Positions in one text that are tried as the start of a JSON value. */
const startsMax = 64;

/**
 * The JSON at the end of a text with a preamble, which may contain brackets: `12:00 [main] INFO
 * {"a":1}`.
 */
export function parseAfterPreamble(text: string): unknown {
	const whole = parseRecord(text);
	if (whole !== undefined) {
		return whole;
	}

	// A text that does not end like JSON has none; this decides most lines of text.
	if (!/[}\]]\s*$/.test(text)) {
		return undefined;
	}

	let tried = 0;
	for (const { index } of text.matchAll(/[{[]/g)) {
		const found = index === 0 ? undefined : parseRecord(text.slice(index));
		if (found !== undefined || ++tried === startsMax) {
			return found;
		}
	}

	return undefined;
}

/** The same; else the first JSON object in the text, whatever follows it. */
export function parseWithin(text: string): unknown {
	const found = parseAfterPreamble(text);
	if (found !== undefined) {
		return found;
	}

	let tried = 0;
	for (const { index } of text.matchAll(/\{/g)) {
		const end = closingBrace(text, index);
		const object = end === undefined ? undefined : parseRecord(text.slice(index, end + 1));
		if (object !== undefined || ++tried === startsMax) {
			return object;
		}
	}

	return undefined;
}

/** Offset of the brace that closes the one at `start`; braces in strings are ignored. */
function closingBrace(text: string, start: number): number | undefined {
	let depth = 0;
	for (const { 0: found, index } of text.slice(start).matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
		depth += found === '{' ? 1 : found === '}' ? -1 : 0;
		if (depth === 0) {
			return start + index;
		}
	}

	return undefined;
}

/** A JSON value as a value of the language: containers become their compact text. */
export function valueOfJson(json: unknown): Value {
	if (json === null || json === undefined) {
		return null;
	}

	switch (typeof json) {
		case 'string':
		case 'number':
		case 'boolean':
			return json;
		default:
			return JSON.stringify(json);
	}
}
