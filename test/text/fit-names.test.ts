import { expect, test, vi } from 'vitest';
import fc from 'fast-check';
import { fitNames } from '../../source/text/fit-names.ts';
import { cellWidth } from '../../source/text/width.ts';

const sso = 'AWSReservedSSO_PowerUser_4f8e2a1c9b7d6e50';

test.each([
	{
		names: ['AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress', 'RunInstances'],
		cells: 18,
		shown: ['Authorize…Ingress', 'Authorize…Egress', 'RunInstances'],
	},
	{
		names: ['RevokeSecurityGroupIngress', 'RevokeSecurityGroupEgress'],
		cells: 18,
		shown: ['Revoke…Ingress', 'Revoke…Egress'],
	},
	{
		names: ['example-exports/2026/users.csv', 'example-exports/2026/orders.csv'],
		cells: 14,
		shown: ['exa…/users.csv', 'exa…orders.csv'],
	},
	// One that is whole is no other one's beginning.
	{
		names: ['AccessDenied', 'AccessDeniedException'],
		cells: 12,
		shown: ['AccessDenied', 'Ac…Exception'],
	},
	// What tells itself from the others is cut as ever.
	{
		names: [`${sso}/bob@example.com`, `${sso}/eve@example.com`],
		cells: 17,
		shown: ['…/bob@example.com', '…/eve@example.com'],
	},
	{ names: ['one', 'one'], cells: 2, shown: ['o…', 'o…'] },
	{ names: [], cells: 12, shown: [] },
])('$names in $cells cells', ({ names, cells, shown }) => {
	expect(fitNames(names, cells)).toEqual(shown);
});

test('names that nothing short tells apart have a number', () => {
	const names = ['x'.repeat(600), 'x'.repeat(601), 'x'.repeat(602)];
	expect(fitNames(names, 8)).toEqual(['xxxxxxx…', 'xxxxxx…2', 'xxxxxx…3']);
});

test('names made to be alike in every cut are told apart by numbers, with few comparisons', () => {
	const blocks = [
		'Mozilla/5.0 (X11; Linux x86_64) aws-sdk-',
		'exec-env/AWS_Lambda_nodejs20.x lib/core-',
	];
	const names = Array.from({ length: 400 }, (_, index) =>
		Array.from({ length: 9 }, (__, bit) => blocks[(index >> bit) & 1]).join(''),
	);
	const compared = vi.spyOn(String.prototype, 'endsWith');
	try {
		const shown = fitNames(names, 30);
		expect(new Set(shown).size).toBe(new Set(names).size);
		// Those of the names as they are cut at first are beside it: each once with all others.
		expect(compared.mock.calls.length).toBeLessThan(20_000 + 400 * 400);
	} finally {
		compared.mockRestore();
	}
});

test('no character is cut in two', () => {
	const names = ['aaaa\u{1f600}bbbb', 'aaaa\u{1f601}bbbb', 'aaaa\u{1f600}\u{1f600}cbbbb'].flatMap(
		end => [`${'x'.repeat(20)}${end}`, `${'x'.repeat(30)}${end}${'y'.repeat(9)}`],
	);
	for (let cells = 1; cells < 40; cells++) {
		expect(fitNames(names, cells).every(text => !/[\uD800-\uDFFF]/u.test(text))).toBe(true);
	}
});

const words = fc.array(
	fc.constantFrom(
		'Authorize',
		'Security',
		'Group',
		'/',
		'-',
		'@',
		' ',
		'a',
		'0',
		'漢',
		'…',
		'\u{1f600}',
	),
	{ maxLength: 12 },
);
const name = fc.oneof(
	words.map(parts => parts.join('')),
	fc.string({ unit: 'grapheme', maxLength: 40 }),
);

test('different names never look alike from eight cells on, and none takes more than its cells', () => {
	fc.assert(
		fc.property(
			fc.uniqueArray(name, { maxLength: 30 }),
			fc.integer({ min: 8, max: 30 }),
			(names, cells) => {
				const shown = fitNames(names, cells);
				expect(new Set(shown).size).toBe(names.length);
				expect(shown.every(text => cellWidth(text) <= cells)).toBe(true);
				shown.forEach((text, index) => {
					if (cellWidth(names[index] ?? '') <= cells) {
						expect(text).toBe(names[index]);
					}
				});
			},
		),
		{ seed: 7, numRuns: 2000 },
	);
});
