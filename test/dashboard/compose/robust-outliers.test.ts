import { expect, test } from 'vitest';
import { check } from '../../../source/query/check/check.ts';
import { parse } from '../../../source/query/language/parse.ts';
import { robustOutliers } from '../../../source/dashboard/compose/robust-outliers.ts';
import { Driver } from '../console-driver.ts';
import { shippedLayouts } from '../layouts.ts';

const outliers = shippedLayouts()
	.flatMap(layout => layout.panels)
	.filter(panel => panel.view === 'outlier');

test.each(outliers.map(({ id, query }) => [id, query] as const))(
	'%s stays a query without fault, with the longer window',
	(_, query) => {
		const { query: parsed, faults } = parse(robustOutliers(query));
		expect([...faults, ...check(parsed)]).toEqual([]);
		expect(parsed.stages.find(stage => stage.kind === 'outlier')).toMatchObject({ window: 50 });
		expect(parsed.stages.length).toBe(parse(query).query.stages.length + 6);
	},
);

test('a window of one’s own, and a query without outliers, stay', () => {
	const own = '* | timeslice 1h | count by _timeslice | outlier _count window=20';
	expect(robustOutliers(own)).toBe(own);
	expect(robustOutliers('* | count')).toBe('* | count');
});

test('b changes the outlier panels alone, is kept, and goes back', () => {
	const driver = new Driver({}, undefined, { columns: 200, rows: 50 });
	const before = driver.runs.length;
	driver.press('b');
	const runs = driver.runs.slice(before);
	expect(runs.length).toBeGreaterThan(0);
	expect(runs.every(run => run.text.includes('outlier eventCount window=50'))).toBe(true);
	expect(driver.told.at(-1)).toMatchObject({ kind: 'save-session', session: { steady: true } });
	driver.press('b');
	expect(driver.runs.at(-1)?.text).not.toContain('window=50');
});
