import { expect, test } from 'vitest';
import { complete } from '../../../source/query/complete/complete.ts';
import { parse } from '../../../source/query/language/parse.ts';
import { aResult } from '../../panels/result.ts';
import { Driver } from '../console-driver.ts';

const words =
	'no record has _sourceCategory=Labs: the store has aws/cloudtrail; write one of these';

/** Answers queries for `foreign` with what the engine says of a category that no record has. */
function answered(foreign: string) {
	return ({ text }: { readonly text: string }) => {
		const start = text.indexOf(foreign);
		const result = aResult(['eventCount'], []);
		return start < 0
			? result
			: {
					...result,
					lacks: [words],
					repair: {
						span: { start, end: start + foreign.length },
						text: '_sourceCategory=aws/cloudtrail',
						value: 'aws/cloudtrail',
					},
				};
	};
}

test('the scope of all panels is swapped with one key', () => {
	const driver = new Driver({}, answered('_sourceCategory=prod'), { columns: 120, rows: 40 });
	const [id = ''] = driver.shown();
	expect(driver.panel('OV2')).toContain('–');
	driver.press('ctrl-t');
	expect(driver.state.scope).toEqual({ key: '_sourceCategory', value: 'aws/cloudtrail' });
	expect(driver.runs.at(-1)?.text).toContain('_sourceCategory=aws/cloudtrail');
	expect(driver.panel(id)).not.toContain('no record has');
	expect(driver.footer()).toContain('_sourceCategory is aws/cloudtrail until trailtop ends');
});

test('a pasted query is repaired where it stands, and says how', () => {
	const driver = new Driver({}, answered('_sourceCategory=Labs'), { columns: 120, rows: 40 });
	driver.press('/ ctrl-u');
	driver.send({ kind: 'paste', text: '_sourceCategory=Labs | count' });
	driver.press('enter');
	const [id = ''] = driver.shown();
	expect(driver.panel(id)).toContain('– no record has _sourceCategory=Labs');
	expect(driver.panel(id)).toContain('ctrl-t asks for aws/cloudtrail');
	driver.press('ctrl-t');
	expect(driver.runs.at(-1)).toMatchObject({ text: '_sourceCategory=aws/cloudtrail | count' });
	driver.press('ctrl-t');
	expect(driver.footer()).toContain('nothing is offered');
});

test('a category in the query of one panel is changed in a list of its own', () => {
	const driver = new Driver({ scope: undefined }, answered('_sourceCategory=Labs'));
	driver.state = {
		...driver.state,
		layouts: driver.state.layouts.map(layout => ({
			...layout,
			panels: layout.panels.map(panel => ({ ...panel, query: '_sourceCategory=Labs | count' })),
		})),
	};
	driver.press('r ctrl-t');
	expect(driver.state.scope).toBeUndefined();
	expect(driver.runs.at(-1)).toMatchObject({
		slot: expect.stringMatching(/^#/) as string,
		text: '_sourceCategory=aws/cloudtrail\n| count',
	});
});

test('in the bar the first repair that is known is taken, and can be undone', () => {
	const driver = new Driver({}, null, { columns: 160, rows: 40 });
	driver.press('/ ctrl-u');
	const text = '_sourceCategory=Labs | where evntName = "x" | count';
	driver.send({ kind: 'paste', text });
	const fault = { severity: 'warning', message: 'no record has _sourceCategory=Labs' } as const;
	driver.send({
		kind: 'completions',
		text,
		cursor: text.length,
		items: [],
		faults: [
			{
				...fault,
				span: { start: 0, end: 20 },
				next: 'the store has aws/cloudtrail',
				repair: '_sourceCategory=aws/cloudtrail',
			},
		],
	});
	expect(driver.footer()).toContain(
		'! no record has _sourceCategory=Labs · ctrl-t writes _sourceCategory=aws/cloudtrail',
	);
	driver.press('ctrl-t');
	expect(driver.state.bar?.text).toBe(
		'_sourceCategory=aws/cloudtrail | where evntName = "x" | count',
	);
	driver.press('ctrl-t');
	expect(driver.state.bar?.text).toContain('evntName');
	driver.press('alt-u');
	expect(driver.state.bar?.text).toBe(text);
});

/** Sends what the worker answers of the text in the bar. */
function looked(driver: Driver): Driver {
	const { text = '', cursor = 0 } = driver.state.bar ?? {};
	const sources = { fields: [], values: () => [], keys: [], saved: [], derived: [], tables: [] };
	const { items, from: start, to: end } = complete(text, cursor, sources);
	return driver.send({
		kind: 'completions',
		text,
		cursor,
		items: items.map(({ insert, label, detail: help }) => ({ insert, label, help, start, end })),
		faults: parse(text).faults,
	});
}

function refused(text: string, columns = 120): Driver {
	const driver = new Driver({}, null, { columns, rows: 40 }).press('/ ctrl-u');
	driver.send({ kind: 'paste', text });
	return looked(looked(driver).press('enter'));
}

const slip = 'eventName=ConsolLogin | cout by user';
const right = 'eventName=ConsolLogin | count by user';

test.each(['ctrl-t', 'tab'])(
	'%s at an operator that is misspelt writes the one that was meant',
	key => {
		const driver = refused(slip);
		expect(driver.footer()).toContain('ctrl-t writes count');
		expect(driver.press(key).state.bar?.text).toBe(right);
		expect(driver.state.bar?.cursor).toBe(right.indexOf(' by'));
	},
);

test.each([0, 1, 2, 3, 4, 5])(
	'tab %i letters behind the beginning of a word puts nothing before it',
	at => {
		const driver = refused(slip);
		driver.state = {
			...driver.state,
			bar: { ...driver.state.bar!, cursor: slip.indexOf('cout') + at },
		};
		const text = looked(driver).press('tab').state.bar?.text ?? '';
		expect(text.startsWith('eventName=ConsolLogin | co')).toBe(true);
		expect(text).toMatch(/by user$/);
		expect(text).not.toContain('parse');
	},
);

test.each([80, 120, 200])(
	'at %i columns a fault leaves the key that mends it in sight, and others beside it',
	columns => {
		const driver = refused(slip, columns);
		const line = driver.footer().split('\n').at(-1) ?? '';
		expect(line.slice(0, columns)).toContain('ctrl-t writes count');
		expect(/ enter choose /.test(line)).toBe(columns >= 120);
		const long = refused(`* | ${'c'.repeat(30)} by ${'x'.repeat(300)} sort by a`, columns);
		expect((long.footer().split('\n').at(-1) ?? '').slice(0, columns)).toMatch(/✗|esc/);
	},
);

test('a key that can mend nothing says so, over what is wrong, until the next key', () => {
	const driver = refused('* | xyzzyplugh by user');
	const fault = driver.footer();
	expect(driver.press('ctrl-t').footer()).toContain(
		'nothing is offered that could be written here',
	);
	expect(driver.footer()).not.toBe(fault);
	expect(driver.press('end').footer()).not.toContain('nothing is offered');
	const sound = looked(new Driver({}, null).press('/ ctrl-u').type('* | count'));
	expect(sound.press('ctrl-t').footer()).toContain('nothing is wrong here');
});
