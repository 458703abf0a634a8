import { clipLine, span, spreadLine } from '../../panels/span.ts';
import type { Line } from '../../panels/span.ts';
import { firstKeys } from '../action/first-keys.ts';
import { keysOf } from '../action/index.ts';
import { keyLabel } from '../input/key.ts';
import { footRows } from '../state/foot.ts';
import type { State } from '../state/state.ts';
import { tourSteps } from '../state/tour-steps.ts';

/** The lines below the keys. Shape `[footRows(state)]`. */
export function footLines(state: State): readonly Line[] {
	switch (state.foot?.kind) {
		case undefined:
			return [];
		case 'first-keys':
			return firstLines(state);
		case 'tour':
			return tourLines(state, state.foot.step);
	}
}

function firstLines(state: State): readonly Line[] {
	const rows = footRows(state);
	const parts = [...firstKeys(keysOf(state).actions, state), ['esc', 'hides this'] as const];
	const half = Math.ceil(parts.length / rows);
	return Array.from({ length: rows }, (_, row) => {
		const shown = parts.slice(row * half, (row + 1) * half);
		return clipLine(
			[
				span(rows === 1 ? ' New:  ' : ' ', 'title'),
				...shown.flatMap(([key, word], index) => [
					span(index === 0 ? '' : '  '),
					span(key, 'accent'),
					span(` ${word}`, 'dim'),
				]),
			],
			state.size.columns,
		);
	});
}

/** What one sees, and the keys that come next. */
function tourLines(state: State, index: number): readonly Line[] {
	const step = tourSteps[index];
	const { columns } = state.size;
	if (step === undefined) {
		return [];
	}

	const keys = step.keys.flatMap((key, at): Line => [
		span(at === 0 ? '' : ' '),
		span(isKey(key) ? keyLabel([key]) : key, isKey(key) ? 'accent' : 'strong'),
	]);
	const leave = step.keys.includes('escape') ? 'q quits' : 'esc ends it';
	return [
		spreadLine([span(` ${index + 1}/${tourSteps.length} `, 'title'), span(step.sees)], [], columns),
		spreadLine(
			[span('   ▸ ', 'accent'), ...keys, span(` ${step.does}`, 'dim')],
			[span(leave, 'dim'), span(' ')],
			columns,
		),
	];
}

/** Else it is a text to type. */
function isKey(key: string): boolean {
	return !key.includes(' ');
}
