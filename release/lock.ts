import { readFile } from 'node:fs/promises';

/** One package of a lock file, as far as it is read here. */
export interface LockedPackage {
	readonly version?: string;
	readonly license?: string;
	/** Nothing that is shipped needs it. */
	readonly dev?: boolean;
	readonly dependencies?: Readonly<Record<string, string>>;
	readonly devDependencies?: Readonly<Record<string, string>>;
	readonly optionalDependencies?: Readonly<Record<string, string>>;
	readonly peerDependencies?: Readonly<Record<string, string>>;
	readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** `package-lock.json` of version 3; packages by their path, the project itself under ''. */
export interface Lock {
	readonly name: string;
	readonly version: string;
	readonly packages: Readonly<Record<string, LockedPackage>>;
}

export async function readLock(file = 'package-lock.json'): Promise<Lock> {
	return JSON.parse(await readFile(file, 'utf8')) as Lock;
}
