import type { Cell, Codes, Column } from './column.ts';
import { cellOf, tokenText, valuesKeptMax } from './tokens.ts';
import type { Tokens } from './tokens.ts';

interface TokenColumnParts {
	readonly path: string;
	readonly rowCount: number;
	readonly valueCount: number;
	readonly distinct: boolean;
	/** Called at most once, like `readCodes`. */
	readonly readTokens: () => Tokens;
	readonly readCodes: () => Codes;
	/** Cache of decoded values by code; columns with the same tokens may share it. */
	readonly values?: (Cell | undefined)[];
}

/** A column over JSON tokens, independent of how they are stored. */
export class TokenColumn implements Column {
	readonly path: string;
	readonly rowCount: number;
	readonly valueCount: number;
	readonly distinct: boolean;
	readonly #readTokens: () => Tokens;
	readonly #readCodes: () => Codes;
	readonly #values: (Cell | undefined)[];
	#tokens: Tokens | undefined;
	#codes: Codes | undefined;

	constructor(parts: TokenColumnParts) {
		this.path = parts.path;
		this.rowCount = parts.rowCount;
		this.valueCount = parts.valueCount;
		this.distinct = parts.distinct;
		this.#readTokens = parts.readTokens;
		this.#readCodes = parts.readCodes;
		this.#values = parts.values ?? [];
	}

	/** The tokens as bytes, for readers inside the store. */
	get tokens(): Tokens {
		this.#tokens ??= this.#readTokens();
		return this.#tokens;
	}

	/** Whether the tokens were read. */
	get hasTokens(): boolean {
		return this.#tokens !== undefined;
	}

	codes(): Codes {
		this.#codes ??= this.#readCodes();
		return this.#codes;
	}

	value(code: number): Cell {
		const known = this.#values[code];
		if (known !== undefined) {
			return known;
		}

		const value = cellOf(this.token(code));
		if (code <= valuesKeptMax) {
			this.#values[code] = value;
		}

		return value;
	}

	token(code: number): string {
		return tokenText(this.tokens, code);
	}
}
