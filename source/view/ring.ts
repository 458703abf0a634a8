import type { Effect } from '../dashboard/state/effect.ts';
import { notificationBytes } from '../text/notification.ts';

/** Terminals that show a notification for OSC 777 and not for OSC 9. */
const terminalsOf777 = /^(?:rxvt|foot)/;

/**
 * What rings the user's terminal and makes it notify, also through tmux.
 *
 * @param env - TERM and TMUX
 */
export function ringSequence(
	{ isBell, texts }: Omit<Extract<Effect, { readonly kind: 'ring' }>, 'kind'>,
	env: Readonly<Record<string, string | undefined>>,
): string {
	const form = terminalsOf777.test(env['TERM'] ?? '') ? 'osc777' : 'osc9';
	const isInTmux = env['TMUX'] !== undefined;
	const notifications = texts.map(text => notificationBytes(text, form, isInTmux));
	return `${isBell ? '\u0007' : ''}${notifications.join('')}`;
}
