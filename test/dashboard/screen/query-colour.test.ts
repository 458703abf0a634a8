import { expect, test } from 'vitest';
import { queryColours, queryRoles } from '../../../source/dashboard/screen/query-colour.ts';

test('a query of more than six thousand characters is drawn plain', () => {
	const rolesOf = (length: number) =>
		new Set(queryRoles('* | count by user '.padEnd(length, 'x'), []));

	expect(rolesOf(6_000).size).toBeGreaterThan(1);
	expect(rolesOf(6_001).size).toBe(1);
});

test('thirty-two lines are kept in their colours; of more the oldest is coloured anew', () => {
	const first = queryColours('* | limit 0');
	for (let index = 1; index < 32; index++) {
		queryColours(`* | limit ${index}`);
	}

	expect(queryColours('* | limit 0')).toBe(first);
	queryColours('* | limit 32');
	expect(queryColours('* | limit 0')).not.toBe(first);
	expect(queryColours('* | limit 0')).toEqual(first);
});
