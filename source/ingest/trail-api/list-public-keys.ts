import type { ListedKey } from '../proof/key-ring.ts';
import type { TrailApi } from './trail-api.ts';

/** Pages of keys; a region has a handful of keys, each valid for some days. */
export const keyPagesMax = 20;
const fingerprintMax = 128;
/** An RSA key of 16,384 bits has some 2,100 bytes. */
const derBytesMax = 16_384;

/**
 * The keys that sign the digests of a region in a time.
 *
 * @throws SourceError
 */
export async function listPublicKeys(
	api: TrailApi,
	region: string,
	fromMs: number,
	toMs: number,
	signal: AbortSignal,
): Promise<readonly ListedKey[]> {
	const keys: ListedKey[] = [];
	let token: string | undefined;
	for (let page = 0; page < keyPagesMax; page++) {
		const asked = {
			StartTime: new Date(fromMs),
			EndTime: new Date(toMs),
			...(token === undefined ? {} : { NextToken: token }),
		};
		const { PublicKeyList = [], NextToken } = await api.call(
			'ListPublicKeys',
			region,
			signal,
			(client, sdk) => client.send(new sdk.ListPublicKeysCommand(asked), { abortSignal: signal }),
		);
		for (const { Value: der, Fingerprint: fingerprint } of PublicKeyList) {
			const isKey = der !== undefined && der.byteLength <= derBytesMax;
			if (isKey && fingerprint !== undefined && fingerprint.length <= fingerprintMax) {
				keys.push({ fingerprint, der });
			}
		}

		if (NextToken === undefined || NextToken === token) {
			break;
		}

		token = NextToken;
	}

	return keys;
}
