import type { VerifyMode } from '../config/verify-modes.ts';
import type { LogKind } from '../trail/log-kinds.ts';
import type { SourceSpec } from './source/index.ts';

/** Accounts, regions and kinds whose objects are listed and fetched. */
export interface FetchLimits {
	/** Undefined: all. */
	readonly accounts?: readonly string[];
	readonly regions?: readonly string[];
	/** Undefined: `defaultLogKinds`. */
	readonly kinds?: readonly LogKind[];
}

/** One trail source with its scope, its store, and the aliases of its accounts. */
export interface Environment {
	readonly name: string;
	/** Undefined: the store is only read; another process fills it. */
	readonly source: SourceSpec | undefined;
	/** Undefined: a store in the temporary folder, removed when the program ends. */
	readonly storeDir: string | undefined;
	/** When the store is created, the group of its folder may also read it. */
	readonly groupAccess: boolean;
	/** The environments that are read as one; empty for a single environment. */
	readonly members: readonly Environment[];
	readonly sourceCategory: string;
	readonly sourceName: string;
	readonly sourceHost: string;
	readonly scope: { readonly key: string; readonly value: string };
	/** How far back the first fetch goes, as written by the user. */
	readonly since: string;
	readonly pollMs: number;
	readonly retentionDays: number | undefined;
	readonly diskBudgetBytes: number | undefined;
	/** What is fetched of the source; empty: all of it, of the usual kinds. */
	readonly limits: FetchLimits;
	/** Whether signed digests are verified as they are delivered. */
	readonly verify: VerifyMode;
	/** Files of public keys of digests, absolute; CloudTrail is asked for what is not in them. */
	readonly publicKeys: readonly string[];
	readonly aliases: Readonly<Record<string, string>>;
	readonly administrators: readonly string[];
}
