import type { State, Toast } from './state.ts';

const shownMs = { info: 4_000, warn: 6_000, bad: 10_000 } as const;
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
