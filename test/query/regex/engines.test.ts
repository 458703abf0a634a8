import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import { nativeTextMax } from '../../../source/query/regex/cost.ts';
import { compileRegex, isRegexFault } from '../../../source/query/regex/compile.ts';
import { emitRegex } from '../../../source/query/regex/emit.ts';
import { parseRegex } from '../../../source/query/regex/parse-pattern.ts';
import { Random } from '../differential/random.ts';

/** A pattern over a small alphabet with everything that may be native. */
function pattern(random: Random, depth: number): string {
	const inner = () => pattern(random, depth + 1);
	const atom = random.pick(['a', 'b', '.', '\\d', '[ab]', '[^b]', 'é', '1', '\\b', '(?i:A)', '😀']);

	if (depth > 3) {
		return atom;
	}

	return random.pick([
		() => atom,
		() => atom,
		() => inner() + inner(),
		() => `(${inner()})`,
		() => `(?:${inner()}|${inner()})`,
		() => `(?:${inner()})${random.pick(['*', '+', '?', '{2}', '{1,3}', '*?', '+?', '??'])}`,
		() => `${random.pick(['^', ''])}${inner()}${random.pick(['$', ''])}`,
	])();
}

function text(random: Random): string {
	const chars = ['a', 'b', 'A', '1', '2', 'é', '\n', '😀', ' '];
	return Array.from({ length: random.below(9) }, () => random.pick(chars)).join('');
}

test('where a pattern may run natively, both engines find the same groups', () => {
	const random = new Random(7);
	let nativeCount = 0;
	let foundCount = 0;
	const differences: unknown[] = [];

	for (let count = 0; count < 4_000; count++) {
		const source = pattern(random, 0);
		const tree = parseRegex(source, '');

		if (nativeTextMax(tree.root) === 0) {
			continue;
		}

		nativeCount++;
		const native = new RegExp(emitRegex(tree.root, 'javascript'), 'u');
		const linear = RE2JS.compile(emitRegex(tree.root, 're2'));

		for (let index = 0; index < 5; index++) {
			const subject = text(random);
			const match = native.exec(subject);
			const matcher = linear.matcher(subject);
			const expected = matcher.find()
				? Array.from({ length: tree.groupCount + 1 }, (_item, group) => matcher.group(group))
				: null;

			foundCount += match ? 1 : 0;
			const found = match && [...match].map(group => group ?? null);

			if (JSON.stringify(found) !== JSON.stringify(expected)) {
				differences.push([source, subject, found, expected]);
			}
		}
	}

	expect(differences).toEqual([]);
	expect(nativeCount).toBeGreaterThan(2_000);
	expect(foundCount).toBeGreaterThan(3_000);
});

test('with look-around, our engine finds what the native one does', () => {
	const random = new Random(8);
	let foundCount = 0;
	const differences: unknown[] = [];

	for (let count = 0; count < 3_000; count++) {
		const source = `${lookAround(random)}${pattern(random, 1)}${lookAround(random)}`;
		const tree = parseRegex(source, '');
		// The native engine also looks from between the two halves of a character.
		const subject = text(random).replaceAll('😀', 'e');
		const regex = compileRegex(source, '');

		if (isRegexFault(regex)) {
			expect(regex.fault).toContain('no longest text');
			continue;
		}

		if (!tree.looks || nativeTextMax(tree.root) === 0) {
			continue;
		}

		const ours = regex.exec(subject);
		const native = new RegExp(emitRegex(tree.root, 'javascript'), 'u').exec(subject);
		foundCount += native ? 1 : 0;

		if (ours?.index !== native?.index || (ours?.group(0) ?? undefined) !== native?.[0]) {
			differences.push([source, subject, ours?.group(0), native?.[0]]);
		}
	}

	expect(differences).toEqual([]);
	expect(foundCount).toBeGreaterThan(500);
});

function lookAround(random: Random): string {
	const opening = random.pick(['(?=', '(?!', '(?<=', '(?<!']);
	const closed = `${opening}${pattern(random, 2)})`;
	return random.pick(['', closed, closed, `(?:${closed}a|${closed})`]);
}
