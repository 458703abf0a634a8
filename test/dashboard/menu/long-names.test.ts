import { expect, test } from 'vitest';
import { principal } from '../../../source/dashboard/menu/principal.ts';
import { showMenu } from '../../../source/dashboard/menu/descriptor.ts';
import { Driver } from '../console-driver.ts';

test('names that have no room in a menu keep what tells them apart, and a blank before their hints', () => {
	const arn = (name: string) =>
		`arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_PowerUserAccess_0123456789abcdef/${name}@example.com`;
	for (const columns of [40, 80, 120]) {
		const driver = new Driver({}, undefined, { columns, rows: 24 });
		const principals = ['grace', 'heidi'].map(name => ({
			who: arn(name),
			field: 'userIdentity.arn',
		}));
		const id = { kind: 'principal', principals } as const;
		const menu = principal.open(driver.state, id, undefined as never);
		driver.state = showMenu(driver.state, menu);
		const lines = driver.box().split('\n');
		for (const name of columns === 40 ? [] : ['grace@example.com', 'heidi@example.com']) {
			expect(lines.find(line => line.includes(name))).toMatch(/example\.com +userIdentity\.arn/);
		}

		for (const line of lines) {
			expect(line.length).toBeLessThanOrEqual(columns);
		}
	}
});
