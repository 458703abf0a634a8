import { expect, test } from 'vitest';
import { Spending } from '../../../source/query/spending.ts';
import { summarisedRowsMax } from '../../../source/query/stage/fieldsummary.ts';
import { FieldTally } from '../../../source/query/stage/summary/summarise.ts';
import { resultOf } from './result-of.ts';

const span = { start: 0, end: 1 };

test('of more than five thousand rows the newest are read, and it is said', async () => {
	const records = Array.from({ length: summarisedRowsMax + 7 }, (_, index) => ({
		eventTime: new Date(Date.parse('2026-03-01T12:00:00Z') + index).toISOString(),
		n: index,
		...(index < 7 ? { old: true } : {}),
	}));
	const { rows, warnings } = await resultOf('* | fieldsummary | where field = "n"', records);
	expect(rows.map(row => row.slice(0, 4))).toEqual([['n', 5000, 5000, 5000]]);
	expect(warnings).toEqual(['fieldsummary reads 5000 rows, the newest of 5007']);
	const all = await resultOf('* | fieldsummary | where field = "old"', records);
	expect(all.rows).toEqual([]);
});

test('fields that were chosen are the only ones, and dropped ones are none', async () => {
	const records = [{ a: 1, b: 2, c: { d: 3 } }];
	const fieldsOf = async (stages: string) =>
		(await resultOf(`* | ${stages} | fieldsummary | sort by +field`, records)).rows.map(
			([field]) => field,
		);
	expect(await fieldsOf('fields c.d, a')).toEqual(['a', 'c.d']);
	expect(await fieldsOf('fields -a')).not.toContain('a');
	expect(await fieldsOf('a + b as sum | fields -b')).toEqual(
		expect.arrayContaining(['a', 'c.d', 'sum']),
	);
});

test('what is nested deeper than 64 is one value', () => {
	const tally = new FieldTally(new Spending(), span);
	tally.begin();
	tally.addRecord(`${'{"k":'.repeat(70)}1${'}'.repeat(70)}`, new Set());
	const [only, ...others] = tally.summaries(1);
	expect(others).toEqual([]);
	expect(only?.name.split('.')).toHaveLength(64);
	expect(only?.values[0]?.value).toBe(`${'{"k":'.repeat(6)}1${'}'.repeat(6)}`);
});

test('texts without end end as a fault, and a cancelled run at the next row', () => {
	const tally = new FieldTally(new Spending(1e5), span);
	const fill = () => {
		for (let row = 0; row < 1_000; row++) {
			tally.begin();
			tally.add('note', `${row} ${'x'.repeat(500)}`);
		}
	};

	expect(fill).toThrow('needs more than');
	let isCancelled = false;
	const other = new FieldTally(new Spending(1e9, () => isCancelled), span);
	other.begin();
	isCancelled = true;
	expect(() => {
		for (let row = 0; row < 16; row++) {
			other.begin();
		}
	}).toThrow();
});
