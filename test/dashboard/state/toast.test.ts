import { expect, test } from 'vitest';
import { notify } from '../../../source/dashboard/state/toast.ts';
import { Driver } from '../console-driver.ts';

test('three messages are shown, and older ones give way', () => {
	let state = new Driver().state;
	for (const text of ['one', 'two', 'three', 'four']) {
		state = notify(state, text);
	}

	expect(state.toasts.map(({ text }) => text)).toEqual(['two', 'three', 'four']);
});
