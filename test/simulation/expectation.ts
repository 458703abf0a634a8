import type { S3Bucket, StoredObject } from '../../fixtures/s3-bucket.ts';
import { isArchived } from '../../fixtures/s3-xml.ts';
import { hasRead, readAccount } from '../../source/ingest/account.ts';
import { isDayKey } from '../../source/ingest/ledger-index.ts';
import { dayOf } from '../../source/ingest/tail-plan.ts';
import { parseObjectKey } from '../../source/trail/object-key.ts';
import type { LedgerRow, StoreReader } from '../../store/index.ts';
import { statesOf } from './oracle.ts';
import type { Content } from './oracle.ts';
import type { Change, Version } from './trail.ts';

/** What was delivered, and what of it has to be in the store. */
export class Expectation {
	readonly #versions = new Map<string, Version>();
	readonly #delivered = new Set<string>();
	readonly #listed: S3Bucket;
	readonly #toldMs = new Map<string, number>();
	/** When who says that a day is done began to look, by the key of the row. */
	readonly #doneMs = new Map<string, number>();

	readonly #mayBeGone: (record: string) => boolean;

	/**
	 * @param listed - what listings tell
	 * @param mayBeGone - whether retention may have dropped a record by now
	 */
	constructor(
		changes: readonly Change[],
		listed: S3Bucket,
		mayBeGone: (record: string) => boolean,
	) {
		this.#listed = listed;
		this.#mayBeGone = mayBeGone;
		for (const { key, version } of changes) {
			if (version !== undefined) {
				this.#versions.set(versionKey(key, version.body), version);
				for (const record of version.records) {
					this.#delivered.add(record);
				}
			}
		}
	}

	/** A listing tells of a change now. */
	told({ key, listedMs }: Change): void {
		this.#toldMs.set(key, listedMs);
	}

	/** Rows of a ledger were written by a process that had begun at some time, ms since the epoch. */
	wrote(rows: readonly LedgerRow[], sinceMs: number): void {
		for (const { key } of rows) {
			if (isDayKey(key)) {
				this.#doneMs.set(key, sinceMs);
			}
		}
	}

	/**
	 * The objects that a run has to read. Days of which a ledger says that they are done are listed
	 * again only when their age has doubled, so what came since to them is left out.
	 */
	listedNow(ledger: ReadonlyMap<string, string>): ReadonlyMap<string, StoredObject> {
		const doneMs = new Map<string, number>();
		for (const key of ledger.keys()) {
			if (isDayKey(key)) {
				doneMs.set(key.slice(key.indexOf('\n') + 1), this.#doneMs.get(key) ?? 0);
			}
		}

		const isNew = (key: string): boolean => {
			const { stampMs } = parseObjectKey(key);
			return (this.#toldMs.get(key) ?? 0) <= (doneMs.get(dayOf(stampMs)) ?? Infinity);
		};

		return new Map([...this.#listed.objects].filter(([key]) => isNew(key)));
	}

	/** A record that nobody delivered. */
	made({ records }: Content): string | undefined {
		const record = records.find(one => !this.#delivered.has(one));
		return record === undefined ? undefined : `a record was delivered by nobody: ${record}`;
	}

	/** What a run that says that it has read everything has not read, of what was there before it. */
	missing(before: ReadonlyMap<string, StoredObject>, content: Content): string | undefined {
		const records = new Set(content.records);
		for (const [key, object] of before) {
			if (this.#listed.objects.get(key) !== object) {
				continue;
			}

			const { state, records: wanted } = this.#versionOf(key, object);
			if (
				state === 'quarantined' ||
				object.kmsDenied ||
				(isArchived(object) && !object.isRestored)
			) {
				return `${key} cannot be read (the ledger says ${statesOf(content).get(key)})`;
			}

			if (this.#lacks(records, wanted)) {
				return `records of ${key} are missing`;
			}
		}

		return undefined;
	}

	/** What is not yet as it has to be when the world was calm for long. */
	unsettled(content: Content, reader: StoreReader): string | undefined {
		const states = statesOf(content);
		const records = new Set(content.records);
		for (const [key, object] of this.#listed.objects) {
			const { state, records: wanted } = this.#versionOf(key, object);
			if (states.get(key) !== state) {
				return `${key} is ${states.get(key) ?? 'in no ledger'} and should be ${state}`;
			}

			if (this.#lacks(records, wanted)) {
				return `records of ${key} are missing`;
			}
		}

		const lacking = [...states.values()].some(state => state !== 'ok' && state !== 'skipped');
		const account = readAccount([reader], { fromMs: 0, toMs: 8e15 });
		return hasRead(account) === lacking
			? `the account says ${lacking ? 'whole' : `not whole (${account.deniedPrefixes.join(' ')})`}`
			: undefined;
	}

	#lacks(records: ReadonlySet<string>, wanted: readonly string[]): boolean {
		return wanted.some(record => !records.has(record) && !this.#mayBeGone(record));
	}

	#versionOf(key: string, { body }: StoredObject): Version {
		return this.#versions.get(versionKey(key, body))!;
	}
}

function versionKey(key: string, body: Buffer): string {
	return `${key}\n${body.toString('latin1')}`;
}
