import type { FetchLimits } from './environment.ts';
import { sourceKindOf } from './source/index.ts';
import type { SourceSpec } from './source/index.ts';
import { readVariables } from './variables.ts';

const isAccount = (text: string): boolean => /^\d{6,16}$/.test(text);
const isRegion = (text: string): boolean => /^[a-z]+(?:-[a-z0-9]+)+$/.test(text);

/**
 * What has to be fetched of a source: what its settings allow, and of that what the command line
 * asks for. A source whose requests cost nothing is read whole.
 *
 * @param asked - accounts, also by their alias, and regions; `!` before one excludes it
 * @param aliases - alias by account id
 */
export function fetchLimits(
	source: SourceSpec,
	asked: { readonly account: readonly string[]; readonly region: readonly string[] },
	aliases: Readonly<Record<string, string>>,
): FetchLimits {
	const kind = sourceKindOf(source);
	if (!kind.isPaid) {
		return {};
	}

	const { filters } = readVariables(asked, aliases);
	const settings = kind.limitsOf(source);
	const accounts = both(settings.accounts, exact(filters.account, isAccount));
	const regions = both(settings.regions, exact(filters.region, isRegion));
	return { ...(accounts && { accounts }), ...(regions && { regions }) };
}

/** Undefined when the filter does not name each value, as with a pattern or an exclusion alone. */
function exact(
	filter: { readonly include: readonly string[]; readonly exclude: readonly string[] } | undefined,
	isName: (text: string) => boolean,
): readonly string[] | undefined {
	const { include = [], exclude = [] } = filter ?? {};
	return include.length > 0 && include.every(isName)
		? include.filter(name => !exclude.includes(name))
		: undefined;
}

function both(
	allowed: readonly string[] | undefined,
	wanted: readonly string[] | undefined,
): readonly string[] | undefined {
	return allowed && wanted ? allowed.filter(name => wanted.includes(name)) : (allowed ?? wanted);
}
