import { expect, test } from 'vitest';
import { titleField } from '../../../source/dashboard/compose/title-field.ts';

test('the titles of a transposed result are the values of one field', () => {
	const counted = '* | timeslice 1h | count by _timeslice, account';
	expect(titleField(`${counted} | transpose row _timeslice column account`).field).toBe('account');
	expect(titleField(counted).field).toBeUndefined();
	expect(titleField('* | nonsense (').field).toBeUndefined();
});

test('256 queries are read once; of more the oldest is read again', () => {
	const first = titleField('* | limit 0');
	for (let index = 1; index < 256; index++) {
		titleField(`* | limit ${index}`);
	}

	expect(titleField('* | limit 0')).toBe(first);
	titleField('* | limit 256');
	expect(titleField('* | limit 0')).not.toBe(first);
});
