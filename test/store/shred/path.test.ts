import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePath, pathOf } from '../../../store/shred/path.ts';

test.each([
	{ steps: [], text: '' },
	{ steps: ['userIdentity', 'arn'], text: 'userIdentity.arn' },
	{ steps: ['resources', 0, 'ARN'], text: 'resources[0].ARN' },
	{ steps: ['x-amz-id-2'], text: 'x-amz-id-2' },
	{ steps: ['graph.facebook.com', 'a'], text: "['graph.facebook.com'].a" },
	{ steps: ['a', 'requiredAttributes[email]'], text: "a['requiredAttributes[email]']" },
	{ steps: ["it's"], text: "['it\\'s']" },
	{ steps: ['back\\slash'], text: "['back\\\\slash']" },
	{ steps: ['two words'], text: "['two words']" },
	{ steps: ['"'], text: `['"']` },
	{ steps: ['', ''], text: "['']['']" },
	{ steps: ['3', 3], text: '3[3]' },
	{ steps: [3, 'a'], text: '[3].a' },
])('$text', ({ steps, text }) => {
	expect(pathOf(steps)).toBe(text);
	expect(parsePath(text)).toEqual(steps);
});

test('every list of steps comes back from its text, and no two share one', () => {
	const step = fc.oneof(fc.string({ unit: 'binary' }), fc.nat(999));
	fc.assert(
		fc.property(fc.array(step), steps => {
			expect(parsePath(pathOf(steps))).toEqual(steps);
		}),
		{ seed: 1 },
	);
});

test.each([
	'.',
	'a.',
	'.a',
	'a..b',
	'a[',
	'a[x]',
	'a[01]',
	'a[-1]',
	"a['b",
	"a['b\\x']",
	'a b',
	'[3]a',
])('%j is no path', text => {
	expect(parsePath(text)).toBeUndefined();
});
