import { statfsSync } from 'node:fs';
import { StoreError } from '../errors.ts';

/**
 * `f_type` values of Linux's statfs for file systems whose locks and memory maps do not work across
 * hosts.
 */
const networkTypes: ReadonlyMap<number, string> = new Map([
	[0x6969, 'NFS'],
	[0xff534d42, 'CIFS'],
	[0xfe534d42, 'SMB2'],
	[0x517b, 'SMB'],
	[0x01021997, '9p'],
	[0x00c36400, 'Ceph'],
	[0x5346414f, 'AFS'],
	[0x73757245, 'Coda'],
	[0x0bd00bd0, 'Lustre'],
	[0x564c, 'NCP'],
	[0x47504653, 'GPFS'],
	[0x01161970, 'GFS2'],
]);

/** The name of a network file system; undefined for a local or unknown one. */
export function networkFilesystem(type: number): string | undefined {
	return networkTypes.get(type >>> 0);
}

/**
 * Refuses a network file system. LMDB's locks are in shared memory, which a second host does not
 * see.
 *
 * @throws StoreError `network-filesystem`
 */
export function refuseNetworkFilesystem(dir: string): void {
	// Only Linux reports these numbers; on other systems the same values have other meanings.
	if (process.platform !== 'linux') {
		return;
	}

	const name = networkFilesystem(statfsSync(dir).type);
	if (name !== undefined) {
		throw new StoreError(
			'network-filesystem',
			`${dir} is on a network file system (${name}), where LMDB's locks do not hold`,
		);
	}
}
