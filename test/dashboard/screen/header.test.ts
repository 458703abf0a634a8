import { expect, test } from 'vitest';
import { Driver } from '../console-driver.ts';

test('on a small screen filters without room are counted, and none is hidden in silence', () => {
	const driver = new Driver();
	const choice = (value: string) => ({ include: [value], exclude: [] });
	driver.state = {
		...driver.state,
		variables: {
			filters: {
				region: choice('eu-central-1'),
				user: choice('PlatformEngineers/ada'),
				eventName: choice('AuthorizeSecurityGroupIngress'),
				errorCode: choice('AccessDenied'),
			},
			text: 'ada',
			params: {},
		},
	};
	const [, line = ''] = driver.header().split('\n');
	expect(line).toHaveLength(80);
	expect(line).toMatch(/region eu-central-1 \+4 more /);
	driver.send({ kind: 'resize', size: { columns: 200, rows: 50 } });
	expect(driver.header()).toContain('error AccessDenied · ada');
});
