import type { KeyObject } from 'node:crypto';
import type { ObjectSource } from '../../ingest/source.ts';

export interface VerifyRequest {
	readonly source: ObjectSource;
	/** As digests name it; for a folder, the bucket that its digests name. */
	readonly bucket: string | undefined;
	readonly publicKeys: ReadonlyMap<string, KeyObject>;
	/** By time of delivery, half-open, ms since the epoch. */
	readonly sinceMs: number;
	readonly untilMs: number;
	readonly accounts?: readonly string[];
	readonly regions?: readonly string[];
	/** SHA-256 of a log's inflated bytes as ingested; avoids a second download. */
	readonly knownHash?: (key: string) => string | undefined;
}
