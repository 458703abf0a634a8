import { expect, test } from 'vitest';
import { evaluateSteps } from '../../../source/query/frame/json-steps.ts';
import { parseAfterPreamble, parseWithin } from '../../../source/query/json-text.ts';
import { readJsonPath } from '../../../source/query/syntax/json-path.ts';

function found(json: unknown, path: string): number {
	const value = evaluateSteps(json, readJsonPath(path) ?? []);
	return (JSON.parse(String(value)) as unknown[]).length;
}

test('a path takes values from so many places until it has ten thousand', () => {
	const lists = (count: number) => Array.from({ length: count }, () => ({ k: 1, l: [1, 2] }));

	expect(found(lists(9_999), '[*].k')).toBe(9_999);
	expect(found(lists(10_001), '[*].k')).toBe(10_000);
	expect(found(lists(5_001), '[*].l[*]')).toBe(10_000);
	expect(found(lists(10_001), '$..k')).toBe(10_000);
});

test('a path of a hundred steps is read, one of more is none', () => {
	expect(readJsonPath('a'.repeat(1) + '.a'.repeat(99))).toHaveLength(100);
	expect(readJsonPath('a'.repeat(1) + '.a'.repeat(100))).toBeUndefined();
});

test('JSON is sought at the first 64 places where it may begin', () => {
	const value = '{"a":1}';

	expect(parseAfterPreamble(`x${'['.repeat(63)} ${value}`)).toEqual({ a: 1 });
	expect(parseAfterPreamble(`x${'['.repeat(64)} ${value}`)).toBeUndefined();
	expect(parseWithin(`${'{'.repeat(63)}} ${value} x`.replace('}', ''))).toEqual({ a: 1 });
	expect(parseWithin(`x${'{ '.repeat(64)}${value} x`)).toBeUndefined();
});
