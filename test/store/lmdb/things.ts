import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openReader, openWriter } from '../../../store/index.ts';
import type { ReaderOptions, StoreSnapshot, WriterOptions } from '../../../store/index.ts';
import { schema } from './objects.ts';
import type { AnyRecord } from './objects.ts';

export * from './objects.ts';

/** An empty directory that goes with the test. */
export function tempDir(): string {
	const dir = mkdtempSync(join(tmpdir(), 'store-'));
	onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
	return dir;
}

/** The compact forms of all records, sorted: what is in the store, whatever its segments. */
export function rawsOf(snapshot: StoreSnapshot): string[] {
	return snapshot.segments
		.flatMap(segment => Array.from({ length: segment.rowCount }, (_, row) => segment.raw(row)))
		.sort();
}

export function textsOf(records: readonly AnyRecord[]): string[] {
	return records.map(record => JSON.stringify(record)).sort();
}

/** Closed with the test. */
export async function writerOf(options: Partial<WriterOptions> & { readonly dir: string }) {
	const writer = await openWriter({ schema, ...options });
	onTestFinished(() => writer.close());
	return writer;
}

/** Closed with the test. */
export async function readerOf(options: Partial<ReaderOptions> & { readonly dir: string }) {
	const reader = await openReader({ schema, ...options });
	onTestFinished(() => reader.close());
	return reader;
}
