import { expect, test } from 'vitest';
import { Restarts } from '../../../source/app/workers/restarts.ts';

test('a worker is started again twenty times', () => {
	const restarts = new Restarts();
	const allowed = Array.from({ length: 22 }, () => restarts.isAllowed(true));
	expect(allowed.filter(Boolean)).toHaveLength(20);
	expect(allowed.slice(-2)).toEqual([false, false]);
});

test('one that never answered is not', () => {
	const restarts = new Restarts();
	expect(restarts.isAllowed(false)).toBe(false);
	expect(restarts.isAllowed(true)).toBe(true);
});

test('an answer in between, or the user, lets it be started as often again', () => {
	const restarts = new Restarts();
	const allowed = () => Array.from({ length: 21 }, () => restarts.isAllowed(true)).filter(Boolean);
	expect(allowed()).toHaveLength(20);
	restarts.reset();
	expect(allowed()).toHaveLength(20);
});
