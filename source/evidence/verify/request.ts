import type { KeyObject } from 'node:crypto';
import type { ObjectSource } from '../../ingest/source.ts';

export interface VerifyRequest {
	readonly source: ObjectSource;
	/** As digests name it; a folder's is the one its digests name. */
	readonly bucket: string | undefined;
	readonly publicKeys: ReadonlyMap<string, KeyObject>;
	/** By delivery, half-open, ms since the epoch. */
	readonly sinceMs: number;
	readonly untilMs: number;
	readonly accounts?: readonly string[];
	readonly regions?: readonly string[];
	/** SHA-256 of a log's inflated bytes as ingested; spares a second download. */
	readonly knownHash?: (key: string) => string | undefined;
}
