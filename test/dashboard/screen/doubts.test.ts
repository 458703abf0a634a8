import { describe, expect, test } from 'vitest';
import { view } from '../../../source/view/console.tsx';
import { lineText } from '../../../source/panels/span.ts';
import type { Fault } from '../../../source/query/value.ts';
import { aResult } from '../../panels/result.ts';
import { Driver, usualAnswer } from '../console-driver.ts';

const size = { columns: 120, rows: 40 };

/** What the checks say of the word Denied, wherever it is in a query. */
function doubtsIn(text: string): readonly Fault[] {
	return [...text.matchAll(/\bDenied\b/g)].map(({ index, 0: word }, at) => ({
		severity: 'warning',
		span: { start: index, end: index + word.length },
		message: `Denied is a field (${at + 1})`,
		next: 'write "Denied" for the text',
		repair: '"DENIED"',
	}));
}

function answering() {
	return new Driver(
		{},
		run => {
			const checkWarnings = doubtsIn(run.text);
			const warnings = checkWarnings.map(({ message, next }) => `${message}; ${next}`);
			return { ...usualAnswer(run), checkWarnings, warnings };
		},
		size,
	);
}

function typed(query: string): Driver {
	const driver = answering().press('/ ctrl-u');
	driver.send({ kind: 'paste', text: query });
	return driver.press('enter');
}

const above = (driver: Driver) => view(driver.state).doubts.map(lineText);

describe('above the result of a typed query', () => {
	test('is what is doubted in it, and the list has the rows that are left', () => {
		const driver = typed('| where errorCode = Denied');
		expect(above(driver)).toEqual([
			' ! Denied is a field (1) · ctrl-t writes "DENIED" · write "Denied" for the text',
		]);
		const [panel] = view(driver.state).panels;
		expect(panel).toMatchObject({ y: 1, heightCells: 34 });
		expect(driver.panel(panel?.id ?? '')).toContain('╭ ! query ');
		const plain = typed('| where errorCode = "x"');
		expect(above(plain)).toEqual([]);
		expect(view(plain.state).panels[0]).toMatchObject({ y: 0, heightCells: 35 });
	});

	test('of many three are told', () => {
		expect(above(typed('Denied Denied Denied'))).toHaveLength(3);
		expect(above(typed('Denied Denied Denied Denied'))).toHaveLength(3);
	});

	test('a key repairs one after the other', () => {
		const driver = typed('| where errorCode in (Denied, Denied)').press('ctrl-t');
		expect(driver.runs.at(-1)?.text).toBe('| where errorCode in ("DENIED", Denied)');
		expect(above(driver)).toHaveLength(1);
		driver.press('ctrl-t');
		expect(driver.runs.at(-1)?.text).toBe('| where errorCode in ("DENIED", "DENIED")');
		expect(above(driver)).toEqual([]);
		driver.press('ctrl-t');
		expect(driver.footer()).toContain('nothing is offered');
	});
});

test('a panel has a mark in its title at all times, and the words with the focus', () => {
	const driver = answering();
	driver.state = {
		...driver.state,
		layouts: driver.state.layouts.map(layout => ({
			...layout,
			panels: layout.panels.map(panel =>
				panel.id === 'OV7' ? { ...panel, query: '| where errorCode = Denied | count' } : panel,
			),
		})),
	};
	driver.press('r');
	const [first = '', second = ''] = driver.shown();
	expect(driver.panel(first)).not.toContain('╭ !');
	expect(driver.panel(second)).toContain('╭ ! ');
	expect(driver.footer()).not.toContain('Denied is a field');
	driver.press('tab');
	expect(driver.panel(second)).toContain('╭ ! ');
	expect(driver.footer()).toContain(' ! Denied is a field (1) · ctrl-t writes "DENIED"');
	expect(driver.footer()).toContain('! see i');
	driver.press('i');
	expect(driver.box()).toContain('! Denied is a field (1); write "Denied" for the text');
	driver.press('escape ctrl-t');
	expect(driver.runs.at(-1)?.text).toContain('where errorCode = "DENIED"');
});

describe('in the bar', () => {
	const text = '| where errorCode = x and evnt';
	const fault = (start: number, end: number, message: string, repair?: string): Fault => ({
		severity: 'warning',
		span: { start, end },
		message,
		next: '',
		...(repair === undefined ? {} : { repair }),
	});
	const offered = { insert: 'eventName', label: 'eventName', help: '', start: 26, end: 30 };

	function footerWith(faults: readonly Fault[], isOffered: boolean): string {
		const driver = new Driver({}, () => aResult([], []), size).press('/ ctrl-u');
		driver.send({ kind: 'paste', text });
		const items = isOffered ? [offered] : [];
		return driver.send({ kind: 'completions', text, cursor: text.length, items, faults }).footer();
	}

	test('a warning is told that no key repairs', () => {
		expect(footerWith([fault(8, 17, 'doubtful')], true)).toContain(' ! doubtful');
	});

	test('one that a key repairs is told first', () => {
		const faults = [fault(8, 17, 'doubtful'), fault(20, 21, 'repairable', '"x"')];
		expect(footerWith(faults, true)).toContain(' ! repairable · ctrl-t writes "x"');
	});

	test('a word that is being completed is not doubted yet', () => {
		const faults = [fault(26, 30, 'no event has "evnt"')];
		expect(footerWith(faults, true)).not.toContain('no event');
		expect(footerWith(faults, false)).toContain(' ! no event has "evnt"');
	});
});
