import { composeQuery } from '../dashboard/compose/compose.ts';
import type { Arguments } from './arguments.ts';
import { shownRegions } from './read-environment.ts';
import type { Prepared } from './prepare.ts';
import { readVariables } from './variables.ts';

/** Restricts a query or a search to the accounts and regions that the command line names. */
export function filteredQuery(
	text: string,
	args: Arguments,
	{ environment, params }: Prepared,
): string {
	const given = { account: args.lists['account'] ?? [], region: shownRegions(args) };
	const named = Object.entries(given).filter(([, values]) => values.length > 0);
	if (named.length === 0) {
		return text;
	}

	const { filters } = readVariables(Object.fromEntries(named), environment.aliases);
	return composeQuery(text, { variables: { filters, text: '', params } });
}
