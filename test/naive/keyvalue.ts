import { regexOf } from './regex.ts';
import type { NaiveRow } from './row.ts';
import { settle } from './settle.ts';
import type { StageOf } from './stages.ts';

const escaped = (text: string) => text.replace(/[^A-Za-z0-9_]/g, '\\$&');
const openQuote = `(?<mark>\\\\?["'])`;
const bareValue = `(?<bare>[^\\s,;&|"'{}()\\[\\]\\\\][^\\s,;&|"'{}()\\[\\]]*|\\\\(?!["'])[^\\s,;&|"'{}()\\[\\]]*)`;

/** Behind a key: its quote, a delimiter, and the place of a value in quotes or without. */
function behind(delimiters: readonly string[]): string {
	const delimiter = delimiters.map(escaped).join('|');
	return `(?:\\\\?["'])?[ \\t]*(?!:\\/\\/)(?:${delimiter})[ \\t]*(?:${openQuote}|${bareValue})`;
}

/** The value where a pair was found, and where it ends. */
function valueAt(text: string, match: RegExpExecArray): { value: string; end: number } {
	const { mark, bare } = match.groups!;
	const start = match.index + match[0].length;
	if (mark === undefined) {
		return { value: bare!, end: start };
	}

	const rest = text.slice(start);
	if (mark.length > 1) {
		const length = rest.includes(mark) ? rest.indexOf(mark) : rest.length;
		return { value: rest.slice(0, length), end: start + length + mark.length };
	}

	const inside = new RegExp(`^(?:\\\\[^]|[^${mark}\\\\])*\\\\?`).exec(rest)![0];
	return { value: inside.replace(/\\(["'\\])/g, '$1'), end: start + inside.length + 1 };
}

const usual = ['->', '=', ':'];

function valueOfKey(text: string, key: string): string | undefined {
	const before = /^[A-Za-z0-9_.-]/.test(key) ? '(?<![A-Za-z0-9_.-])' : '';
	const match = new RegExp(before + escaped(key) + behind(usual)).exec(text);
	return match ? valueAt(text, match).value : undefined;
}

function valueByPattern(
	text: string,
	pattern: NonNullable<StageOf<'keyvalue'>['pattern']>,
	key: string,
): string | undefined {
	const regex = regexOf(pattern.regex);
	if (pattern.groupCount === 2) {
		return [...text.matchAll(regex)].find(match => match[1] === key && match[2] !== undefined)?.[2];
	}

	const at = text.indexOf(key);
	regex.lastIndex = at + key.length;
	return at < 0 ? undefined : regex.exec(text)?.[1];
}

/** `keyvalue` on one row. */
export function extractKeys(row: NaiveRow, stage: StageOf<'keyvalue'>): readonly NaiveRow[] {
	const text = row.text(stage.field?.name ?? '_raw');
	const parts = stage.keys.map((key, index) => {
		const name = stage.names[index]!;
		const value =
			text === undefined
				? undefined
				: stage.pattern
					? valueByPattern(text, stage.pattern, key)
					: valueOfKey(text, key);
		return { names: [name], found: value === undefined ? undefined : new Map([[name, value]]) };
	});
	return settle(row, stage.nodrop, parts);
}

/** `keyvalue auto` on one row. */
export function extractAllKeys(
	row: NaiveRow,
	stage: StageOf<'keyvalue-auto'>,
): readonly NaiveRow[] {
	const text = row.text(stage.field?.name ?? '_raw') ?? '';
	const keys = stage.keys.map(key => key.toLowerCase());
	const delimiters = stage.delimiter === undefined ? usual : [stage.delimiter];
	const token = '(?<![A-Za-z0-9_.-])(?<key>[A-Za-z_][A-Za-z0-9_.-]*?)(?:(?![A-Za-z0-9_.-])|(?=->))';
	const pair = new RegExp(token + behind(delimiters), 'g');
	let made = stage.names.reduce(
		(before, name) => (before.titleOf(name) === undefined ? before.with(name, null) : before),
		row,
	);
	for (let match = pair.exec(text); match; match = pair.exec(text)) {
		const key = match.groups!.key!;
		const { value, end } = valueAt(text, match);
		const own = stage.names[keys.indexOf(key.toLowerCase())];
		pair.lastIndex = end;
		if (own !== undefined || !stage.refOnly) {
			made = made.with(own ?? key.replace(/\W/g, '_'), value);
		}
	}

	return [made];
}
