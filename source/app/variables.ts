import type { FilterName, Variables } from '../dashboard/compose/variables.ts';
import { filterNames, noVariables, idsOfAlias } from '../dashboard/compose/variables.ts';

/**
 * Dashboard variables from the command line. The name of a filter sets that filter (`!value`
 * excludes a value), `text` adds a search, and any other name fills `{{name}}`.
 *
 * @param aliases - alias by account id; an account may be given by its alias
 */
export function readVariables(
	values: Readonly<Record<string, readonly string[]>>,
	aliases: Readonly<Record<string, string>>,
): Variables {
	const filters: Partial<Record<FilterName, { include: string[]; exclude: string[] }>> = {};
	const params: Record<string, string> = {};
	let text = noVariables.text;
	for (const [name, given] of Object.entries(values)) {
		const filter = filterNames.find(known => known.toLowerCase() === name.toLowerCase());
		const chosen =
			filter === 'account' ? given.flatMap(value => idsOfAlias(value, aliases)) : given;
		if (filter !== undefined) {
			filters[filter] = {
				include: chosen.filter(value => !value.startsWith('!')),
				exclude: chosen.filter(value => value.startsWith('!')).map(value => value.slice(1)),
			};
		} else if (name === 'text') {
			text = chosen.join(' ');
		} else {
			params[name] = chosen.at(-1) ?? '*';
		}
	}

	return { filters, text, params };
}
