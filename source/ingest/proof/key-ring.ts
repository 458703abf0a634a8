import type { KeyObject } from 'node:crypto';
import { readPublicKey } from '../../trail/digest.ts';
import type { LedgerRow } from '../../../store/store.ts';
import type { LedgerPort } from '../damaged.ts';
import { SourceError } from '../source.ts';
import { hourMs } from '../../text/duration.ts';
import { publicKeyKey } from './proof-rows.ts';

/** A public key as CloudTrail lists it. */
export interface ListedKey {
	readonly fingerprint: string;
	/** DER, PKCS#1 or SPKI. */
	readonly der: Uint8Array;
}

/** Whoever can be asked for the keys that signed digests of a time. */
export type AskKeys = (
	region: string,
	fromMs: number,
	toMs: number,
	signal: AbortSignal,
) => Promise<readonly ListedKey[]>;

export interface KeyQuestion {
	readonly region: string;
	readonly fingerprint: string;
	/** The hours of the digest, ms since the epoch. */
	readonly fromMs: number;
	readonly toMs: number;
}

export type FoundKey =
	| { readonly kind: 'known'; readonly key: KeyObject }
	/** CloudTrail was asked, and has no such key: nobody else signs digests. */
	| { readonly kind: 'foreign' }
	/** It could not be asked. */
	| { readonly kind: 'unknown'; readonly reason: string };

export interface KeyRingPorts {
	/** The keys of files, by fingerprint. */
	readonly files: ReadonlyMap<string, KeyObject>;
	/** Undefined: files are all there is. */
	readonly ask: AskKeys | undefined;
	readonly ledger: Pick<LedgerPort, 'ledger'>;
	readonly put: (rows: readonly LedgerRow[]) => Promise<void>;
	/** In ms, monotonic. */
	readonly elapsedMs: () => number;
}

/** A key that signs a digest may have been listed a little later. */
const askedAfterMs = 2 * hourMs;
/** CloudTrail is asked again for what it did not tell after so many ms. */
const askAgainMs = hourMs;
/** Unknown fingerprints that are remembered, so that nobody is asked for one with every digest. */
export const unknownKeysMax = 1_000;

/**
 * Finds the public keys of digests: in files, in the ledger, and only then by asking CloudTrail. What
 * was told is kept in the ledger for ever, so that old digests can be proven without a network.
 */
export class KeyRing {
	readonly #ports: KeyRingPorts;
	readonly #unknown = new Map<string, { readonly atMs: number; readonly found: FoundKey }>();

	constructor(ports: KeyRingPorts) {
		this.#ports = ports;
	}

	async find(question: KeyQuestion, signal: AbortSignal): Promise<FoundKey> {
		const { files, ledger, elapsedMs } = this.#ports;
		const { region, fingerprint } = question;
		const known =
			files.get(fingerprint) ?? keptKey(ledger.ledger(publicKeyKey(region, fingerprint)));
		if (known !== undefined) {
			return { kind: 'known', key: known };
		}

		const id = publicKeyKey(region, fingerprint);
		const before = this.#unknown.get(id);
		if (before !== undefined && elapsedMs() - before.atMs < askAgainMs) {
			return before.found;
		}

		const found = await this.#ask(question, signal);
		this.#unknown.delete(id);
		if (found.kind !== 'known') {
			this.#unknown.set(id, { atMs: elapsedMs(), found });
			const [oldest] = this.#unknown.keys();
			if (this.#unknown.size > unknownKeysMax && oldest !== undefined) {
				this.#unknown.delete(oldest);
			}
		}

		return found;
	}

	/** Forgets what could not be asked, so that it is asked again now. */
	forgetUnknown(): void {
		this.#unknown.clear();
	}

	async #ask(question: KeyQuestion, signal: AbortSignal): Promise<FoundKey> {
		const { region, fingerprint, fromMs, toMs } = question;
		const { ask, put } = this.#ports;
		const wanted = `its key ${fingerprint.slice(0, 64)}`;
		if (ask === undefined) {
			return { kind: 'unknown', reason: `${wanted} is in no file of public_keys` };
		}

		try {
			const listed = await ask(region, fromMs, toMs + askedAfterMs, signal);
			const usable = listed.filter(({ der }) => readPublicKey(der) !== undefined);
			await put(
				usable.map(one => ({
					key: publicKeyKey(region, one.fingerprint),
					value: { der: Buffer.from(one.der).toString('base64') },
				})),
			);
			const same = usable.find(one => one.fingerprint === fingerprint);
			const key = same && readPublicKey(same.der);
			return key === undefined ? { kind: 'foreign' } : { kind: 'known', key };
		} catch (error) {
			signal.throwIfAborted();
			if (!(error instanceof SourceError)) {
				throw error;
			}

			return { kind: 'unknown', reason: `${wanted} is not known: ${error.message}; ${error.next}` };
		}
	}
}

function keptKey(value: unknown): KeyObject | undefined {
	const { der } = (value ?? {}) as { readonly der?: unknown };
	return typeof der === 'string' ? readPublicKey(Buffer.from(der, 'base64')) : undefined;
}
