import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../app/arguments.ts';
import { mayHold } from '../../ingest/account.ts';
import type { Account } from '../../ingest/account.ts';
import { accountDocument } from '../../ingest/account-words.ts';
import { ledgerObjects } from '../../ingest/damaged.ts';
import type { LedgerObject, LedgerPort } from '../../ingest/damaged.ts';
import { flawsOf, proofGapsIn } from '../../ingest/proof/proof-report.ts';
import { deliveryGraceMs } from '../../ingest/tail-plan.ts';
import { bytesOf } from './exact-text.ts';
import { NewFile } from './new-file.ts';
import type { ExportedRecord } from './records.ts';

const ownerEnters = 0o700;
/** Object keys that are kept in memory to count the records of each object. */
const objectsMax = 1_000_000;

/** Facts about the whole bundle. */
interface BundleFacts {
	readonly version: string;
	readonly createdMs: number;
	readonly search: string;
	readonly fromMs: number;
	readonly toMs: number;
	/** Of the range: what the records were searched in. */
	readonly account: Account;
	/** More that the manifest says, such as whose story it is. */
	readonly about?: Readonly<Record<string, unknown>>;
	/** Files beside the records, such as the page of a story. */
	readonly pages?: readonly BundlePage[];
}

export interface BundlePage {
	/** Of the file. */
	readonly name: string;
	readonly text: string;
}

/**
 * A folder of evidence: the records, the source object of each, and a SHA-256 of every file, so
 * that `sha256sum -c SHA256SUMS` can check that nothing was changed.
 */
export class Bundle {
	readonly #dir: string;
	readonly #records: NewFile;
	readonly #index: NewFile;
	readonly #objects = new Map<string, number>();
	#count = 0;

	private constructor(dir: string, records: NewFile, index: NewFile) {
		this.#dir = dir;
		this.#records = records;
		this.#index = index;
	}

	/** @throws UsageError when the folder exists */
	static async create(dir: string): Promise<Bundle> {
		try {
			await mkdir(dir, { mode: ownerEnters });
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			if (code === 'EEXIST' || code === 'ENOENT') {
				const why = code === 'EEXIST' ? 'is there already' : 'has no folder above it';
				throw new UsageError(`${dir} ${why}; name a new folder`, { cause: error });
			}

			throw error;
		}

		return new Bundle(
			dir,
			await NewFile.create(join(dir, 'records.ndjson')),
			await NewFile.create(join(dir, 'index.ndjson')),
		);
	}

	async add(record: ExportedRecord): Promise<void> {
		const key = String(record.meta['_object'] ?? '');
		this.#count++;
		this.#objects.set(key, (this.#objects.get(key) ?? 0) + 1);
		if (this.#objects.size > objectsMax) {
			throw new Error(`more than ${objectsMax} objects; narrow the search`);
		}

		await this.#records.write(`${record.line}\n`);
		const identity = identityOf(record.line);
		const entry = {
			line: this.#count,
			...identity,
			object: key,
			sha256: sha256(record.line),
			...(record.isCompacted ? { deliveredSha256: sha256(record.delivered) } : {}),
		};
		await this.#index.write(`${JSON.stringify(entry)}\n`);
	}

	/** Writes the list of objects, the manifest and the checksums. */
	async finish(facts: BundleFacts, ledgers: readonly LedgerPort[]): Promise<void> {
		const sums: Record<string, string> = {
			'records.ndjson': await this.#records.close(),
			'index.ndjson': await this.#index.close(),
			'objects.ndjson': await this.#writeObjects(facts, ledgers),
			...(facts.account.proof === undefined
				? {}
				: { 'proof.ndjson': await this.#writeProof(facts, ledgers) }),
		};
		for (const { name, text } of facts.pages ?? []) {
			sums[name] = await this.#writeFile(name, text);
		}

		const manifest = {
			tool: 'trailtop',
			version: facts.version,
			created: new Date(facts.createdMs).toISOString(),
			search: facts.search,
			...facts.about,
			from: new Date(facts.fromMs).toISOString(),
			to: new Date(facts.toMs).toISOString(),
			records: this.#count,
			objects: this.#objects.size,
			account: accountDocument(facts.account),
			sha256: sums,
		};
		const text = `${JSON.stringify(manifest, null, 2)}\n`;
		sums['manifest.json'] = await this.#writeFile('manifest.json', text);
		const lines = Object.entries(sums).map(([name, sum]) => `${sum}  ${name}\n`);
		await this.#writeFile('SHA256SUMS', lines.join(''));
	}

	/**
	 * Removes the folder after an error: an incomplete bundle could be mistaken for a complete one.
	 */
	async remove(): Promise<void> {
		await this.#records.remove();
		await this.#index.remove();
		await rm(this.#dir, { recursive: true, force: true });
	}

	/**
	 * Every object that may hold records of the range, also those that could not be read, and every
	 * other one that a record came from. One pass over each ledger.
	 */
	async #writeObjects(range: BundleFacts, ledgers: readonly LedgerPort[]): Promise<string> {
		const file = await NewFile.create(join(this.#dir, 'objects.ndjson'));
		const unknown = new Set(this.#objects.keys());
		for (const ledger of ledgers) {
			for (const object of ledgerObjects(ledger)) {
				unknown.delete(object.key);
				if (this.#objects.has(object.key) || mayHold(range, object.key)) {
					await file.write(`${JSON.stringify(this.#objectLine(object))}\n`);
				}
			}
		}

		for (const key of unknown) {
			const line = { key, exportedRecords: this.#objects.get(key), state: 'unknown' };
			await file.write(`${JSON.stringify(line)}\n`);
		}

		return await file.close();
	}

	/** What signed digests do not prove of the range, and what they found wrong. */
	async #writeProof({ fromMs, toMs }: BundleFacts, ledgers: readonly LedgerPort[]) {
		const file = await NewFile.create(join(this.#dir, 'proof.ndjson'));
		for (const gap of proofGapsIn(ledgers, { fromMs, toMs: toMs + deliveryGraceMs })) {
			const times = { from: isoOf(gap.fromMs), to: isoOf(gap.toMs) };
			const { account, region, state, reason } = gap;
			await file.write(`${JSON.stringify({ gap: state, account, region, ...times, reason })}\n`);
		}

		for (const { key, code, detail, atMs, namespace } of flawsOf(ledgers)) {
			if (mayHold({ fromMs, toMs }, key)) {
				const line = { flaw: code, key, source: namespace, detail, found: isoOf(atMs) };
				await file.write(`${JSON.stringify(line)}\n`);
			}
		}

		return await file.close();
	}

	#objectLine({ namespace, key, entry }: LedgerObject) {
		return {
			key,
			source: namespace,
			exportedRecords: this.#objects.get(key) ?? 0,
			state: entry.state,
			reason: entry.reason,
			records: entry.records,
			rejected: entry.rejected === 0 ? undefined : entry.rejected,
			etag: entry.etag,
			sizeBytes: entry.sizeBytes,
			lastModified: new Date(entry.lastModifiedMs).toISOString(),
			inflatedSha256: entry.sha256,
			// The digest of the hours up to this time lists it with this hash.
			vouchedUntil: entry.vouchedMs === undefined ? undefined : isoOf(entry.vouchedMs),
			previousEtags: entry.previousEtags,
		};
	}

	async #writeFile(name: string, text: string): Promise<string> {
		const file = await NewFile.create(join(this.#dir, name));
		await file.write(text);
		return await file.close();
	}
}

function isoOf(ms: number): string {
	return new Date(ms).toISOString();
}

function sha256(text: string): string {
	return createHash('sha256').update(bytesOf(text)).digest('hex');
}

/** The fields that identify a record; empty for a line that is not JSON. */
function identityOf(line: string): Readonly<Record<string, unknown>> {
	try {
		const { eventTime, eventID, recipientAccountId } = JSON.parse(line) as Readonly<
			Record<string, unknown>
		>;
		return { eventTime, eventID, recipientAccountId };
	} catch {
		return {};
	}
}
