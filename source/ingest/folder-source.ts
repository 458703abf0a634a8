import { closeSync, fstatSync, openSync, readFileSync, watch as watchFolder } from 'node:fs';
import type { Dirent, Stats } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { SourceError } from './source.ts';
import { describeUnreachable, refuseNoFile, unreachable } from './unreachable-file.ts';
import type { ListedObject, ObjectSource } from './source.ts';
import { messageOf } from '../text/error-message.ts';

const pageObjectsMax = 1000;
const statsAtOnceMax = 32;
const smallBytesMax = 1 << 20;
const hiddenLog = /^\..*\.(?:json|jsonl|ndjson|log|gz|zst)(?:[^a-z]|$)/i;

interface Entry {
	/** Of a folder, with `/` at its end. */
	readonly name: string;
	readonly isFolder: boolean;
	readonly isLink: boolean;
}

/** A folder on the way of a walk. */
interface Step {
	readonly key: string;
	/** The path without links. */
	readonly realPath: string;
	/** Whether a link led out of the source on the way. */
	readonly isOutside: boolean;
}

/** A walk of all keys or a part of them. */
interface Walk {
	readonly prefix: string;
	readonly startAfter: string | undefined;
	readonly signal: AbortSignal;
	readonly rootPath: string;
	/** Real paths outside of the source that were walked. Bounded by the folders that there are. */
	readonly visited: Set<string>;
}

/**
 * A folder of delivered files, in S3's key layout or any other layout. Links to folders are
 * followed, and no folder is walked twice.
 */
export class FolderSource implements ObjectSource {
	readonly title: string;
	readonly listsWhole = true;
	readonly #path: string;
	/** Keys of folders that the last walk could not list; bounded by the folders that there are. */
	readonly #denied = new Set<string>();
	/** How many files that may be logs are hidden in which folder; bounded by the folders that there are. */
	readonly #hidden = new Map<string, number>();

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
		const rootPath = await realpath(this.#path).catch(() => this.#path);
		const walk = { prefix, startAfter, signal, rootPath, visited: new Set<string>() };
		for await (const key of this.#keys(walk, { key: '', realPath: rootPath, isOutside: false })) {
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
		const reason = unreachable[object.etag];
		if (reason !== undefined) {
			throw new SourceError('denied', `${object.key} ${reason.found}`, reason.next);
		}

		const path = await this.#pathOf(object.key);
		try {
			const isSmall = object.sizeBytes <= smallBytesMax;
			const bytes = isSmall ? readSmall(path, object) : await readLarge(path, object, signal);
			if (bytes === undefined) {
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

	/** Keys of folders below the root that may not be read, as far as listings met them, in order. */
	deniedFolders(): readonly string[] {
		return [...this.#denied].sort(compareKeys);
	}

	/** Files such as those that rsync has not finished are hidden, and no logs yet. */
	leftAside(): Readonly<Record<string, number>> {
		const count = [...this.#hidden.values()].reduce((sum, hidden) => sum + hidden, 0);
		return count === 0 ? {} : { 'hidden files': count };
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
	async *#keys(walk: Walk, folder: Step): AsyncGenerator<string> {
		const { prefix, startAfter } = walk;
		walk.signal.throwIfAborted();
		for (const entry of await this.#entries(folder.key)) {
			const key = `${folder.key}${entry.name}`;
			const isBefore = startAfter !== undefined && compareKeys(key, startAfter) <= 0;
			if (entry.isFolder) {
				const mayHold = key.startsWith(prefix) || prefix.startsWith(key);
				const isWanted = mayHold && (!isBefore || startAfter?.startsWith(key));
				const step = isWanted ? await this.#stepInto(walk, folder, entry) : undefined;
				if (step !== undefined) {
					yield* this.#keys(walk, step);
				}
			} else if (!isBefore && key.startsWith(prefix)) {
				yield key;
			}
		}
	}

	/** Undefined for a folder that the walk comes to, or came to, on another way. */
	async #stepInto(walk: Walk, from: Step, entry: Entry): Promise<Step | undefined> {
		const key = `${from.key}${entry.name}`;
		if (!entry.isLink && !from.isOutside) {
			return { key, realPath: join(from.realPath, entry.name), isOutside: false };
		}

		const realPath = entry.isLink
			? await realpath(join(this.#path, key)).catch(() => undefined)
			: join(from.realPath, entry.name.slice(0, -1));
		if (realPath === undefined || isWalkedAnyway(realPath, walk.rootPath)) {
			return undefined;
		}

		const isNew = !walk.visited.has(realPath);
		walk.visited.add(realPath);
		return isNew ? { key, realPath, isOutside: true } : undefined;
	}

	async #entries(folder: string): Promise<readonly Entry[]> {
		let entries: Dirent[];
		const path = join(this.#path, folder);
		try {
			entries = await readdir(path, { withFileTypes: true });
			this.#denied.delete(folder);
		} catch (error) {
			const code = codeOf(error);
			if (code === 'ENOTDIR' && folder === '') {
				await refuseNoFile(this.#path);
				return [{ name: basename(this.#path), isFolder: false, isLink: false }];
			}

			if (folder !== '' && (code === 'EACCES' || code === 'EPERM')) {
				this.#denied.add(folder);
				return [];
			}

			// A folder that was removed during the walk counts as empty, but not the root.
			if (code === 'ENOENT' && folder !== '') {
				this.#denied.delete(folder);
				return [];
			}

			throw toSourceError(error, path);
		}

		this.#noteHidden(folder, entries);
		const found: Entry[] = [];
		for (const entry of entries) {
			const isLink = entry.isSymbolicLink();
			const what = isLink ? await followed(join(path, entry.name)) : entry;
			const isFolder = what !== 'nowhere' && what?.isDirectory() === true;
			// A link that leads nowhere is listed so that it is counted.
			const isFile = what === 'nowhere' || what?.isFile() === true;
			if (!entry.name.startsWith('.') && (isFolder || isFile)) {
				found.push({ name: isFolder ? `${entry.name}/` : entry.name, isFolder, isLink });
			}
		}

		return found.sort((a, b) => compareKeys(a.name, b.name));
	}

	#noteHidden(folder: string, entries: readonly Dirent[]): void {
		const count = entries.filter(entry => hiddenLog.test(entry.name) && entry.isFile()).length;
		if (count > 0) {
			this.#hidden.set(folder, count);
		} else {
			this.#hidden.delete(folder);
		}
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
		const path = await this.#pathOf(key).catch(() => join(this.#path, key));
		try {
			const stats = await stat(path);
			return stats.isFile()
				? {
						key,
						etag: etagOf(stats),
						sizeBytes: stats.size,
						lastModifiedMs: Math.floor(stats.mtimeMs),
						storageClass: undefined,
						...(path === this.#path ? { isNamed: true as const } : {}),
					}
				: undefined;
		} catch {
			return await describeUnreachable(key, path);
		}
	}

	async #pathOf(key: string): Promise<string> {
		const isFile = key === basename(this.#path) && (await stat(this.#path)).isFile();
		return isFile ? this.#path : join(this.#path, key);
	}
}

/** What a link leads to; undefined when it leads round in a circle, or may not be followed. */
async function followed(path: string): Promise<Stats | 'nowhere' | undefined> {
	try {
		return await stat(path);
	} catch (error) {
		return codeOf(error) === 'ENOENT' ? 'nowhere' : undefined;
	}
}

/**
 * Whether a walk reaches a folder without links: it lies in the source, and in no hidden folder of
 * it, which a walk leaves out.
 */
function isWalkedAnyway(realPath: string, rootPath: string): boolean {
	const path = relative(rootPath, realPath);
	return path === '' || !path.split(sep).some(part => part.startsWith('.'));
}

/**
 * Undefined when it is not the listed one. Synchronous on purpose: five calls in a row cost a tenth
 * of five asynchronous calls through the thread pool.
 */
function readSmall(path: string, object: ListedObject): Uint8Array | undefined {
	const file = openSync(path, 'r');
	try {
		const before = fstatSync(file);
		// One that has grown is not read: its size has no bound.
		if (etagOf(before) !== object.etag) {
			return undefined;
		}

		const bytes = readFileSync(file);
		return isSame(before, fstatSync(file), bytes) ? bytes : undefined;
	} finally {
		closeSync(file);
	}
}

/** Undefined when it is not the listed one. */
async function readLarge(
	path: string,
	object: ListedObject,
	signal: AbortSignal,
): Promise<Uint8Array | undefined> {
	const file = await open(path, 'r');
	try {
		const before = await file.stat();
		if (etagOf(before) !== object.etag) {
			return undefined;
		}

		const bytes = await file.readFile({ signal });
		return isSame(before, await file.stat(), bytes) ? bytes : undefined;
	} finally {
		await file.close();
	}
}

/** Whoever writes a file can set its time of change back, but not the time of that. */
function isSame(before: Stats, after: Stats, bytes: Uint8Array): boolean {
	return (
		bytes.length === before.size &&
		etagOf(after) === etagOf(before) &&
		after.ctimeMs === before.ctimeMs
	);
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

/** A file in the place of a folder, and a name longer than names are, will not appear later. */
const isNowhere: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']);

function toSourceError(error: unknown, path: string): SourceError {
	if (error instanceof SourceError) {
		return error;
	}

	const code = codeOf(error);
	if (code !== undefined && isNowhere.has(code)) {
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
