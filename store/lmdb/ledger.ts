import { createHash } from 'node:crypto';
import type { LedgerRow } from '../store.ts';
import type { Batch, LmdbEnvironment } from './environment.ts';
import { ledgerBytesIn, ledgerKeyOf } from './keys.ts';
import { decodeJson, encodeJson } from './rows.ts';

/**
 * LMDB's keys have at most 1,978 bytes. In longer keys the rest is hashed, and the value contains
 * the whole key.
 */
const plainKeyBytesMax = 1_900;
const pageRowsMax = 1_000;

/** The value for a key that is too long for LMDB. */
interface LongRow {
	readonly longKey: string;
	readonly value: unknown;
}

export function putLedgerRow(batch: Batch, row: LedgerRow): void {
	const { key, isLong } = storedKey(row.key);
	if (row.value === undefined) {
		batch.remove(key);
		return;
	}

	const long: LongRow = { longKey: row.key, value: row.value };
	batch.put(key, encodeJson(isLong ? long : row.value, key));
}

export function ledgerValue(environment: LmdbEnvironment, key: string): unknown {
	const stored = storedKey(key);
	return environment.read(stored.key, bytes => rowFrom(stored.key, bytes).value);
}

/**
 * Rows with `from <= key < to` in the order of their UTF-8 bytes; keys that agree in their first
 * 1,900 bytes come in no particular order. Reads page by page, so that no transaction stays open
 * while the caller works; a row written meanwhile may or may not be seen.
 */
export function* ledgerRows(
	environment: LmdbEnvironment,
	from: string,
	to: string,
): Generator<LedgerRow, void, void> {
	const last = Buffer.from(to);
	let start: Buffer = ledgerKeyOf(Buffer.from(from).subarray(0, plainKeyBytesMax));
	// A long key at the end of the range may sort after its shortened bound, so whole keys are
	// compared.
	const end = Buffer.concat([
		ledgerKeyOf(last.subarray(0, plainKeyBytesMax)),
		Buffer.alloc(last.length > plainKeyBytesMax ? 64 : 0, 0xff),
	]);
	for (;;) {
		const page = environment.page({ start, end }, pageRowsMax);
		for (const { key, value } of page) {
			const row = rowFrom(key, value);
			if (isWithin(row.key, from, last)) {
				yield row;
			}
		}

		const lastKey = page.at(-1)?.key;
		if (lastKey === undefined || page.length < pageRowsMax) {
			return;
		}

		start = Buffer.concat([lastKey, Buffer.of(0)]);
	}
}

function isWithin(key: string, from: string, to: Buffer): boolean {
	const bytes = Buffer.from(key);
	return Buffer.compare(bytes, Buffer.from(from)) >= 0 && Buffer.compare(bytes, to) < 0;
}

/** @throws StoreError `row-damaged` */
export function rowFrom(key: Uint8Array, value: Uint8Array): LedgerRow {
	const plain = ledgerBytesIn(key);
	if (plain.byteLength > plainKeyBytesMax) {
		const long = decodeJson(value, key) as LongRow;
		return { key: long.longKey, value: long.value };
	}

	return { key: Buffer.from(plain).toString(), value: decodeJson(value, key) };
}

function storedKey(key: string): { readonly key: Buffer; readonly isLong: boolean } {
	const utf8 = Buffer.from(key);
	if (utf8.length <= plainKeyBytesMax) {
		return { key: ledgerKeyOf(utf8), isLong: false };
	}

	const hash = createHash('sha256').update(utf8).digest();
	return {
		key: ledgerKeyOf(Buffer.concat([utf8.subarray(0, plainKeyBytesMax), hash])),
		isLong: true,
	};
}
