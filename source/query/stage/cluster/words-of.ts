/**
 * A text in turns: a gap, a word, a gap, a word … and a last gap. A gap may be empty. What stands
 * in double quotes is one word.
 */
export interface Worded {
	readonly words: readonly string[];
	/** One more than words; a run of white space in one is a blank. */
	readonly gaps: readonly string[];
	/**
	 * By word: it cannot become a parameter. In JSON the keys, and the values that name what
	 * happened.
	 */
	readonly fixed: readonly boolean[];
}

/** Keys whose values name what happened in an event. */
export const namingKeys: ReadonlySet<string> = new Set([
	'eventName',
	'eventSource',
	'eventType',
	'errorCode',
]);

const valueFollows = /^":\s*"$/;
const wordCharacter = /[\p{L}\p{N}_*]/u;
/** By character of ASCII, for which a look-up costs a tenth of the pattern. */
const plain = Array.from({ length: 128 }, (_, code) =>
	wordCharacter.test(String.fromCharCode(code)),
);
const joiners = '.-/@:';

function isWord(character: string): boolean {
	const code = character.charCodeAt(0);
	return code < 128 ? plain[code] === true : wordCharacter.test(character);
}

/**
 * Cuts a masked text into words and what is between them, in one pass.
 *
 * @param naming - keys of JSON whose values are fixed
 */
export function wordsOf(text: string, naming: ReadonlySet<string>): Worded {
	return new WordScan(text, naming).run();
}

class WordScan {
	readonly #text: string;
	readonly #naming: ReadonlySet<string>;
	readonly #words: string[] = [];
	readonly #gaps: string[] = [''];
	readonly #fixed: boolean[] = [];
	readonly #isJson: boolean;
	/** No quote is closed behind the first one that is not. */
	#quotes = true;

	constructor(text: string, naming: ReadonlySet<string>) {
		this.#text = text;
		this.#naming = naming;
		this.#isJson = /^\s*[{[]/.test(text);
	}

	run(): Worded {
		const text = this.#text;
		for (let at = 0; at < text.length;) {
			const character = characterAt(text, at);
			const close = character === '"' && this.#quotes ? this.#closing(at) : -1;
			if (close >= 0) {
				this.#gap('"');
				this.#word(text.slice(at + 1, close), text[close + 1] === ':');
				this.#gap('"');
				at = close + 1;
			} else if (isWord(character)) {
				const end = endOfWord(text, at);
				this.#word(text.slice(at, end), false);
				at = end;
			} else {
				this.#gap(character);
				at += character.length;
			}
		}

		const gaps = this.#gaps.map(gap => gap.replace(/\s+/g, ' '));
		return { words: this.#words, gaps, fixed: this.#fixed };
	}

	#gap(text: string): void {
		this.#gaps[this.#gaps.length - 1] += text;
	}

	#word(word: string, isKey: boolean): void {
		const key = this.#words.at(-1) ?? '';
		const isNaming = valueFollows.test(this.#gaps.at(-1) ?? '') && this.#naming.has(key);
		this.#fixed.push(this.#isJson && (isKey || isNaming));
		this.#words.push(word);
		this.#gaps.push('');
	}

	#closing(open: number): number {
		for (let at = open + 1; at < this.#text.length; at++) {
			const character = this.#text[at];
			if (character === '"') {
				return at;
			}

			at += character === '\\' ? 1 : 0;
		}

		this.#quotes = false;
		return -1;
	}
}

function characterAt(text: string, at: number): string {
	const code = text.codePointAt(at) as number;
	return code < 0x1_00_00 ? (text[at] as string) : String.fromCodePoint(code);
}

/** Letters, digits, `_` and `*`, joined by what stands inside names, paths and addresses. */
function endOfWord(text: string, start: number): number {
	let end = start;
	for (let at = start; at < text.length;) {
		const character = characterAt(text, at);
		const isPart = isWord(character);
		if (!isPart && !joiners.includes(character)) {
			break;
		}

		at += character.length;
		end = isPart ? at : end;
	}

	return end;
}
