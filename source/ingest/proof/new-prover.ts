import type { KeyObject } from 'node:crypto';
import type { ListingPrefixes } from '../listing-prefixes.ts';
import type { PassPorts } from '../pass.ts';
import type { Flaw } from './flaw.ts';
import { KeyRing } from './key-ring.ts';
import type { AskKeys } from './key-ring.ts';
import { Prover } from './prover.ts';
import type { ProverOptions } from './prover.ts';

/** How the digests of a source are verified. */
export interface ProofOptions {
	/** The public keys of files, by fingerprint. */
	readonly files: ReadonlyMap<string, KeyObject>;
	/** Asks CloudTrail for others; undefined: it cannot be asked. */
	readonly ask: AskKeys | undefined;
	/** The bucket as digests name it; undefined: what they name themselves. */
	readonly bucket: string | undefined;
	/** Called for each sign that something was changed or removed. */
	readonly alarmed: (flaw: Flaw) => void;
}

/** A prover over what a tailer has at hand. */
export function newProver(
	ports: PassPorts,
	listings: ListingPrefixes,
	limits: Pick<ProverOptions, 'accounts' | 'regions' | 'sinceMs'>,
	{ files, ask, bucket, alarmed }: ProofOptions,
): Prover {
	const { writer, clock } = ports;
	const keys = new KeyRing({
		files,
		ask,
		ledger: writer,
		put: rows => writer.putLedger(rows),
		elapsedMs: () => clock.elapsedMs(),
	});
	return new Prover(ports, listings, { ...limits, keys, bucket, alarmed });
}
