import type { LookupPort, LookupTable } from '../query/lookup.ts';

/** Tables by name, and what to do about the ones that have no data. */
export interface Tables {
	readonly threats: LookupTable | undefined;
	readonly geo: LookupTable | undefined;
	readonly asn: LookupTable | undefined;
	/** A user’s table by its path in the query, or why there is none. */
	user(path: string): LookupTable | { readonly missing: string };
}

/** The look-up port of the query engine over these tables. */
export function createLookups(tables: () => Tables): LookupPort {
	return {
		table: name => {
			const current = tables();
			switch (name.toLowerCase()) {
				case 'geo://location': {
					return (
						current.geo ?? {
							missing: 'no place data: run `trailtop geo update`, or give --geo FILE',
						}
					);
				}

				case 'asn://default': {
					return (
						current.asn ?? {
							missing: 'no network data: run `trailtop geo update`, or give --geo FILE',
						}
					);
				}

				case 'sumo://threat/cs':
				case 'sumo://threat/i471': {
					return (
						current.threats ?? {
							missing:
								'no threat indicators: run `trailtop threats update`, or give --threats FILE',
						}
					);
				}

				default: {
					return current.user(name);
				}
			}
		},
	};
}
