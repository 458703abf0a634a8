import type { Value } from './value.ts';

/** A table that `lookup` joins with. Keys compare without regard to case. */
export interface LookupTable {
	/** Column titles without the key column of a built-in source. */
	readonly columns: readonly string[];
	/**
	 * The fixed key column of a built-in source (`ip`, `threat`), which may be on either side of
	 * `on`; undefined for a user's table, where any column may be the key.
	 */
	readonly keyColumn: string | undefined;
	/** Column titles that may be a key, for a user's table. */
	readonly keyColumns: readonly string[];
	/** The row for these key values, as column title → value, or undefined. */
	find(keys: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> | undefined;
	/** Grows whenever the data changes; a cached query result is valid for one version. */
	readonly version: number;
	/** Identifies the data across processes; absent when nothing does. */
	readonly stamp?: string | undefined;
}

/** Finds the tables for `lookup`, `geoip`, `asn`, `threatip` and `threatlookup`. */
export interface LookupPort {
	/** `geo://location`, `asn://default`, `sumo://threat/cs`, or a table's path. */
	table(name: string): LookupTable | { readonly missing: string };
}
