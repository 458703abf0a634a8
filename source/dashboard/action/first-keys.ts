import type { Command } from '../menu/descriptor.ts';
import { shownKeys } from '../state/key-words.ts';
import type { State } from '../state/state.ts';

/** The five keys that lead to everything else, by the names of their actions, each with a word. */
const firstActions: readonly (readonly [name: string, word: string])[] = [
	['help', 'all keys'],
	['dashboard', 'dashboards'],
	['open', 'opens'],
	['edit-query', 'query'],
	['time', 'times'],
];

/** `? all keys`, one for each. */
export function firstKeys(
	commands: readonly Command[],
	state: Pick<State, 'layouts'>,
): readonly (readonly [string, string])[] {
	return firstActions.flatMap(([name, word]) => {
		const command = commands.find(one => one.name === name);
		const keys = command?.keys ?? [];
		return command === undefined
			? []
			: [[shownKeys(state, keys.length > 2 ? keys : keys.slice(0, 1)), word]];
	});
}

/** Whether an action is one of the five, or puts their line away. */
export function endsFirstKeys(name: string): boolean {
	return firstActions.some(([first]) => first === name) || name === 'let-go' || name === 'back';
}
