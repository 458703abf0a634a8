import { quoteString } from '../../query/syntax/escape.ts';
import { composeQuery } from '../compose/compose.ts';
import { filterNames } from '../compose/variables.ts';
import type { Variables } from '../compose/variables.ts';
import type { State } from './state.ts';

/**
 * The query that a story stays inside: the environment with its accounts and regions. Other filters would
 * leave out what the principal did.
 */
export function storyScope({ scope, variables }: State): string {
	const { account, region } = variables.filters;
	const kept = { ...(account && { account }), ...(region && { region }) };
	const within =
		scope === undefined || scope.value === '*'
			? ''
			: `\n| where ${scope.key} ${scope.value.includes('*') ? 'matches' : '='} ${quoteString(scope.value)}`;
	return composeQuery('*', { variables: { filters: kept, text: '', params: {} } }) + within;
}

/** Whether filters are set that a story does not heed. */
export function hasOtherFilters({ filters, text }: Variables): boolean {
	return (
		text.trim() !== '' ||
		filterNames
			.filter(name => name !== 'account' && name !== 'region')
			.map(name => filters[name])
			.some(choice => choice !== undefined && choice.include.length + choice.exclude.length > 0)
	);
}
