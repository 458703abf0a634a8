import type { SourceSpec } from './source/index.ts';

/** One trail source with its scope, its store, and what people call its accounts. */
export interface Environment {
	readonly name: string;
	/** Undefined: only read the store, someone else fills it. */
	readonly source: SourceSpec | undefined;
	/** Undefined: a store of its own in the temporary folder, removed at the end. */
	readonly storeDir: string | undefined;
	/** A store that is made lets the group of its folder in too. */
	readonly groupAccess: boolean;
	/** The environments that are read as one; none for an environment of its own. */
	readonly members: readonly Environment[];
	readonly sourceCategory: string;
	readonly sourceName: string;
	readonly sourceHost: string;
	readonly scope: { readonly key: string; readonly value: string };
	/** How far back to fetch at first, as it was written. */
	readonly since: string;
	readonly pollMs: number;
	readonly retentionDays: number | undefined;
	readonly diskBudgetBytes: number | undefined;
	readonly aliases: Readonly<Record<string, string>>;
	readonly administrators: readonly string[];
}
