import type { FilterName, Variables } from '../dashboard/compose/variables.ts';
import { filterNames, noVariables, idsOfAlias } from '../dashboard/compose/variables.ts';

/**
 * Dashboard variables from the command line. A name that is one of the filters becomes one
 * (`!value` leaves a value out); `text` is a further search; other names fill `{{name}}`.
 *
 * @param aliases - what people call an account, by its id: an account may be given by it
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
