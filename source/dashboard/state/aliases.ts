import type { FilterName } from '../compose/variables.ts';
import type { State } from './state.ts';

const noAliases: Readonly<Record<string, string>> = {};

/** The aliases of accounts; other filters have none. */
export function aliasesOf(state: State, filter: FilterName): Readonly<Record<string, string>> {
	return filter === 'account' ? state.aliases : noAliases;
}
