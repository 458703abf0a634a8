import { keyLabel } from '../input/key.ts';
import type { State } from './state.ts';

/** Whether the keys are the digits, of which each stands for a dashboard. */
export function areDigits(keys: readonly string[]): boolean {
	return keys.length > 2 && keys.every(key => /^\d$/.test(key));
}

/** Keys as they are printed; of the digits, those that have a dashboard: `1-7`. */
export function shownKeys({ layouts }: Pick<State, 'layouts'>, keys: readonly string[]): string {
	if (!areDigits(keys)) {
		return keyLabel(keys);
	}

	const digits = layouts
		.flatMap(({ key }) => (key === undefined ? [] : [String(key)]))
		.filter(digit => keys.includes(digit))
		.sort();
	const [first = keys[0] ?? '', last = first] = [digits[0], digits.at(-1)];
	return first === last ? first : `${first}-${last}`;
}
