import { keyLabel } from '../input/key.ts';
import { contextOf, shownText } from '../state/context.ts';
import { areDigits, shownKeys } from '../state/key-words.ts';
import type { State, Step } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import type { Action, Pressed } from './action.ts';
import { chosenEntry, entriesOf, placesOf } from './help-entries.ts';

/** Enter in the help: the chosen key as if it were pressed where the help was opened. */
export const runKey: Action = {
	name: 'run-key',
	keys: ['enter'],
	contexts: ['text'],
	help: 'in the help: run the chosen key',
	footer: state => (shownText(state)?.kind === 'help' ? 'run' : undefined),
	inPalette: false,
	run(state, pressed) {
		const box = shownText(state);
		return box?.kind === 'help' ? runChosen(state, box.at, pressed) : [state, []];
	},
};

function runChosen(state: State, at: number, { commands }: Pressed): Step {
	const closed: State = { ...state, overlay: undefined };
	const entry = chosenEntry(entriesOf(commands.all, state), at);
	if (entry === undefined) {
		return [state, []];
	}

	const { keys, contexts } = entry.command;
	const [key = ''] = keys;
	if (!contexts.includes(contextOf(closed))) {
		return [notify(state, `${keyLabel([key])} works ${placesOf(contexts)}`, 'info'), []];
	}

	// One line stands for nine keys: which of them is meant, only pressing it says.
	return areDigits(keys)
		? [notify(state, `${shownKeys(state, keys)}: press the number itself`, 'info'), []]
		: commands.press(closed, key);
}
