import type { FilterName } from '../compose/variables.ts';
import type { State } from './state.ts';

const noAliases: Readonly<Record<string, string>> = {};

/** Accounts have names of their own. */
export function aliasesOf(state: State, filter: FilterName): Readonly<Record<string, string>> {
	return filter === 'account' ? state.aliases : noAliases;
}
