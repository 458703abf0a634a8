import type { KeyObject } from 'node:crypto';
import { readPublicKey } from './digest.ts';

/** Reads the output of `aws cloudtrail list-public-keys`. @returns keys by fingerprint */
export function readPublicKeys(text: string): ReadonlyMap<string, KeyObject> {
	const keys = new Map<string, KeyObject>();
	const { PublicKeyList } = JSON.parse(text) as {
		readonly PublicKeyList?: readonly { readonly Value?: string; readonly Fingerprint?: string }[];
	};
	for (const { Value, Fingerprint } of PublicKeyList ?? []) {
		const key = Value === undefined ? undefined : readPublicKey(Buffer.from(Value, 'base64'));
		if (key && Fingerprint !== undefined) {
			keys.set(Fingerprint, key);
		}
	}

	return keys;
}
