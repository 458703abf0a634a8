import type { Environment } from './environment.ts';

/** The name under which all environments of the configuration are read as one. */
export const allName = 'all';

/**
 * Combines all environments into one that reads all their stores. A member’s own scope is not
 * applied, because its store holds only its own records.
 *
 * @param members - at least one, each with a store of its own
 */
export function allOf(members: readonly Environment[]): Environment {
	return {
		name: allName,
		source: undefined,
		storeDir: undefined,
		groupAccess: false,
		members,
		sourceCategory: '*',
		sourceName: '*',
		sourceHost: '*',
		scope: { key: '_sourceCategory', value: '*' },
		since: members[0]?.since ?? '24h',
		pollMs: Math.min(...members.map(({ pollMs }) => pollMs)),
		retentionDays: undefined,
		diskBudgetBytes: undefined,
		limits: {},
		verify: 'off',
		publicKeys: [],
		aliases: Object.assign({}, ...members.map(({ aliases }) => aliases)) as Environment['aliases'],
		administrators: [...new Set(members.flatMap(({ administrators }) => administrators))],
	};
}

/** Whether its store is a temporary one that is removed when the program ends. */
export function keepsNoStore({ storeDir, members }: Environment): boolean {
	return storeDir === undefined && members.length === 0;
}

/** The environments whose stores are read: the members, or the one itself. */
export function membersOf(environment: Environment): readonly Environment[] {
	return environment.members.length === 0 ? [environment] : environment.members;
}
