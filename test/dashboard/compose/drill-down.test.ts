import { expect, test } from 'vitest';
import { drill } from '../../../source/dashboard/compose/drill-down.ts';
import { aResult } from '../../panels/result.ts';

test('values of a group are listed up to two hundred, and more are told', () => {
	const behind = (count: number) => {
		const rows = Array.from({ length: count }, (_item, index) => [`u${index}`, 1]);
		const item = {
			label: 'all',
			rows: rows.map((_row, index) => index),
			column: undefined,
			bucket: undefined,
			value: undefined,
		};
		const result = aResult(['user', '_count'], rows);
		return drill('* | count by user', result, item, 'Users', { fromMs: 0, toMs: 1 });
	};

	expect(behind(200)).toMatchObject({ unlisted: [] });
	expect(behind(200).query).toContain('where user in (');
	expect(behind(201)).toMatchObject({ unlisted: ['user'] });
	expect(behind(201).query).not.toContain('where');
});
