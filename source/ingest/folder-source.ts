import { closeSync, fstatSync, openSync, readFileSync, watch as watchFolder } from 'node:fs';
import type { Dirent, Stats } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SourceError } from './source.ts';
import type { ListedObject, ObjectSource } from './source.ts';
import { messageOf } from '../text/error-message.ts';

const pageObjectsMax = 1000;
const statsAtOnceMax = 32;
const smallBytesMax = 1 << 20;

/** A folder of delivered files, in S3's key layout or any other layout. */
export class FolderSource implements ObjectSource {
	readonly title: string;
	readonly listsWhole = true;
	readonly #path: string;

	/** @param path - a folder, or one file */
	constructor(path: string) {
		this.#path = path;
		this.title = path;
	}

	async *list(
		prefix: string,
		startAfter: string | undefined,
		signal: AbortSignal,
	): AsyncGenerator<readonly ListedObject[]> {
		let keys: string[] = [];
		for await (const key of this.#keys(prefix, startAfter, signal)) {
			keys.push(key);
			if (keys.length === pageObjectsMax) {
				yield await this.#describe(keys);
				keys = [];
			}
		}

		if (keys.length > 0) {
			yield await this.#describe(keys);
		}
	}

	async folders(prefix: string, signal: AbortSignal): Promise<readonly string[]> {
		signal.throwIfAborted();
		const entries = await this.#entries(prefix);
		return entries.filter(entry => entry.isFolder).map(entry => entry.name);
	}

	async get(object: ListedObject, signal: AbortSignal): Promise<Uint8Array> {
		const path = await this.#pathOf(object.key);
		try {
			const isSmall = object.sizeBytes <= smallBytesMax;
			const { bytes, stats } = isSmall ? readSmall(path) : await readLarge(path, signal);
			if (etagOf(stats) !== object.etag) {
				throw new SourceError(
					'changed',
					`${object.key} changed while it was read`,
					'it is read again by itself',
				);
			}

			return bytes;
		} catch (error) {
			signal.throwIfAborted();
			throw codeOf(error) === 'ENOENT' ? goneError(object.key, error) : toSourceError(error, path);
		}
	}

	nowMs(): undefined {
		return undefined;
	}

	watch(changed: () => void): () => void {
		try {
			const watcher = watchFolder(this.#path, { recursive: true, persistent: false }, changed);
			// The kernel's limit of watches was reached: polling finds the changes instead.
			watcher.on('error', () => watcher.close());
			return () => watcher.close();
		} catch {
			return () => {};
		}
	}

	async close(): Promise<void> {}

	/**
	 * Walks depth first, so that the keys come in S3's order: by UTF-8 bytes, with folders as
	 * `name/`.
	 */
	async *#keys(
		prefix: string,
		startAfter: string | undefined,
		signal: AbortSignal,
		folder = '',
	): AsyncGenerator<string> {
		signal.throwIfAborted();
		for (const { name, isFolder } of await this.#entries(folder)) {
			const key = `${folder}${name}`;
			const isBefore = startAfter !== undefined && compareKeys(key, startAfter) <= 0;
			if (isFolder) {
				const mayHold = key.startsWith(prefix) || prefix.startsWith(key);
				if (mayHold && (!isBefore || startAfter?.startsWith(key))) {
					yield* this.#keys(prefix, startAfter, signal, key);
				}
			} else if (!isBefore && key.startsWith(prefix)) {
				yield key;
			}
		}
	}

	async #entries(folder: string): Promise<{ readonly name: string; readonly isFolder: boolean }[]> {
		let entries: Dirent[];
		const path = join(this.#path, folder);
		try {
			entries = await readdir(path, { withFileTypes: true });
		} catch (error) {
			if (codeOf(error) === 'ENOTDIR' && folder === '') {
				return [{ name: basename(this.#path), isFolder: false }];
			}

			// A folder that was removed during the walk counts as empty, but not the root.
			if (codeOf(error) === 'ENOENT' && folder !== '') {
				return [];
			}

			throw toSourceError(error, path);
		}

		return entries
			.filter(
				entry =>
					!entry.name.startsWith('.') &&
					(entry.isFile() || entry.isDirectory() || entry.isSymbolicLink()),
			)
			.map(entry => ({
				name: entry.isDirectory() ? `${entry.name}/` : entry.name,
				isFolder: entry.isDirectory(),
			}))
			.sort((a, b) => compareKeys(a.name, b.name));
	}

	async #describe(keys: readonly string[]): Promise<readonly ListedObject[]> {
		const objects: ListedObject[] = [];
		for (let at = 0; at < keys.length; at += statsAtOnceMax) {
			const part = keys.slice(at, at + statsAtOnceMax);
			const described = await Promise.all(part.map(key => this.#describeOne(key)));
			objects.push(...described.filter(object => object !== undefined));
		}

		return objects;
	}

	async #describeOne(key: string): Promise<ListedObject | undefined> {
		try {
			const stats = await stat(await this.#pathOf(key));
			return stats.isFile()
				? {
						key,
						etag: etagOf(stats),
						sizeBytes: stats.size,
						lastModifiedMs: Math.floor(stats.mtimeMs),
						storageClass: undefined,
					}
				: undefined;
		} catch {
			// Removed since it was listed, or a broken link.
			return undefined;
		}
	}

	async #pathOf(key: string): Promise<string> {
		const isFile = key === basename(this.#path) && (await stat(this.#path)).isFile();
		return isFile ? this.#path : join(this.#path, key);
	}
}

/**
 * Synchronous on purpose: four calls in a row cost a tenth of four asynchronous calls through the
 * thread pool.
 */
function readSmall(path: string): { readonly bytes: Uint8Array; readonly stats: Stats } {
	const file = openSync(path, 'r');
	try {
		const bytes = readFileSync(file);
		return { bytes, stats: fstatSync(file) };
	} finally {
		closeSync(file);
	}
}

async function readLarge(path: string, signal: AbortSignal) {
	return { bytes: await readFile(path, { signal }), stats: await stat(path) };
}

function etagOf(stats: Stats): string {
	return `${stats.size.toString(36)}-${Math.floor(stats.mtimeMs).toString(36)}`;
}

/** S3 orders keys by UTF-8 bytes; JavaScript's `<` compares UTF-16 code units, which differs. */
export function compareKeys(a: string, b: string): number {
	return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** The error for one removed file, which says nothing about the other files. */
function goneError(key: string, cause: unknown): SourceError {
	return new SourceError('not-found', `${key} was removed`, 'nothing can be read of it any more', {
		cause,
	});
}

function toSourceError(error: unknown, path: string): SourceError {
	if (error instanceof SourceError) {
		return error;
	}

	const code = codeOf(error);
	if (code === 'ENOENT') {
		return new SourceError(
			'no-bucket',
			`there is no ${path}`,
			'check the path that `--from` or the configuration names',
			{ cause: error },
		);
	}

	if (code === 'EACCES' || code === 'EPERM') {
		return new SourceError('denied', `${path} may not be read`, 'give this user read access', {
			cause: error,
		});
	}

	const message = messageOf(error);
	return new SourceError('other', `${path}: ${message}`, 'check the disk; it is tried again', {
		cause: error,
	});
}
