import { complement, normalise, type Ranges } from './node.ts';

function range(first: string, last: string): readonly [number, number] {
	return [first.codePointAt(0)!, last.codePointAt(0)!];
}

function chars(text: string): Ranges {
	return normalise([...text].map(char => range(char, char)));
}

const digit: Ranges = [range('0', '9')];
const lower: Ranges = [range('a', 'z')];
const upper: Ranges = [range('A', 'Z')];
const alpha = normalise([...lower, ...upper]);
const punct: Ranges = [range('!', '/'), range(':', '@'), range('[', '`'), range('{', '~')];
const word = normalise([...alpha, ...digit, range('_', '_')]);
// Tab, line feed, vertical tab, form feed, carriage return and space: ASCII only, as in Java and
// RE2.
const space: Ranges = [
	[0x09, 0x0d],
	[0x20, 0x20],
];
const horizontal = normalise([
	...chars('\t \u00a0\u1680\u180e\u202f\u205f\u3000'),
	[0x2000, 0x200a],
]);

/** Classes written as `\d`, by letter; the upper-case letter is the complement. */
export const letterClasses: ReadonlyMap<string, Ranges> = new Map([
	['d', digit],
	['w', word],
	['s', space],
	['h', horizontal],
	['D', complement(digit)],
	['W', complement(word)],
	['S', complement(space)],
	['H', complement(horizontal)],
]);

/** Classes written as `[[:alpha:]]` or `\p{Alpha}`, by lower-case name. */
export const namedClasses: ReadonlyMap<string, Ranges> = new Map<string, Ranges>([
	['alnum', normalise([...alpha, ...digit])],
	['alpha', alpha],
	['ascii', [[0x00, 0x7f]]],
	['blank', chars('\t ')],
	[
		'cntrl',
		[
			[0x00, 0x1f],
			[0x7f, 0x7f],
		],
	],
	['digit', digit],
	['graph', [[0x21, 0x7e]]],
	['lower', lower],
	['print', [[0x20, 0x7e]]],
	['punct', punct],
	['space', space],
	['upper', upper],
	['word', word],
	['xdigit', normalise([...digit, range('a', 'f'), range('A', 'F')])],
]);

const categories = new Set(
	(
		'C Cc Cf Cn Co Cs L LC Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No ' +
		'P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs'
	).split(' '),
);
const scriptName = /^[A-Z][A-Za-z_]+$/;

/** The JavaScript form of a Unicode property (`Lu`, `Script=Greek`); undefined when unknown. */
export function unicodeProperty(name: string): string | undefined {
	const bare = name.startsWith('Is') ? name.slice(2) : name;

	if (categories.has(bare)) {
		return bare;
	}

	if (bare === 'Alphabetic' || !scriptName.test(bare)) {
		return bare === 'Alphabetic' ? 'L' : undefined;
	}

	try {
		new RegExp(`\\p{Script=${bare}}`, 'u');
		return `Script=${bare}`;
	} catch {
		return undefined;
	}
}
