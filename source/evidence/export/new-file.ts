import { createHash } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { UsageError } from '../../app/arguments.ts';
import { bytesOf } from './exact-text.ts';

const ownerReads = 0o600;
const chunkCharactersMax = 256 << 10;

/** Takes text in pieces; bytes that are no UTF-8 stand in it as `exactText` has them. */
export interface Sink {
	write(text: string): Promise<void>;
}

/** A new file that only its owner can read. */
export class NewFile implements Sink {
	readonly #path: string;
	readonly #handle: FileHandle;
	readonly #hash = createHash('sha256');
	#waiting: string[] = [];
	#waitingCharacters = 0;

	private constructor(path: string, handle: FileHandle) {
		this.#path = path;
		this.#handle = handle;
	}

	/** @throws UsageError when the file exists: nothing is ever overwritten */
	static async create(path: string): Promise<NewFile> {
		try {
			return new NewFile(path, await open(path, 'wx', ownerReads));
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
				throw new UsageError(
					`${path} is there already, and nothing is overwritten; name a new file`,
					{
						cause: error,
					},
				);
			}

			throw error;
		}
	}

	async write(text: string): Promise<void> {
		this.#waiting.push(text);
		this.#waitingCharacters += text.length;
		if (this.#waitingCharacters >= chunkCharactersMax) {
			await this.#flush();
		}
	}

	/** @returns SHA-256 of the whole file, in hex */
	async close(): Promise<string> {
		await this.#flush();
		await this.#handle.sync();
		await this.#handle.close();
		return this.#hash.digest('hex');
	}

	/** Removes the file after an error: an incomplete file could be mistaken for a complete one. */
	async remove(): Promise<void> {
		await this.#handle.close().catch(() => {});
		await unlink(this.#path).catch(() => {});
	}

	async #flush(): Promise<void> {
		const bytes = bytesOf(this.#waiting.join(''));
		this.#waiting = [];
		this.#waitingCharacters = 0;
		this.#hash.update(bytes);
		for (let at = 0; at < bytes.length;) {
			at += (await this.#handle.write(bytes, at)).bytesWritten;
		}
	}
}
