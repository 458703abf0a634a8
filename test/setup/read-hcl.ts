/**
 * Reads the part of Terraform’s native syntax that the template needs, and makes of its variables,
 * locals and conditions what they stand for. Anything else throws with its line.
 */
export interface HclBody {
	readonly attributes: Readonly<Record<string, unknown>>;
	readonly blocks: readonly HclReadBlock[];
}

export interface HclReadBlock extends HclBody {
	readonly kind: string;
	readonly labels: readonly string[];
}

/** What data sources say, by their address. */
export type HclData = Readonly<Record<string, string>>;

export const commercialData: HclData = {
	'data.aws_partition.current.partition': 'aws',
	'data.aws_partition.current.dns_suffix': 'amazonaws.com',
	'data.aws_caller_identity.current.account_id': '999988887777',
};

/** A value, once the references in it can be looked up. */
type Expression = (lookUp: (name: string) => unknown) => unknown;

interface RawBody {
	readonly attributes: Readonly<Record<string, Expression>>;
	readonly blocks: readonly RawBlock[];
}

interface RawBlock extends RawBody {
	readonly kind: string;
	readonly labels: readonly string[];
}

/** The resources, data sources and outputs that a plan would have. */
export function readHcl(text: string, data = commercialData): HclBody {
	const { attributes, blocks } = new HclReader(text).body('');
	const locals = Object.assign({}, ...blocks.filter(isOf('locals')).map(of => of.attributes));
	const defaults = Object.fromEntries(
		blocks
			.filter(isOf('variable'))
			.map(({ labels, attributes: { default: value } }) => [labels[0], value]),
	);
	const lookUp = (name: string): unknown => {
		const [room, key = '', ...rest] = name.split('.');
		const known: Readonly<Record<string, Expression | undefined>> | undefined =
			room === 'var' ? defaults : room === 'local' ? (locals as RawBody['attributes']) : undefined;
		if (known === undefined) {
			return room === 'data' ? (data[name] ?? fail(`no ${name}`)) : { reference: name };
		}

		const value = rest.length === 0 ? known[key] : undefined;
		return value === undefined ? fail(`${name} has no value`) : value(lookUp);
	};

	const resolved = (body: RawBody): HclBody => ({
		attributes: Object.fromEntries(
			Object.entries(body.attributes)
				.filter(([name]) => name !== 'count')
				.map(([name, value]) => [name, value(lookUp)]),
		),
		blocks: body.blocks
			.filter(block => block.attributes['count']?.(lookUp) !== 0)
			.map(block => ({ kind: block.kind, labels: block.labels, ...resolved(block) })),
	});
	const planned = blocks.filter(({ kind }) => kind !== 'variable' && kind !== 'locals');
	return resolved({ attributes, blocks: planned });
}

function isOf(kind: string) {
	return (block: RawBlock): boolean => block.kind === kind;
}

function fail(why: string): never {
	throw new Error(why);
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
	['mark', /==|!=|&&|\|\||[{}[\]()=,.?:]/y],
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

const literals = new Map<string, { readonly value: boolean | null }>([
	['true', { value: true }],
	['false', { value: false }],
	['null', { value: null }],
]);

const calls: Readonly<Record<string, (values: readonly unknown[]) => unknown>> = {
	jsonencode: ([value]) => value,
	concat: lists => (lists as readonly (readonly unknown[])[]).flat(),
	merge: objects => Object.assign({}, ...objects) as unknown,
};

function truth(value: unknown): boolean {
	return typeof value === 'boolean' ? value : fail(`${JSON.stringify(value)} is no condition`);
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : fail(`${JSON.stringify(value)} is no text`);
}

class HclReader {
	readonly #tokens: readonly Token[];
	#at = 0;

	constructor(text: string) {
		this.#tokens = tokensOf(text);
	}

	body(end: '}' | ''): RawBody {
		const attributes: Record<string, Expression> = {};
		const blocks: RawBlock[] = [];
		for (this.#skipLines(); this.#peek().text !== end; this.#skipLines()) {
			const name = this.#take('word').text;
			if (this.#peek().text === '=') {
				this.#take('mark', '=');
				if (name in attributes) {
					throw new Error(`line ${this.#peek().line}: ${name} stands twice`);
				}

				attributes[name] = this.expression();
			} else {
				const labels: string[] = [];
				while (this.#peek().kind === 'string') {
					labels.push(JSON.parse(this.#take('string').text) as string);
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

	expression(): Expression {
		const condition = this.#both();
		if (this.#peek().text !== '?') {
			return condition;
		}

		this.#take('mark', '?');
		const yes = this.expression();
		this.#take('mark', ':');
		const no = this.expression();
		return lookUp => (truth(condition(lookUp)) ? yes(lookUp) : no(lookUp));
	}

	#both(): Expression {
		const left = this.#equal();
		if (this.#peek().text !== '&&') {
			return left;
		}

		this.#take('mark', '&&');
		const right = this.#both();
		return lookUp => truth(left(lookUp)) && truth(right(lookUp));
	}

	#equal(): Expression {
		const left = this.#value();
		if (this.#peek().text !== '==') {
			return left;
		}

		this.#take('mark', '==');
		const right = this.#value();
		return lookUp => left(lookUp) === right(lookUp);
	}

	#value(): Expression {
		const token = this.#peek();
		switch (token.kind) {
			case 'string':
				return this.#template();
			case 'number': {
				const number = Number(this.#take('number').text);
				return () => number;
			}

			case 'word':
				return this.#word();
			default:
				return token.text === '[' ? this.#list('[', ']') : this.#object();
		}
	}

	#word(): Expression {
		const parts = [this.#take('word').text];
		while (this.#peek().text === '.' || this.#peek().text === '[') {
			if (this.#take('mark').text === '[') {
				// There is one of each resource at most.
				this.#take('number', '0');
				this.#take('mark', ']');
			} else {
				parts.push(this.#take('word').text);
			}
		}

		const name = parts.join('.');
		const literal = literals.get(name);
		if (literal !== undefined) {
			return () => literal.value;
		}

		if (this.#peek().text !== '(') {
			return lookUp => lookUp(name);
		}

		const { line } = this.#peek();
		const call = calls[name] ?? fail(`line ${line}: there is no function ${name}`);
		const values = this.#list('(', ')');
		return lookUp => call(values(lookUp) as readonly unknown[]);
	}

	#list(open: '[' | '(', close: ']' | ')'): Expression {
		const items: Expression[] = [];
		this.#take('mark', open);
		for (this.#skipLines(); this.#peek().text !== close; this.#skipLines()) {
			items.push(this.expression());
			this.#skipLines();
			if (this.#peek().text !== close) {
				this.#take('mark', ',');
			}
		}

		this.#take('mark', close);
		return lookUp => items.map(item => item(lookUp));
	}

	#object(): Expression {
		const entries: [string, Expression][] = [];
		this.#take('mark', '{');
		for (this.#skipLines(); this.#peek().text !== '}'; this.#skipLines()) {
			const isText = this.#peek().kind === 'string';
			const name = isText
				? (JSON.parse(this.#take('string').text) as string)
				: this.#take('word').text;
			this.#take('mark', '=');
			entries.push([name, this.expression()]);
			if (this.#peek().text !== '}') {
				this.#take('newline');
			}
		}

		this.#take('mark', '}');
		return lookUp => Object.fromEntries(entries.map(([name, value]) => [name, value(lookUp)]));
	}

	/** `${}` in a text is an expression; a doubled `$${` or `%%{` stands for itself. */
	#template(): Expression {
		const token = this.#take('string');
		const pieces = (JSON.parse(token.text) as string).split(/(?<!\$)\$\{([^}]*)\}/);
		const parts = pieces.map((piece, index): Expression => {
			if (index % 2 === 1) {
				return new HclReader(piece).expression();
			}

			if (/(?<!%)%\{/.test(piece)) {
				throw new Error(`line ${token.line}: ${token.text} holds a directive`);
			}

			const text = piece.replaceAll(/\$\$(?=\{)|%%(?=\{)/g, two => two.slice(1));
			return () => text;
		});
		return lookUp => parts.map(part => textOf(part(lookUp))).join('');
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
