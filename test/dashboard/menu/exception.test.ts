import { expect, test } from 'vitest';
import type { RecordRef } from '../../../source/query/port.ts';
import type { ExceptionAnswer } from '../../../source/dashboard/state/exception.ts';
import { atItem } from '../../../source/dashboard/input/menu.ts';
import { findingSegments } from '../../../source/dashboard/state/finding-page.ts';
import { aResult } from '../../panels/result.ts';
import { Driver } from '../console-driver.ts';
import { shippedLayout } from '../layouts.ts';

const ref: RecordRef = { segmentId: `${findingSegments}1.0`, row: 0 };
const values = [
	{ field: '_principal', value: 'ada\u001b[2J' },
	{ field: 'userAgent', value: '' },
	{ field: '_account', value: '111122223333' },
];
const offer = (ticked: typeof values, preview: string): ExceptionAnswer => ({
	kind: 'offer',
	offer: { values, ticked, preview },
});

function onList(): Driver {
	const columns = ['severity', 'title'];
	const rows = [['high', 'Something']];
	const found = aResult(columns, rows, { kind: 'rows', keys: [], refs: [ref] });
	const layouts = [shippedLayout('findings')];
	const driver = new Driver({ layouts }, () => found, { columns: 120, rows: 40 });
	return driver.press('7 down');
}

const asked = (driver: Driver) => driver.told.filter(({ kind }) => kind === 'exception');
const tell = (driver: Driver, answer: ExceptionAnswer) =>
	driver.send({ kind: 'exception', ref, answer });

test('the values of a finding are ticked, space takes one out, and what is left is written', () => {
	const driver = onList();
	driver.press('U');
	expect(asked(driver)).toEqual([{ kind: 'exception', ref, ticked: undefined, isMeant: false }]);
	expect(driver.box()).toContain('loading');
	driver.press('enter');
	expect(asked(driver)).toHaveLength(1);
	tell(driver, offer(values, 'would silence 1 of 3 findings'));
	expect(driver.box()).toContain('would silence 1 of 3 findings');
	expect(driver.box()).not.toContain('\u001b');
	expect(driver.box().match(/✓/g)).toHaveLength(3);
	driver.press('down space');
	const [who, , account] = values;
	expect(asked(driver).at(-1)).toMatchObject({ ticked: [who, account], isMeant: false });
	expect(driver.box()).toContain('counting');
	tell(driver, offer(values, 'an answer to an earlier question'));
	expect(driver.box()).toContain('counting');
	tell(driver, offer([who!, account!], 'would silence 2 of 3 findings'));
	expect(driver.box()).toContain('would silence 2 of 3 findings');
	driver.press('enter');
	expect(driver.box()).toContain('enter once more writes it: would silence 2 of 3 findings');
	expect(asked(driver).at(-1)).toMatchObject({ isMeant: false });
	// Whoever ticks another value has not meant that one.
	const { overlay } = driver.state;
	const menu = overlay?.kind === 'menu' ? overlay.menu : undefined;
	expect(menu).toMatchObject({ isAsked: true });
	// With the mouse, or by its key.
	expect(menu && atItem(menu, 0)).toMatchObject({ isAsked: false, fault: undefined });
	driver.press('up down');
	expect(driver.box()).not.toContain('once more');
	driver.press('enter').type('x').press('backspace');
	expect(driver.box()).not.toContain('once more');
	driver.type('ada').press('enter');
	expect(driver.box()).toContain('enter once more writes it');
	expect(asked(driver).at(-1)).toMatchObject({ isMeant: false });
	driver.press('ctrl-u').press('space space');
	tell(driver, offer([who!, account!], 'would silence 2 of 3 findings'));
	expect(driver.box()).not.toContain('once more');
	driver.press('enter enter');
	expect(asked(driver).at(-1)).toMatchObject({ ticked: [who, account], isMeant: true });
	expect(driver.state.overlay).toBeUndefined();
	tell(driver, { kind: 'written', text: 'CT01 has an exception' });
	expect(driver.state.toasts.at(-1)?.text).toBe('CT01 has an exception');
});

test('nothing is written when nothing is ticked', () => {
	const driver = onList();
	driver.press('U');
	tell(driver, offer(values, 'would silence 1 of 3 findings'));
	driver.press('space down space down tab');
	expect(driver.box()).toContain('nothing is ticked');
	driver.press('enter');
	expect(driver.box()).toContain('tick at least one value');
	expect(asked(driver).some(one => one.kind === 'exception' && one.isMeant)).toBe(false);
});

test('what cannot be written is told, and goes to the clipboard to be written elsewhere', () => {
	const driver = onList();
	driver.press('U');
	tell(driver, { kind: 'fault', text: 'may not be written', paste: 'extends: "CT01"\n' });
	expect(driver.state.overlay).toBeUndefined();
	expect(driver.state.toasts.at(-1)).toMatchObject({ level: 'bad', text: 'may not be written' });
	expect(driver.told.at(-1)).toEqual({
		kind: 'copy',
		text: 'extends: "CT01"\n',
		what: 'the exception',
	});
});

test('what is no finding has no exceptions', () => {
	const driver = new Driver().press('7 U');
	expect(asked(driver)).toEqual([]);
	expect(driver.state.toasts.at(-1)?.text).toMatch(/no finding/);
});
