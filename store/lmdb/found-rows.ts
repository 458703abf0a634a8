import { closeSync, fstatSync, readSync } from 'node:fs';
import { StoreError } from '../errors.ts';
import type { LmdbEnvironment } from './environment.ts';
import { isKey } from './keys.ts';
import type { KeyRange } from './keys.ts';
import { readMeta } from './meta-page.ts';
import type { Meta } from './meta-page.ts';
import { openOwn } from './own-file.ts';
import { visitRows } from './pages.ts';
import type { LeafEntry } from './tree-page.ts';

/** Reads of rows by key. Who asks cannot tell whether LMDB answers. */
export type RowReads = Pick<LmdbEnvironment, 'read' | 'copy' | 'page' | 'keys'>;

/** Of a file whose meta pages say nothing. */
const usualPageBytes = 4096;
const pageBytesSmallest = 512;
const pageBytesLargest = 65_536;

/**
 * The rows of a store's file that can still be found, read without LMDB: a file with a damaged page
 * would end the process. Nobody may write the file meanwhile.
 */
export class FoundRows implements RowReads {
	readonly #descriptor: number;
	/** In key order. Bounded by the rows that the file has. */
	readonly #rows: readonly LeafEntry[];
	readonly #transaction: bigint | undefined;
	/** Pages that do not prove, and why; their rows may be missing. */
	readonly faults: readonly StoreError[];
	/** What keeps LMDB from the file although no row is missing for it. */
	readonly harmless: readonly StoreError[];

	/** @param file - is closed by `close` */
	constructor(file: string) {
		this.#descriptor = openOwn(file, 'read');
		const meta = readMeta(this.#descriptor);
		this.#transaction = meta?.transaction;
		const { size } = fstatSync(this.#descriptor);
		const pages = believable(meta, size);
		const found = new Map<string, LeafEntry>();
		const orphans = new Map<string, LeafEntry>();
		const faults: StoreError[] = [];
		const harmless: StoreError[] = [];
		visitRows(this.#descriptor, pages, pages.lastPage + 1, {
			entries: entries => entries.forEach(entry => found.set(nameOf(entry), entry)),
			orphans: entries => entries.forEach(entry => keepNewest(orphans, entry)),
			damaged: error => faults.push(error),
			unfree: error => harmless.push(error),
		});
		// What a tree leads to is the newest of its key.
		const rows = [...new Map([...orphans, ...found]).values()];
		this.#rows = rows.filter(({ key }) => isKey(key)).sort((a, b) => Buffer.compare(a.key, b.key));
		if (this.#rows.length < rows.length) {
			faults.push(strangeKey(rows.length - this.#rows.length));
		}

		this.faults = faults;
		this.harmless = harmless;
	}

	read<T>(key: Buffer, take: (bytes: Uint8Array) => T): T | undefined {
		const row = this.#rows[this.#at(key)];
		return row !== undefined && Buffer.compare(row.key, key) === 0
			? take(this.#value(row))
			: undefined;
	}

	copy(key: Buffer): Uint8Array | undefined {
		return this.read(key, bytes => bytes);
	}

	page(range: KeyRange, countMax: number): { key: Uint8Array; value: Uint8Array }[] {
		return this.#within(range, countMax).map(row => ({ key: row.key, value: this.#value(row) }));
	}

	keys(range: KeyRange): Uint8Array[] {
		return this.#within(range, Infinity).map(({ key }) => key);
	}

	/** Whether the file was written since, so that what was found may belong to several commits. */
	isWritten(): boolean {
		return readMeta(this.#descriptor)?.transaction !== this.#transaction;
	}

	close(): void {
		closeSync(this.#descriptor);
	}

	#within({ start, end }: KeyRange, countMax: number): readonly LeafEntry[] {
		const from = this.#at(start);
		return this.#rows.slice(from, Math.min(this.#at(end), from + countMax));
	}

	/** The place of the first row whose key is not less. */
	#at(key: Uint8Array): number {
		let low = 0;
		let high = this.#rows.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (Buffer.compare(this.#rows[middle]!.key, key) < 0) {
				low = middle + 1;
			} else {
				high = middle;
			}
		}

		return low;
	}

	#value({ valueAt, valueBytes }: LeafEntry): Uint8Array {
		const bytes = Buffer.alloc(valueBytes);
		readSync(this.#descriptor, bytes, 0, valueBytes, valueAt);
		return bytes;
	}
}

function nameOf({ key }: LeafEntry): string {
	return Buffer.from(key).toString('latin1');
}

function strangeKey(count: number): StoreError {
	return new StoreError('row-damaged', `${count} rows have keys of no kind that a store has`);
}

function keepNewest(orphans: Map<string, LeafEntry>, entry: LeafEntry): void {
	const name = nameOf(entry);
	const known = orphans.get(name);
	if (known === undefined || known.transaction < entry.transaction) {
		orphans.set(name, entry);
	}
}

/** What a meta page says, as far as the file can be so. */
function believable(meta: Meta | undefined, fileBytes: number): Meta {
	const stated = meta?.pageBytes ?? 0;
	const isSize =
		stated >= pageBytesSmallest &&
		stated <= pageBytesLargest &&
		Number.isInteger(Math.log2(stated));
	const pageBytes = isSize ? stated : usualPageBytes;
	const noPages = { depth: 0, branchCount: 0, leafCount: 0, largeCount: 0 };
	const none = { root: 0, entryCount: 0, ...noPages, hasNumbers: false };
	return {
		pageBytes,
		lastPage: Math.floor(fileBytes / pageBytes) - 1,
		transaction: meta?.transaction ?? 0n,
		// A root that is no page of a tree makes the walk look through the whole file.
		trees: meta?.trees ?? [none, none],
	};
}
