import { fit } from './fit.ts';
import { sanitise } from './sanitise.ts';

/** Cells of a notification; what is longer ends in `…`. */
export const notificationCellsMax = 200;

/** Terminals show a notification for one of these: iTerm2, Windows Terminal, kitty and WezTerm 9, urxvt and foot 777. */
export type NotificationForm = 'osc9' | 'osc777';

const escape = '\u001b';
const end = '\u0007';

/**
 * The bytes that make a terminal notify its user.
 *
 * @param text - of logs too: nothing of it acts on the terminal
 * @param isInTmux - tmux hands it on only when it is wrapped, and when its `allow-passthrough` is on
 */
export function notificationBytes(text: string, form: NotificationForm, isInTmux: boolean): string {
	// Of a text of any length no more is looked at than may be shown.
	const shown = fit(sanitise(text.slice(0, 2 * notificationCellsMax)), notificationCellsMax);
	// `9;4;` is progress in some terminals: a text does not begin like that behind a word of ours.
	const bytes =
		form === 'osc9'
			? `${escape}]9;trailtop: ${shown}${end}`
			: `${escape}]777;notify;trailtop;${shown.replaceAll(';', ',')}${end}`;
	return isInTmux
		? `${escape}Ptmux;${bytes.replaceAll(escape, escape + escape)}${escape}\\`
		: bytes;
}
