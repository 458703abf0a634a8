import type { JsonStep, JsonTest } from './tree.ts';

/** Steps of one path: more is no path a person writes. */
const stepsMax = 100;

const patterns = {
	/** A key without brackets; blanks may stand inside of it. */
	name: /[^.[\]\s'"*]+(?:[^\S\n]+[^.[\]\s'"*]+)*/y,
	condition:
		/\[\s*\?\s*\(\s*@((?:\.[^.[\]\s'"*=!<>~&|()]+)+)\s*(?:(==|=|!=|<=|>=|<|>)\s*(?:'([^']*)'|"([^"]*)"|(-?\d+(?:\.\d+)?)|(true|false|null))\s*)?\)\s*\]/y,
	bracketKey: /\[\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*\]/y,
	index: /\[\s*(-?\d{1,9})\s*\]/y,
	star: /\[\s*\*\s*\]/y,
	slice: /\[\s*(-?\d{1,9})?\s*:\s*(-?\d{1,9})?\s*\]/y,
	union: /\[\s*((?:'[^']*'|-?\d{1,9})(?:\s*,\s*(?:'[^']*'|-?\d{1,9}))+)\s*\]/y,
};

/**
 * The JSONPath subset: `a.b`, `a[0]`, `a.[0]`, `a[*].b`, `['k.k']`, `$`, `..`, slices, unions and
 * `[?(@.x == 1)]`. Undefined where the text is no such path.
 */
export function readJsonPath(text: string): JsonStep[] | undefined {
	const steps: JsonStep[] = [];
	let at = 0;
	const match = (pattern: RegExp) => {
		pattern.lastIndex = at;
		const found = pattern.exec(text);
		at += found === null ? 0 : found[0].length;
		return found;
	};

	if (text[0] === '$' && (text.length === 1 || text[1] === '.' || text[1] === '[')) {
		at = 1;
	} else if (text === '') {
		return undefined;
	}

	while (at < text.length && steps.length < stepsMax) {
		if (text[at] === '[') {
			const step = readBracket(match);
			if (step === undefined) {
				return undefined;
			}

			steps.push(step);
			continue;
		}

		if (text.startsWith('..', at)) {
			at += 2;
			const key = match(patterns.name)?.[0];
			const star = key === undefined && text[at] === '*';
			at += star ? 1 : 0;
			if (key === undefined && !star && text[at] !== '[') {
				return undefined;
			}

			steps.push({ kind: 'descend', key });
			continue;
		}

		if (text[at] === '.') {
			if (at === 0) {
				return undefined;
			}

			at++;
			if (text[at] === '[') {
				continue;
			}
		} else if (at > 0) {
			return undefined;
		}

		const key = match(patterns.name)?.[0];
		if (key !== undefined) {
			steps.push({ kind: 'key', key });
		} else if (text[at] === '*') {
			at++;
			steps.push({ kind: 'wildcard' });
		} else {
			return undefined;
		}
	}

	return at < text.length ? undefined : steps;
}

function readBracket(match: (pattern: RegExp) => RegExpExecArray | null): JsonStep | undefined {
	const key = match(patterns.bracketKey);
	if (key !== null) {
		return { kind: 'key', key: (key[1] ?? key[2] ?? '').replace(/\\(.)/g, '$1') };
	}

	const index = match(patterns.index);
	if (index !== null) {
		return { kind: 'index', index: Number(index[1]) };
	}

	if (match(patterns.star) !== null) {
		return { kind: 'wildcard' };
	}

	const slice = match(patterns.slice);
	if (slice !== null) {
		const bound = (digits: string | undefined) => (digits === undefined ? undefined : +digits);
		return { kind: 'slice', from: bound(slice[1]), to: bound(slice[2]) };
	}

	const union = match(patterns.union);
	if (union === null) {
		return readCondition(match(patterns.condition));
	}

	const items = [...(union[1] as string).matchAll(/'([^']*)'|-?\d+/g)];
	return { kind: 'union', items: items.map(item => item[1] ?? Number(item[0])) };
}

/** `[?(@.a.b == 1)]`, and `[?(@.a)]` for what has the key. */
function readCondition(found: RegExpExecArray | null): JsonStep | undefined {
	if (found === null) {
		return undefined;
	}

	const [, path = '', operator, single, double, digits, word] = found;
	const keys = path.slice(1).split('.');
	if (operator === undefined) {
		return { kind: 'condition', keys, test: undefined };
	}

	const words = { true: true, false: false, null: null };
	const value =
		single ?? double ?? (digits === undefined ? words[word as keyof typeof words] : Number(digits));
	const same = operator === '=' ? '==' : operator;
	return { kind: 'condition', keys, test: { operator: same as JsonTest['operator'], value } };
}
