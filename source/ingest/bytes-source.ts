import { createHash } from 'node:crypto';
import { SourceError } from './source.ts';
import type { ListedObject, ObjectSource } from './source.ts';

/** One object that is in memory already. */
export class BytesSource implements ObjectSource {
	readonly title: string;
	readonly listsWhole = true;
	readonly #bytes: Uint8Array;
	readonly #object: ListedObject;

	/**
	 * @param name - its key
	 * @param atMs - when it was read, ms since the epoch
	 */
	constructor(name: string, bytes: Uint8Array, atMs: number) {
		this.title = name;
		this.#bytes = bytes;
		this.#object = {
			key: name,
			etag: createHash('sha256').update(bytes).digest('hex').slice(0, 32),
			sizeBytes: bytes.byteLength,
			lastModifiedMs: Math.floor(atMs),
			storageClass: undefined,
			isNamed: true,
		};
	}

	async *list(
		prefix: string,
		startAfter: string | undefined,
	): AsyncGenerator<readonly ListedObject[]> {
		const { key } = this.#object;
		if (key.startsWith(prefix) && (startAfter === undefined || key > startAfter)) {
			yield [this.#object];
		}
	}

	folders(): Promise<readonly string[]> {
		return Promise.resolve([]);
	}

	get({ key, etag }: ListedObject): Promise<Uint8Array> {
		return etag === this.#object.etag
			? Promise.resolve(this.#bytes)
			: Promise.reject(
					new SourceError(
						'changed',
						`${key} is another one than before`,
						'it is read again by itself',
					),
				);
	}

	nowMs(): undefined {
		return undefined;
	}

	async close(): Promise<void> {}
}
