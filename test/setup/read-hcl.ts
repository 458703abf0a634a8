/**
 * Reads the part of Terraform’s native syntax that a generated file needs: blocks, attributes,
 * strings, numbers, booleans, lists, objects, references, and `jsonencode(…)`. Anything else
 * throws with its line.
 */
export interface HclBody {
	readonly attributes: Readonly<Record<string, unknown>>;
	readonly blocks: readonly HclReadBlock[];
}

export interface HclReadBlock extends HclBody {
	readonly kind: string;
	readonly labels: readonly string[];
}

export function readHcl(text: string): HclBody {
	const reader = new HclReader(text);
	return reader.body('');
}

interface Token {
	readonly kind: 'word' | 'string' | 'number' | 'mark' | 'newline' | 'end';
	readonly text: string;
	readonly line: number;
}

const tokenForms: readonly (readonly [Token['kind'] | 'space', RegExp])[] = [
	['space', /[ \t]+|#[^\n]*/y],
	['newline', /\n/y],
	['string', /"(?:[^"\\\n]|\\["\\nrt]|\\u[0-9a-fA-F]{4})*"/y],
	['number', /-?\d+(?:\.\d+)?/y],
	['word', /[A-Za-z_][\w-]*/y],
	['mark', /[{}[\]()=,.]/y],
];

function tokensOf(text: string): readonly Token[] {
	const tokens: Token[] = [];
	let line = 1;
	for (let at = 0; at < text.length;) {
		const found = tokenForms.flatMap(([kind, form]) => {
			form.lastIndex = at;
			const match = form.exec(text);
			return match === null ? [] : [{ kind, text: match[0] }];
		})[0];
		if (found === undefined) {
			throw new Error(
				`line ${line}: no token begins with ${JSON.stringify(text.slice(at, at + 10))}`,
			);
		}

		if (found.kind !== 'space') {
			tokens.push({ kind: found.kind, text: found.text, line });
		}

		line += found.kind === 'newline' ? 1 : 0;
		at += found.text.length;
	}

	return [...tokens, { kind: 'end', text: '', line }];
}

class HclReader {
	readonly #tokens: readonly Token[];
	#at = 0;

	constructor(text: string) {
		this.#tokens = tokensOf(text);
	}

	body(end: '}' | ''): HclBody {
		const attributes: Record<string, unknown> = {};
		const blocks: HclReadBlock[] = [];
		for (this.#skipLines(); this.#peek().text !== end; this.#skipLines()) {
			const name = this.#take('word').text;
			if (this.#peek().text === '=') {
				this.#take('mark', '=');
				if (name in attributes) {
					throw new Error(`line ${this.#peek().line}: ${name} stands twice`);
				}

				attributes[name] = this.#value();
			} else {
				const labels: string[] = [];
				while (this.#peek().kind === 'string') {
					labels.push(this.#string());
				}

				this.#take('mark', '{');
				blocks.push({ kind: name, labels, ...this.body('}') });
				this.#take('mark', '}');
			}

			if (this.#peek().text !== end) {
				this.#take('newline');
			}
		}

		return { attributes, blocks };
	}

	#value(): unknown {
		const token = this.#peek();
		switch (token.kind) {
			case 'string':
				return this.#string();
			case 'number':
				return Number(this.#take('number').text);
			case 'word':
				return this.#word();
			default:
				return token.text === '[' ? this.#list() : this.#object();
		}
	}

	#word(): unknown {
		const parts = [this.#take('word').text];
		while (this.#peek().text === '.') {
			this.#take('mark', '.');
			parts.push(this.#take('word').text);
		}

		const name = parts.join('.');
		if (name === 'true' || name === 'false') {
			return name === 'true';
		}

		if (name === 'jsonencode') {
			this.#take('mark', '(');
			const value = this.#value();
			this.#take('mark', ')');
			return value;
		}

		return { reference: name };
	}

	#list(): unknown {
		const items: unknown[] = [];
		this.#take('mark', '[');
		for (this.#skipLines(); this.#peek().text !== ']'; this.#skipLines()) {
			items.push(this.#value());
			this.#skipLines();
			if (this.#peek().text !== ']') {
				this.#take('mark', ',');
			}
		}

		this.#take('mark', ']');
		return items;
	}

	#object(): unknown {
		const entries: [string, unknown][] = [];
		this.#take('mark', '{');
		for (this.#skipLines(); this.#peek().text !== '}'; this.#skipLines()) {
			const name = this.#peek().kind === 'string' ? this.#string() : this.#take('word').text;
			this.#take('mark', '=');
			entries.push([name, this.#value()]);
			if (this.#peek().text !== '}') {
				this.#take('newline');
			}
		}

		this.#take('mark', '}');
		return Object.fromEntries(entries);
	}

	#string(): string {
		const token = this.#take('string');
		// A lone `${` would be a template; a doubled one stands for itself.
		if (/(?<![$%])[$%]\{/.test(token.text)) {
			throw new Error(`line ${token.line}: ${token.text} holds a template`);
		}

		return (JSON.parse(token.text) as string).replaceAll(/\$\$(?=\{)|%%(?=\{)/g, two =>
			two.slice(1),
		);
	}

	#peek(): Token {
		return this.#tokens[this.#at] as Token;
	}

	#take(kind: Token['kind'], text?: string): Token {
		const token = this.#peek();
		if (token.kind !== kind || (text !== undefined && token.text !== text)) {
			throw new Error(
				`line ${token.line}: expected ${text ?? kind}, found ${JSON.stringify(token.text)}`,
			);
		}

		this.#at++;
		return token;
	}

	#skipLines(): void {
		while (this.#peek().kind === 'newline') {
			this.#at++;
		}
	}
}
