import { SourceError } from './source.ts';
import type { ObjectSource } from './source.ts';

/** A listing prefix whose keys sort by time: one account, folder and region. */
export interface Prefix {
	/** Ends in `/`; empty for a whole source without CloudTrail's layout. */
	readonly prefix: string;
	readonly account: string | undefined;
	readonly org: string | undefined;
	readonly region: string | undefined;
	readonly folder: string | undefined;
}

export interface Discovered {
	readonly prefixes: readonly Prefix[];
	/**
	 * Folders such as `CloudTrail-Digest` that were skipped, with the number of times that each was
	 * found.
	 */
	readonly leftFolders: Readonly<Record<string, number>>;
	/** False when the search stopped at one of its limits. */
	readonly complete: boolean;
	/** Whether an `AWSLogs/` folder exists. */
	readonly hasLayout: boolean;
}

export interface DiscoverRules {
	readonly folders: ReadonlySet<string>;
	readonly accounts: ReadonlySet<string> | undefined;
	readonly regions: ReadonlySet<string> | undefined;
	/**
	 * Called for each folder that may not be listed; the search goes on beside it. Absent: the
	 * search ends with the error.
	 */
	readonly denied?: (prefix: string, error: SourceError) => void;
}

const folderCallsMax = 20_000;
/** Names of folders that a search has met. */
const folderNamesMax = 200_000;
/**
 * `AWSLogs/`, and accounts in folders of the owner's own below it, are searched in at most this many
 * levels and folders.
 */
const prefixDepthMax = 5;
const prefixFoldersMax = 300;

const isOrg = (name: string): boolean => /^o-[a-z0-9]{4,40}$/.test(name);
const isAccount = (name: string): boolean => /^\d{6,16}$/.test(name);

/**
 * Walks the levels `AWSLogs/`, organisations, accounts, folders and regions. An organisation's
 * bucket may hold the management account at both levels, and a bucket several `AWSLogs/` folders,
 * also below an empty path component (`trail//AWSLogs/`).
 *
 * @throws SourceError
 */
export async function discoverPrefixes(
	folders: ObjectSource['folders'],
	rules: DiscoverRules,
	signal: AbortSignal,
): Promise<Discovered> {
	const walk = new Walk(folders, rules, signal);
	await walk.above('', 0);
	return walk.discovered();
}

class Walk {
	readonly #source: ObjectSource['folders'];
	readonly #rules: DiscoverRules;
	readonly #signal: AbortSignal;
	readonly #prefixes: Prefix[] = [];
	readonly #leftFolders: Record<string, number> = {};
	#calls = 0;
	#nameCount = 0;
	#callsAbove = 0;
	#complete = true;
	#hasLayout = false;
	#accountCount = 0;

	constructor(ask: ObjectSource['folders'], rules: DiscoverRules, signal: AbortSignal) {
		this.#source = ask;
		this.#rules = rules;
		this.#signal = signal;
	}

	discovered(): Discovered {
		return {
			prefixes: this.#prefixes,
			leftFolders: this.#leftFolders,
			complete: this.#complete,
			hasLayout: this.#hasLayout,
		};
	}

	/** Searches for `AWSLogs/` at and below a folder. */
	async above(prefix: string, depth: number): Promise<void> {
		this.#callsAbove++;
		for (const name of await this.#namesAbove(prefix)) {
			if (name === 'AWSLogs') {
				this.#hasLayout = true;
				await this.#accounts(`${prefix}AWSLogs/`, undefined, 0);
			} else if (depth < prefixDepthMax && this.#callsAbove < prefixFoldersMax) {
				await this.above(`${prefix}${name}/`, depth + 1);
			} else {
				this.#complete = false;
			}
		}
	}

	/** A role of least privilege may list `AWSLogs/` but nothing above it. */
	async #namesAbove(prefix: string): Promise<readonly string[]> {
		try {
			return await this.#ask(prefix);
		} catch (error) {
			if (!isDenied(error)) {
				throw error;
			}

			const below = await this.#ask(`${prefix}AWSLogs/`).catch(() => []);
			if (below.length > 0) {
				return ['AWSLogs'];
			}

			this.#leaveDenied(prefix, error);
			return [];
		}
	}

	async #accounts(prefix: string, org: string | undefined, depth: number): Promise<void> {
		for (const name of await this.#accountNames(prefix)) {
			const below = `${prefix}${name}/`;
			if (org === undefined && isOrg(name)) {
				await this.#accounts(below, name, depth);
			} else if (isAccount(name)) {
				this.#accountCount++;
				if (!this.#rules.accounts || this.#rules.accounts.has(name)) {
					await this.#folders(below, org, name);
				}
			} else if (name === 'AWSLogs') {
				await this.#accounts(below, undefined, depth);
			} else {
				await this.#ownFolder(below, name, depth);
			}
		}
	}

	/** When `AWSLogs/` may not be listed, the accounts that are asked for are still tried. */
	async #accountNames(prefix: string): Promise<readonly string[]> {
		const { accounts } = this.#rules;
		try {
			return await this.#ask(prefix);
		} catch (error) {
			if (!isDenied(error)) {
				throw error;
			}

			if (!accounts) {
				this.#leaveDenied(prefix, error);
			}

			return [...(accounts ?? [])];
		}
	}

	/** A folder of the owner's own below `AWSLogs/`, such as a copy. It may hold accounts. */
	async #ownFolder(prefix: string, name: string, depth: number): Promise<void> {
		const before = this.#accountCount;
		if (depth < prefixDepthMax && this.#callsAbove < prefixFoldersMax) {
			this.#callsAbove++;
			await this.#accounts(prefix, undefined, depth + 1);
		} else {
			this.#complete = false;
		}

		if (this.#accountCount === before) {
			this.#leave(name);
		}
	}

	async #folders(prefix: string, org: string | undefined, account: string): Promise<void> {
		for (const folder of await this.#names(prefix)) {
			if (!this.#rules.folders.has(folder)) {
				this.#leave(folder);
				continue;
			}

			for (const region of await this.#names(`${prefix}${folder}/`)) {
				if (!this.#rules.regions || this.#rules.regions.has(region)) {
					const path = `${prefix}${folder}/${region}/`;
					this.#prefixes.push({ prefix: path, account, org, region, folder });
				}
			}
		}
	}

	#leave(folder: string): void {
		this.#leftFolders[folder] = (this.#leftFolders[folder] ?? 0) + 1;
	}

	#leaveDenied(prefix: string, error: SourceError): void {
		if (!this.#rules.denied) {
			throw error;
		}

		this.#rules.denied(prefix, error);
	}

	/** The names below an account or one of its folders; none when it may not be listed. */
	async #names(prefix: string): Promise<readonly string[]> {
		try {
			return (await this.#ask(prefix)).filter(name => name !== '');
		} catch (error) {
			if (!isDenied(error)) {
				throw error;
			}

			this.#leaveDenied(prefix, error);
			return [];
		}
	}

	async #ask(prefix: string): Promise<readonly string[]> {
		this.#signal.throwIfAborted();
		if (this.#calls >= folderCallsMax || this.#nameCount >= folderNamesMax) {
			this.#complete = false;
			return [];
		}

		this.#calls++;
		const folders = await this.#source(prefix, this.#signal);
		this.#nameCount += folders.length;
		return folders.map(folder => folder.slice(0, -1));
	}
}

function isDenied(error: unknown): error is SourceError {
	return error instanceof SourceError && error.code === 'denied';
}

/** The key to list after for logs of `prefix` from `ms` on; undefined lists all. */
export function keyAt(prefix: Prefix, ms: number): string | undefined {
	if (prefix.prefix === '' || ms <= 0) {
		return undefined;
	}

	const iso = new Date(ms).toISOString();
	const minute = iso.slice(0, 16).replaceAll(/[-:]/g, '');
	const name = `${prefix.account}_${prefix.folder}_${prefix.region}_${minute}`;
	return `${dayPrefix(prefix, iso.slice(0, 10))}${name}`;
}

/** @param day - `2026-03-01` */
export function dayPrefix(prefix: Prefix, day: string): string {
	return `${prefix.prefix}${day.replaceAll('-', '/')}/`;
}
