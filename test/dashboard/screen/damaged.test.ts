import { expect, test } from 'vitest';
import { Driver } from '../console-driver.ts';

const list = {
	count: 51,
	objects: [
		{
			key: 'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/01/a\u001B]0;b.json.gz',
			state: 'partial',
			atMs: Date.parse('2026-03-01T11:30:00Z'),
			recordCount: 244,
			reason: 'its gzip is truncated',
		},
	],
} as const;

test('the screen of sources asks for damaged objects, lists them, and tries them again', () => {
	const driver = new Driver({}, undefined, { columns: 120, rows: 40 });
	driver.press('w');
	expect(driver.told).toContainEqual({ kind: 'list-damaged' });
	expect(driver.box()).not.toContain('not whole');

	driver.send({ kind: 'damaged', damaged: list });
	const box = driver.box();
	expect(box).toContain('51 objects not whole · r tries all again');
	expect(box).toMatch(/11:30:00 partial 244 records of it here/);
	expect(box).toContain(String.raw`/a\x1b]0;b.json.gz`);
	expect(box).toContain('→ its gzip is truncated');
	expect(box).toContain('and 50 more: `trailtop damaged` lists all');

	driver.press('r');
	expect(driver.told).toContainEqual({ kind: 'retry-damaged' });
	expect(driver.box()).toContain('Where records come from');
});

test('elsewhere r asks no source', () => {
	const driver = new Driver();
	driver.press('?').press('r');
	expect(driver.told).not.toContainEqual({ kind: 'retry-damaged' });
});
