/** A JSON value with its original text, so that numbers and escapes stay as delivered. */
export type JsonNode =
	| { readonly kind: 'string' | 'number' | 'literal'; readonly text: string }
	| { readonly kind: 'object'; readonly entries: readonly JsonEntry[] }
	| { readonly kind: 'array'; readonly items: readonly JsonNode[] };

interface JsonEntry {
	/** As delivered, without its quotes. */
	readonly key: string;
	readonly value: JsonNode;
}

/** Records are not nested deeper; a deeper text would overflow the stack. */
const depthMax = 200;

const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const stringForm = /"(?:[^"\\]|\\.)*"/sy;
const blank = /[ \t\n\r]*/y;

/** Parses JSON; undefined when the text is not JSON. */
export function readJson(text: string): JsonNode | undefined {
	const reader = new Reader(text);
	const node = reader.value(0);
	return node !== undefined && reader.atEnd() ? node : undefined;
}

class Reader {
	readonly #text: string;
	#at = 0;

	constructor(text: string) {
		this.#text = text;
	}

	atEnd(): boolean {
		this.#skip();
		return this.#at >= this.#text.length;
	}

	value(depth: number): JsonNode | undefined {
		this.#skip();

		switch (this.#text[this.#at]) {
			case '{':
				return depth < depthMax ? this.#object(depth) : undefined;
			case '[':
				return depth < depthMax ? this.#array(depth) : undefined;
			case '"': {
				const text = this.#take(stringForm);
				return text === undefined ? undefined : { kind: 'string', text };
			}

			default: {
				const text = this.#take(scalar);
				return text === undefined
					? undefined
					: { kind: /^[-\d]/.test(text) ? 'number' : 'literal', text };
			}
		}
	}

	#object(depth: number): JsonNode | undefined {
		const entries: JsonEntry[] = [];
		this.#at += 1;

		if (this.#is('}')) {
			return { kind: 'object', entries };
		}

		for (;;) {
			this.#skip();
			const key = this.#take(stringForm);

			if (key === undefined || !this.#is(':')) {
				return undefined;
			}

			const value = this.value(depth + 1);

			if (value === undefined) {
				return undefined;
			}

			entries.push({ key: key.slice(1, -1), value });

			if (this.#is('}')) {
				return { kind: 'object', entries };
			}

			if (!this.#is(',')) {
				return undefined;
			}
		}
	}

	#array(depth: number): JsonNode | undefined {
		const items: JsonNode[] = [];
		this.#at += 1;

		if (this.#is(']')) {
			return { kind: 'array', items };
		}

		for (;;) {
			const value = this.value(depth + 1);

			if (value === undefined) {
				return undefined;
			}

			items.push(value);

			if (this.#is(']')) {
				return { kind: 'array', items };
			}

			if (!this.#is(',')) {
				return undefined;
			}
		}
	}

	#skip(): void {
		this.#take(blank);
	}

	/** Moves past the character if it is the next one. */
	#is(character: string): boolean {
		this.#skip();

		if (this.#text[this.#at] !== character) {
			return false;
		}

		this.#at += 1;
		return true;
	}

	#take(form: RegExp): string | undefined {
		form.lastIndex = this.#at;
		const found = form.exec(this.#text)?.[0];
		this.#at += found?.length ?? 0;
		return found;
	}
}
