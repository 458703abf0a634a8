import { expect, test } from 'vitest';
import type {
	FunctionContext,
	FunctionSpec,
} from '../../../source/query/function/function-spec.ts';
import type { CompiledRegex } from '../../../source/query/regex/compiled.ts';
import { functions, functionSpecs } from '../../../source/query/function/index.ts';
import { compileRegex, isRegexFault } from '../../../source/query/regex/compile.ts';
import type { Value } from '../../../source/query/value.ts';

const context: FunctionContext = { nowMs: 3_000, fromMs: 1_000, toMs: 2_000, timeZone: 'UTC' };

function call(name: string, ...args: readonly (Value | CompiledRegex)[]): Value {
	const spec = functions.get(name.toLowerCase());

	if (!spec) {
		throw new Error(`no function ${name}`);
	}

	return spec.apply(args, context);
}

test('names and aliases are found in lower case and are all different', () => {
	const names = functionSpecs.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
	expect(functions.size).toBe(names.length);
	expect(functions.get('double')?.name).toBe('num');
	expect(functions.get('isprivateip')?.name).toBe('isPrivateIP');
	expect([...functions.keys()].filter(name => name !== name.toLowerCase())).toEqual([]);
});

test('each function says how it is written and what it does', () => {
	const poor = functionSpecs.filter(
		({ name, syntax, help, argsMin, argsMax }) =>
			!syntax.startsWith(`${name}(`) || help.length < 8 || help.length > 90 || argsMin > argsMax,
	);
	expect(poor.map(({ name }) => name)).toEqual([]);
});

test('nothing in is nothing out, but for the functions that are about nothing', () => {
	const loose = ['isNull', 'isEmpty', 'isBlank', 'if', 'concat', 'length'];
	const answers = functionSpecs.filter(
		spec => spec.argsMin > 0 && spec.apply(nulls(spec), context) !== null,
	);
	expect(answers.map(({ name }) => name).sort()).toEqual(
		loose.filter(name => name !== 'if').sort(),
	);
});

function nulls({ argsMin }: FunctionSpec): readonly null[] {
	return Array.from({ length: argsMin }, () => null);
}

test('no function throws, whatever it is given', () => {
	const odd: readonly Value[] = [
		null,
		'',
		' ',
		'x',
		'\ud800',
		'😀',
		'%',
		'%1$999999999d',
		'-1',
		'1e308',
		"yyyy-'",
		'2001:db8::1',
		'10.0.0.1',
		-1,
		0,
		1.5,
		1e308,
		NaN,
		Infinity,
		true,
		false,
	];
	const results = functionSpecs.flatMap(spec =>
		Array.from({ length: spec.argsMin + 1 }, (_item, index) =>
			Math.min(index + spec.argsMin, spec.argsMax),
		)
			.flatMap(count => argumentLists(odd, count))
			.map(args => [spec.name, args, spec.apply(args, context)] as const),
	);
	const wrong = results.filter(
		([, , value]) => value !== null && !['string', 'number', 'boolean'].includes(typeof value),
	);
	expect(wrong).toEqual([]);
	expect(results.length).toBeGreaterThan(5_000);
});

/** Every value in every place, the other places walking through the list. */
function argumentLists(values: readonly Value[], count: number): readonly (readonly Value[])[] {
	return values.flatMap((first, at) =>
		values.map((_second, shift) =>
			Array.from({ length: count }, (_item, place) =>
				place === 0 ? first : (values[(at + shift * place + place) % values.length] ?? null),
			),
		),
	);
}

test('substring out of bounds: beyond the end is cut, before the start and reversed are null', () => {
	expect(call('substring', '😀ab', 1)).toBe('ab');
	expect(call('substring', 'ab', 5)).toBe('');
	expect(call('substring', 'ab', -1)).toBeNull();
	expect(call('substring', 'ab', 2, 1)).toBeNull();
	expect(call('substring', 'ab', 'x')).toBeNull();
});

test('a regex where a function takes none counts as missing', () => {
	const regex = compileRegex('a', '');
	expect(isRegexFault(regex) ? 'fault' : call('toLowerCase', regex)).toBeNull();
	expect(isRegexFault(regex) ? 'fault' : call('replace', 'banana', regex, 'o')).toBe('bonono');
});

test.each([
	['%5.1f|%-6s|%+d|%(d|%08.3f', [2.25, 'ab', 3, -4, -3.14159], '  2.3|ab    |+3|(4)|-003.142'],
	['%S %b %c %o %X %e%n', ['ab', true, 65, 8, 255, 12345.678], 'AB true A 10 FF 1.234568e+04\n'],
	['%,d %.3s', [-1234567, 'abcdef'], '-1,234,567 abc'],
	['%d', ['x'], null],
	['%s %s', ['one'], null],
	['%q', ['x'], null],
	['100%%', [], '100%'],
	['%d', [1 / 0], 'Infinity'],
])('format %s of %j is %j', (pattern, args, text) => {
	expect(call('format', pattern, ...args)).toBe(text);
});

test.each([
	['8.8.8.8', true, false, false],
	['203.0.113.9', true, false, true],
	['10.1.2.3', false, true, true],
	['172.16.0.0', false, true, true],
	['172.15.255.255', true, false, false],
	['100.64.0.1', true, false, false],
	['0.1.2.3', false, false, true],
	['224.0.0.1', false, false, true],
	['255.255.255.255', false, false, true],
	['1.2.3', null, null, null],
	['256.1.1.1', null, null, null],
	['01.2.3.4', null, null, null],
	['::1', null, null, null],
])('%s: public %j, private %j, reserved %j', (ip, isPublic, isPrivate, isReserved) => {
	expect([call('isPublicIP', ip), call('isPrivateIP', ip), call('isReservedIP', ip)]).toEqual([
		isPublic,
		isPrivate,
		isReserved,
	]);
});

test.each([
	['2001:db8:0:0:0:0:0:1', true],
	['2001:db8::1', true],
	['::', true],
	['::ffff:10.0.0.1', true],
	['1:2:3:4:5:6:7:8:9', false],
	['1:2:3:4:5:6:7', false],
	['1:2:3:4:5:6:7::8', false],
	['2001:db8::g', false],
	[':::', false],
	['::ffff:10.0.0.256', false],
	['10.0.0.1', false],
])('%s is IPv6: %j', (text, valid) => {
	expect(call('isValidIPv6', text)).toBe(valid);
});

test('format: a width of a thousand is padded, a wider one gives null', () => {
	const padded = (width: number) => call('format', `%${width}s`, 'a');
	expect(padded(1000)).toBe('a'.padStart(1000));
	expect(padded(1001)).toBeNull();
});
