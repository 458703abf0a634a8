import {
	type Assertion,
	type CharSet,
	codePointMax,
	complement,
	type Look,
	type RegexNode,
} from './node.ts';

/** The two syntaxes in which a pattern can be printed. */
export type Dialect = 'javascript' | 're2';

/** Prints a tree as a pattern. In JavaScript it needs only the flag `u`. */
export function emitRegex(node: RegexNode, dialect: Dialect): string {
	switch (node.kind) {
		case 'set':
			return emitSet(node, dialect);
		case 'assertion':
			return typeof node.assertion === 'string'
				? assertions[dialect][node.assertion]
				: emitLook(node.assertion, dialect);
		case 'sequence':
			return node.items.map(item => emitInner(item, dialect, 'choice')).join('');
		case 'choice':
			return node.items.map(item => emitRegex(item, dialect)).join('|');
		case 'group':
			return `(${emitRegex(node.item, dialect)})`;
		case 'repeat':
			return `${emitInner(node.item, dialect, 'any')}${emitBounds(node.min, node.max)}${node.lazy ? '?' : ''}`;
	}
}

/** In the syntax of JavaScript; re2 has none. */
function emitLook({ behind, negated, item }: Look, dialect: Dialect): string {
	return `(?${behind ? '<' : ''}${negated ? '!' : '='}${emitRegex(item, dialect)})`;
}

/** Adds parentheses where the surrounding pattern would otherwise change the meaning. */
function emitInner(node: RegexNode, dialect: Dialect, within: 'choice' | 'any'): string {
	const text = emitRegex(node, dialect);
	const holds = node.kind === 'set' || node.kind === 'group';
	const splits = within === 'any' ? !holds : node.kind === 'choice';
	return splits ? `(?:${text})` : text;
}

function emitBounds(min: number, max: number): string {
	if (max === Infinity) {
		return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
	}

	return min === 0 && max === 1 ? '?' : min === max ? `{${min}}` : `{${min},${max}}`;
}

// JavaScript's multi-line anchors also match at carriage returns, so they are spelled out.
const assertions: Readonly<Record<Dialect, Readonly<Record<Assertion, string>>>> = {
	javascript: {
		'text-start': '^',
		'text-end': '$',
		'last-line-end': '(?=\\n?$)',
		'line-start': '(?<![^\\n])',
		'line-end': '(?![^\\n])',
		word: '\\b',
		'not-word': '\\B',
	},
	re2: {
		'text-start': '\\A',
		'text-end': '\\z',
		'last-line-end': '(?:\\n?\\z)',
		'line-start': '(?m:^)',
		'line-end': '(?m:$)',
		word: '\\b',
		'not-word': '\\B',
	},
};

function emitSet(set: CharSet, dialect: Dialect): string {
	const { ranges, properties } = set;

	if (properties.length === 0) {
		const only = ranges[0];

		if (ranges.length === 1 && only![0] === only![1]) {
			return emitPoint(only![0], dialect);
		}

		if (ranges.length === 0) {
			return dialect === 'javascript' ? '[]' : '[^\\x{0}-\\x{10FFFF}]';
		}

		// A set that extends to the end of Unicode is shorter as a negated set.
		if (ranges.at(-1)![1] === codePointMax) {
			const outside = complement(ranges);
			const all = dialect === 'javascript' ? '[^]' : '(?s:.)';
			return outside.length === 0 ? all : `[^${emitRanges(outside, dialect)}]`;
		}
	}

	const names = properties.map(({ name, negated }) => {
		const spelled = dialect === 'javascript' ? name : name.replace('Script=', '');
		return `\\${negated ? 'P' : 'p'}{${spelled}}`;
	});
	return `[${set.negated ? '^' : ''}${emitRanges(ranges, dialect)}${names.join('')}]`;
}

function emitRanges(ranges: CharSet['ranges'], dialect: Dialect): string {
	return ranges
		.map(([first, last]) => {
			const start = emitPoint(first, dialect);
			return first === last ? start : `${start}-${emitPoint(last, dialect)}`;
		})
		.join('');
}

function emitPoint(point: number, dialect: Dialect): string {
	const char = String.fromCodePoint(point);

	if (/[A-Za-z0-9_ "'<>=:;,@#%&~`!]/.test(char)) {
		return char;
	}

	return `\\${dialect === 'javascript' ? 'u' : 'x'}{${point.toString(16)}}`;
}
