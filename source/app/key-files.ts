import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { readPublicKeys } from '../trail/public-keys.ts';
import { UsageError } from './arguments.ts';

/**
 * The public keys of files as `aws cloudtrail list-public-keys` prints them, by fingerprint.
 *
 * @param files - absolute paths
 * @throws UsageError
 */
export async function readKeyFiles(
	files: readonly string[],
): Promise<ReadonlyMap<string, KeyObject>> {
	const keys = new Map<string, KeyObject>();
	for (const file of files) {
		for (const [fingerprint, key] of await readKeyFile(file)) {
			keys.set(fingerprint, key);
		}
	}

	return keys;
}

async function readKeyFile(file: string): Promise<ReadonlyMap<string, KeyObject>> {
	const wanted = 'expected what `aws cloudtrail list-public-keys` prints';
	let text: string;
	try {
		text = await readFile(file, 'utf8');
	} catch (error) {
		throw new UsageError(`${file} cannot be read: ${String(error)}`, { cause: error });
	}

	let keys: ReadonlyMap<string, KeyObject>;
	try {
		keys = readPublicKeys(text);
	} catch (error) {
		throw new UsageError(`${file} is no JSON; ${wanted}`, { cause: error });
	}

	if (keys.size === 0) {
		throw new UsageError(`${file} holds no public key; ${wanted}`);
	}

	return keys;
}
