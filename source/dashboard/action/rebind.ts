import { keyConflicts } from './action.ts';
import type { Action } from './action.ts';

/** Keys by the names of actions, as a person wishes them. */
export type KeyWishes = Readonly<Record<string, readonly string[]>>;

/** Why an action keeps its own keys. */
export interface WishFault {
	/** As it was named. */
	readonly action: string;
	readonly message: string;
	readonly next: string;
}

/** Without these nobody gets out. */
const kept: ReadonlySet<string> = new Set(['ctrl-c', 'escape']);
/** Where a character is typed. */
const typing: ReadonlySet<string> = new Set(['menu', 'bar', 'narrow']);
/** What a terminal sends for these is another key. */
const sameBytes: Readonly<Record<string, string>> = {
	'ctrl-i': 'tab',
	'ctrl-m': 'enter',
	'ctrl-j': 'enter',
	'ctrl-[': 'escape',
	'ctrl-h': 'backspace',
};
const named =
	/^(ctrl-)?(alt-)?(shift-)?(enter|tab|escape|backspace|space|up|down|left|right|home|end|pageup|pagedown|insert|delete|f([1-9]|1[0-2]))$/;
const character = /^(ctrl-)?(alt-)?[^\p{C}\p{Z}]$/u;

/** The actions with the keys that are wished for. A wish with a fault is left out, and the keys of its action stay. */
export function rebind(
	actions: readonly Action[],
	wishes: KeyWishes,
): { readonly actions: readonly Action[]; readonly faults: readonly WishFault[] } {
	const faults: WishFault[] = [];
	const good = new Map<string, readonly string[]>();
	for (const [name, keys] of Object.entries(wishes)) {
		const fault = faultOf(
			actions.find(action => action.name === name),
			name,
			keys,
		);
		if (fault === undefined) {
			good.set(name, [...new Set(keys)]);
		} else {
			faults.push(fault);
		}
	}

	// Without one of two wishes another may meet the keys that stay instead.
	for (;;) {
		const bound = actions.map(action => ({
			...action,
			keys: good.get(action.name) ?? action.keys,
		}));
		const conflict = keyConflicts(bound).find(({ actions: both }) =>
			both.some(name => good.has(name)),
		);
		if (conflict === undefined) {
			return { actions: bound, faults };
		}

		for (const action of conflict.actions.filter(name => good.delete(name))) {
			const others = conflict.actions.filter(name => name !== action).join(' and ');
			faults.push({
				action,
				message: `"${conflict.key}" also runs ${others} (${conflict.context})`,
				next: `give ${others} another key, or take one that is free`,
			});
		}
	}
}

function faultOf(
	action: Action | undefined,
	name: string,
	keys: readonly string[],
): WishFault | undefined {
	const fault = (message: string, next: string): WishFault => ({ action: name, message, next });
	if (action === undefined) {
		return fault('there is no action of this name', '`trailtop help keys` lists them');
	}

	if (action.keys.every(key => /^\d$/.test(key))) {
		return fault('the digits are the keys of the dashboards', 'give the dashboard another `key`');
	}

	const wrong = keys.find(key => !named.test(key) && !character.test(key));
	if (wrong !== undefined) {
		return fault(
			`there is no key ${JSON.stringify(wrong)}`,
			'write a character, or a name such as ctrl-k, alt-x, f5 or pagedown',
		);
	}

	const same = keys.find(key => Object.hasOwn(sameBytes, key));
	if (same !== undefined) {
		return fault(`a terminal sends ${sameBytes[same] ?? ''} for ${same}`, 'take another key');
	}

	const typed = keys.find(key => key === 'space' || /^.$/u.test(key));
	if (typed !== undefined && action.contexts.some(context => typing.has(context))) {
		return fault(`"${typed}" is typed where this works`, 'take a key with ctrl- or alt-');
	}

	const lost = action.keys.find(key => kept.has(key) && !keys.includes(key));
	if (lost !== undefined) {
		return fault(`${lost} cannot be taken from it`, `add ${lost} to its keys`);
	}

	return keys.length === 0 && !action.inPalette
		? fault('without a key nothing runs it', 'give it one')
		: undefined;
}
