import { expect, test } from 'vitest';
import { fitName, padName } from '../../source/text/fit-name.ts';
import { cellWidth } from '../../source/text/width.ts';

const sso = 'AWSReservedSSO_PowerUser_4f8e2a1c9b7d6e50';

test.each([
	[`${sso}/bob@example.com`, 80, `${sso}/bob@example.com`],
	[`${sso}/bob@example.com`, 30, '…PowerUser/bob@example.com'],
	[`${sso}/bob@example.com`, 22, '…Powe…/bob@example.com'],
	[`${sso}/bob@example.com`, 20, '…/bob@example.com'],
	[`${sso}/bob@example.com`, 17, '…/bob@example.com'],
	[`${sso}/bob@example.com`, 12, 'bob@example…'],
	[`${sso}/bob@example.com`, 6, 'bob@e…'],
	[sso, 20, '…PowerUser'],
	['web-instance-role/i-0a1b2c3d4e5f67890', 30, 'web-insta…/i-0a1b2c3d4e5f67890'],
	['web-instance-role/i-0a1b2c3d4e5f67890', 21, 'web-instan…d4e5f67890'],
	['web-instance-role/i-0a1b2c3d4e5f67890', 10, 'web-i…7890'],
	['ci-deploy/build-4806', 12, 'ci-dep…-4806'],
	['year=2026/month=03/part-17.parquet', 24, 'year=20…/part-17.parquet'],
	['aws-cli/2.15 Python/3.11 command/s3', 12, 'aws-cli/2.1…'],
	['a plain name that is long', 10, 'a plain n…'],
	['ends-with-a-slash/', 8, 'ends-wi…'],
	['short', 5, 'short'],
	['anything', 0, ''],
	['漢字漢字/漢字', 8, '漢…/漢字'],
])('%s in %i cells is %s', (text, cells, shown) => {
	expect(fitName(text, cells)).toBe(shown);
});

test('a cut name never takes more than its cells, and a filled one just these', () => {
	const names = [
		`${sso}/ada@x`,
		'漢字/漢字漢字',
		'/a/b/c/',
		`${'e\u0301'.repeat(9)}/x`,
		'x/\u{1f600}@y',
	];
	for (const name of names) {
		for (let cells = 0; cells < 50; cells++) {
			expect(cellWidth(fitName(name, cells))).toBeLessThanOrEqual(cells);
			expect(cellWidth(padName(name, cells))).toBe(cells);
		}
	}
});
