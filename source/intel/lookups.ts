import type { LookupPort, LookupTable } from '../query/lookup-port.ts';
import type { ThreatTables } from './threat-table.ts';

/** The tables that exist, and what to do about those without data. */
export interface Tables {
	readonly threats: ThreatTables | undefined;
	readonly geo: LookupTable | undefined;
	readonly asn: LookupTable | undefined;
	/** A user’s table by its path in the query, or the reason why there is none. */
	user(path: string): LookupTable | { readonly missing: string };
}

const threatPrefix = 'sumo://threat/';
/** The reference product’s own sources; here they mean all indicators. */
const allSources = new Set(['', 'cs', 'i471', 'sumologic_threatq', 'global', 'all']);

const noPlaces = 'no place data: run `trailtop geo update`, or give --geo FILE';
const noNetworks = 'no network data: run `trailtop geo update asn`, or give --geo FILE';
const noThreats = 'no threat indicators: run `trailtop threats update`, or give --threats FILE';

/** The look-up port of the query engine over these tables. */
export function createLookups(tables: () => Tables): LookupPort {
	return {
		table: name => {
			const current = tables();
			const lower = name.toLowerCase();
			if (lower === 'geo://location') {
				return current.geo ?? { missing: noPlaces };
			}

			if (lower === 'asn://default') {
				return current.asn ?? { missing: noNetworks };
			}

			return lower.startsWith(threatPrefix)
				? threatsOf(current.threats, lower.slice(threatPrefix.length))
				: current.user(name);
		},
	};
}

function threatsOf(
	threats: ThreatTables | undefined,
	source: string,
): LookupTable | { readonly missing: string } {
	if (threats === undefined) {
		return { missing: noThreats };
	}

	if (allSources.has(source)) {
		return threats.all;
	}

	return (
		threats.source(source) ?? {
			missing: `there is no threat source "${source}"; the sources: ${threats.sources.join(', ')}`,
		}
	);
}
