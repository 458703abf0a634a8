import type { RuleForm, WindowForm } from '../rule.ts';
import type { HeldTable } from './held-table.ts';

/**
 * Whether some window over the hits of a chain can fire, whatever their times are. Most cannot: who looks at two things
 * all day never looks at six in five minutes.
 *
 * @param last - of the chain
 */
export function mayFire(form: RuleForm, table: HeldTable, last: number): boolean {
	switch (form.kind) {
		case 'each':
		case 'new':
			return true;
		case 'any':
			return form.windows.some((window, index) => windowMayFire(window.form, table, last, index));
		default:
			return windowMayFire(form, table, last, undefined);
	}
}

/** @param of - which window of the rule; undefined: it has one */
function windowMayFire(
	form: WindowForm,
	table: HeldTable,
	last: number,
	of: number | undefined,
): boolean {
	const different = new Set<number>();
	let count = 0;
	table.eachOf(last, (value, step, window) => {
		if (of !== undefined && window !== of) {
			return;
		}

		count++;
		if (form.kind === 'sequence') {
			different.add(step);
		} else if (form.kind === 'distinct' && value !== 0) {
			different.add(value);
		}
	});
	switch (form.kind) {
		case 'count':
			return count >= form.atLeast;
		case 'distinct':
			return different.size >= form.atLeast;
		case 'sequence':
			return different.size >= form.stepCount;
	}
}
