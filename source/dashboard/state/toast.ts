import type { State, Toast } from './state.ts';

const shownMs = { quiet: 4_000, info: 4_000, warn: 6_000, bad: 10_000 } as const;
/** When there are more messages, the oldest are removed. */
const toastsMax = 3;

/** Shows a message for some seconds. */
export function notify(state: State, text: string, level: Toast['level'] = 'info'): State {
	const toast: Toast = { text, level, untilMs: state.nowMs + shownMs[level] };
	const others = state.toasts.filter(one => one.text !== text);
	return { ...state, toasts: [...others, toast].slice(-toastsMax) };
}

export function withoutOldToasts(state: State): State {
	const toasts = state.toasts.filter(toast => toast.untilMs > state.nowMs);
	return toasts.length === state.toasts.length ? state : { ...state, toasts };
}

/**
 * What a key is warned of answers that key, so it goes with the next one: nobody reads of a value that was missing while
 * it is there.
 *
 * @param before - the state in which the key was pressed
 */
export function withAnswers(before: State, after: State): State {
	const isOld = (toast: Toast) => before.toasts.includes(toast);

	if (after.toasts.every(toast => isOld(toast) && toast.isAnswer !== true)) {
		return after;
	}

	const toasts = after.toasts
		.filter(toast => !(isOld(toast) && toast.isAnswer === true))
		.map(toast =>
			isOld(toast) || !isAnswer(toast) ? toast : { ...toast, isAnswer: true as const },
		);
	return { ...after, toasts };
}

function isAnswer({ level }: Toast): boolean {
	return level === 'warn' || level === 'quiet';
}
