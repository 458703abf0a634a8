import { composeQuery } from '../dashboard/compose/compose.ts';
import { parse } from '../query/language/parse.ts';
import type { Expression } from '../query/syntax/tree.ts';
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

/** The condition that `--account` and `--region` make; undefined without them. */
export function scopeOf(args: Arguments, prepared: Prepared): Expression | undefined {
	const where = parse(filteredQuery('*', args, prepared)).query.stages.find(
		stage => stage.kind === 'where',
	);
	return where?.condition;
}
