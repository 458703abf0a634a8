import { expect, test } from 'vitest';
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
