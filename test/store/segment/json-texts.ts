import fc from 'fast-check';

/** A JSON value with the spelling it is to be written in. */
export type Spelled =
	| { readonly kind: 'token'; readonly text: string }
	| { readonly kind: 'array'; readonly items: readonly Spelled[] }
	| { readonly kind: 'object'; readonly members: readonly (readonly [key: string, Spelled])[] };

const numbers = fc.oneof(
	fc.constantFrom('0', '-0', '1.10', '1e400', '-1E+2', '12', '123', '9007199254740993', '0.1e-7'),
	fc.integer().map(String),
	fc.double({ noNaN: true, noDefaultInfinity: true }).map(number => JSON.stringify(number)),
);

/** String tokens, some of whose characters are written as escapes. */
export const strings = fc
	.array(
		fc.oneof(
			{ weight: 6, arbitrary: fc.constantFrom('a', 'b', 'arn:aws:', ' ', '{', '}', '[', ',', ':') },
			{ weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 9 }).map(quoteless) },
			{
				weight: 2,
				arbitrary: fc.constantFrom(
					'\\"',
					'\\\\',
					'\\/',
					'\\n',
					'\\u0041',
					'\\ud83d\\ude00',
					'\\ud800',
				),
			},
		),
		{ maxLength: 6 },
	)
	.map(parts => `"${parts.join('')}"`);

function quoteless(text: string): string {
	return JSON.stringify(text).slice(1, -1);
}

const keys = fc.oneof(
	{
		weight: 8,
		arbitrary: fc.constantFrom('"a"', '"b"', '"c"', '"id"', '"time"', '"a.b"', '"[0]"'),
	},
	{ weight: 1, arbitrary: fc.constantFrom('"\\u0061"', '"__proto__"', '""', '"0"', '"it\'s"') },
	{ weight: 2, arbitrary: strings },
);

const uuids = fc.uuid().map(id => `"${id}"`);

const tokens: fc.Arbitrary<Spelled> = fc
	.oneof(
		strings,
		numbers,
		uuids,
		fc.constantFrom('true', 'false', 'null', '"2026-03-01T12:00:00Z"'),
	)
	.map(text => ({ kind: 'token', text }));

const values: fc.Memo<Spelled> = fc.memo(depth =>
	depth <= 1
		? tokens
		: fc.oneof(
				{ weight: 5, arbitrary: tokens },
				{
					weight: 1,
					arbitrary: fc
						.array(values(depth - 1), { maxLength: 20 })
						.map((items): Spelled => ({ kind: 'array', items })),
				},
				{ weight: 2, arbitrary: objects(depth - 1) },
			),
);

function objects(depth: number): fc.Arbitrary<Spelled> {
	return fc
		.array(fc.tuple(keys, values(depth)), { maxLength: 5 })
		.map((members): Spelled => ({ kind: 'object', members }));
}

/** Records with every oddity JSON allows, keys that come twice included. */
export const records = objects(4);

/** Writes a value with `space()` between any two tokens. */
export function spell(value: Spelled, space: () => string = () => ''): string {
	switch (value.kind) {
		case 'token':
			return value.text;
		case 'array':
			return `[${value.items.map(item => space() + spell(item, space) + space()).join(',')}]`;
		case 'object':
			return `{${value.members
				.map(
					([key, item]) => `${space()}${key}${space()}:${space()}${spell(item, space)}${space()}`,
				)
				.join(',')}}`;
	}
}

/** Whether an object in it has a key twice. */
export function repeatsKeys(value: Spelled): boolean {
	switch (value.kind) {
		case 'token':
			return false;
		case 'array':
			return value.items.some(repeatsKeys);
		case 'object': {
			const names = value.members.map(([key]) => JSON.parse(key) as string);
			return (
				new Set(names).size < names.length || value.members.some(([, item]) => repeatsKeys(item))
			);
		}
	}
}
