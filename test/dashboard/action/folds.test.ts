import { expect, test } from 'vitest';
import { foldsMax } from '../../../source/dashboard/state/folds.ts';
import { sessionOf } from '../../../source/dashboard/state/keep-session.ts';
import { locationOf } from '../../../source/dashboard/state/state.ts';
import { Driver, someRows } from '../console-driver.ts';

const record = (name: string) =>
	JSON.stringify({
		eventName: name,
		userIdentity: { type: 'IAMUser', sessionContext: { attributes: { mfaAuthenticated: 'true' } } },
		requestParameters: { userName: 'ada', tags: [{ key: 'a' }, { key: 'b' }] },
	});

function openRecord(options = {}): Driver {
	const driver = new Driver(options, () => someRows, { columns: 120, rows: 30 });
	driver.press('/ ctrl-u').type('*').press('enter enter');
	return arrive(driver, 'CreateUser');
}

function arrive(driver: Driver, name: string): Driver {
	const location = locationOf(driver.state);
	const id = 'id' in location ? location.id : '';
	return driver.send({ kind: 'record', id, json: record(name) });
}

/** With the cursor on the line of a key. */
function at(driver: Driver, key: string): Driver {
	driver.press('/').type(key).press('enter');
	return driver;
}

test('the next record opens folded as this one was left', () => {
	const driver = at(openRecord(), 'sessionContext').press('enter');
	expect(driver.record()).not.toContain('mfaAuthenticated');
	arrive(driver.press(')'), 'DeleteUser');
	expect(driver.record()).toContain('DeleteUser');
	expect(driver.record()).toContain('sessionContext');
	expect(driver.record()).not.toContain('mfaAuthenticated');
	at(driver, 'sessionContext').press('enter');
	expect(driver.record()).toContain('mfaAuthenticated');
	expect(driver.state.folds).toEqual([]);
});

test('what one record folds stays folded when another, opened before, unfolds something else', () => {
	const driver = at(openRecord(), 'tags').press('enter');
	arrive(driver.press(')'), 'DeleteUser');
	at(driver, 'sessionContext').press('enter');
	driver.press('(');
	arrive(driver, 'CreateUser');
	at(driver, 'tags').press('enter');
	expect(driver.state.folds.map(path => path.replace(/^\W+/, ''))).toEqual([
		'userIdentity.sessionContext',
	]);
});

test('all at once is folded and unfolded, also where a fold of another record is kept', () => {
	const driver = openRecord({ session: { folds: ['not.here'] } as never });
	driver.press('Z');
	expect(driver.record()).not.toContain('mfaAuthenticated');
	driver.press('Z');
	expect(driver.record()).toContain('mfaAuthenticated');
	expect(driver.state.folds).toEqual([]);
});

test('the session keeps them, and of a damaged one two hundred', () => {
	const driver = at(openRecord(), 'sessionContext').press('enter');
	const session = sessionOf(driver.state);
	const again = openRecord({ session });
	expect(again.record()).not.toContain('mfaAuthenticated');

	const paths = Array.from({ length: 300 }, (_, index) => `a${index}`);
	const damaged = [7, null, 'x'.repeat(600), ...paths];
	const read = new Driver({ session: { folds: damaged } as never });
	expect(read.state.folds).toEqual(paths.slice(-foldsMax));
	for (const folds of [null, 7, 'x', {}]) {
		expect(new Driver({ session: { folds } as never }).state.folds).toEqual([]);
	}
});

test('a search finds what a fold of an earlier record hides, and shows it', () => {
	const driver = at(openRecord(), 'sessionContext').press('enter');
	arrive(driver.press(')'), 'DeleteUser');
	expect(driver.record()).not.toContain('mfaAuthenticated');
	driver.press('/').type('mfaAuth').press('enter');
	expect(driver.record()).toContain('mfaAuthenticated');
	// It stays folded in the next one, and here when the search is over.
	expect(driver.state.folds).toHaveLength(1);
	driver.press('/ ctrl-u enter');
	expect(driver.record()).not.toContain('mfaAuthenticated');
});
