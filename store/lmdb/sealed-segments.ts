import { StoreError } from '../errors.ts';
import { IdentityIndex } from '../segment/identity-index.ts';
import { openSealed } from '../segment/sealed.ts';
import type { DecodedCache, GroupReader } from '../segment/sealed.ts';
import type { SegmentView } from '../segment/view.ts';
import type { RecordSchema } from '../store.ts';
import { chunkBytesMax } from './environment.ts';
import type { LmdbEnvironment } from './environment.ts';
import { catalogue, groupKey, headerKey, numberInKey } from './keys.ts';

/** Cached indexes, each about a megabyte. */
const identityIndexesMax = 64;

export interface SealedEntry {
	readonly segment: number;
	readonly view: SegmentView;
}

interface Window {
	readonly afterMs: number;
	readonly beforeMs: number;
	readonly entries: readonly SealedEntry[];
}

/** The sealed segments of a store as one thread has opened them. */
export class SealedSegments {
	readonly #environment: LmdbEnvironment;
	readonly #schema: RecordSchema;
	readonly #cache: DecodedCache;
	readonly #entries = new Map<number, SealedEntry>();
	/** Least recently used first. */
	readonly #indexes = new Map<number, IdentityIndex>();
	#recordCount = 0;
	/** Times strictly between two neighbouring edges are covered by the same segments. */
	#memo: Window | undefined;

	constructor(environment: LmdbEnvironment, schema: RecordSchema, cache: DecodedCache) {
		this.#environment = environment;
		this.#schema = schema;
		this.#cache = cache;
	}

	get count(): number {
		return this.#entries.size;
	}

	get recordCount(): number {
		return this.#recordCount;
	}

	entries(): IterableIterator<SealedEntry> {
		return this.#entries.values();
	}

	get(segment: number): SealedEntry | undefined {
		return this.#entries.get(segment);
	}

	/** Opens newly sealed segments and forgets those dropped since the last call. */
	synchronise(): void {
		const present = new Set(this.#environment.keys(catalogue).map(numberInKey));
		for (const segment of [...this.#entries.keys()]) {
			if (!present.has(segment)) {
				this.forget(segment);
			}
		}

		for (const segment of present) {
			if (!this.#entries.has(segment)) {
				this.#open(segment);
			}
		}
	}

	forget(segment: number): void {
		const entry = this.#entries.get(segment);
		if (entry !== undefined) {
			this.#entries.delete(segment);
			this.#indexes.delete(segment);
			this.#recordCount -= entry.view.rowCount;
			this.#memo = undefined;
		}
	}

	/** Segments whose time range contains `timeMs`, newest segment first. */
	covering(timeMs: number): readonly SealedEntry[] {
		const memo = this.#memo;
		if (memo !== undefined && timeMs > memo.afterMs && timeMs < memo.beforeMs) {
			return memo.entries;
		}

		let afterMs = -Infinity;
		let beforeMs = Infinity;
		const entries: SealedEntry[] = [];
		for (const entry of this.#entries.values()) {
			const { minTimeMs, maxTimeMs } = entry.view;
			for (const edgeMs of [minTimeMs, maxTimeMs]) {
				// An edge at exactly this time makes the window empty, so nothing is cached.
				afterMs = edgeMs <= timeMs ? Math.max(afterMs, edgeMs) : afterMs;
				beforeMs = edgeMs >= timeMs ? Math.min(beforeMs, edgeMs) : beforeMs;
			}

			if (minTimeMs <= timeMs && timeMs <= maxTimeMs) {
				entries.push(entry);
			}
		}

		entries.reverse();
		this.#memo = { afterMs, beforeMs, entries };
		return entries;
	}

	identities(entry: SealedEntry): IdentityIndex {
		const { segment, view } = entry;
		const make = () => new IdentityIndex(view, this.#schema);
		return recent(this.#indexes, segment, identityIndexesMax, make);
	}

	#open(segment: number): void {
		const header = this.#environment.copy(headerKey(segment));
		if (header === undefined) {
			return;
		}

		const view = openSealed(header, groupReader(this.#environment, segment), this.#cache);
		this.#entries.set(segment, { segment, view });
		this.#recordCount += view.rowCount;
		this.#memo = undefined;
	}
}

/** Reads the groups of a sealed segment, whose chunks it joins. */
export function groupReader(
	reads: Pick<LmdbEnvironment, 'read' | 'copy'>,
	segment: number,
): GroupReader {
	return <T>(name: string, take: (bytes: Uint8Array) => T): T => {
		const read = reads.read(groupKey(segment, name, 0), first =>
			first.byteLength < chunkBytesMax
				? { taken: take(first) }
				: { chunks: [first.slice()] as Uint8Array[] },
		);
		if (read === undefined) {
			throw new StoreError(
				'segment-damaged',
				`segment ${segment} has no group ${name}; it was dropped or is damaged`,
			);
		}

		if ('taken' in read) {
			return read.taken as T;
		}

		for (let chunk = 1; ; chunk++) {
			const next = reads.copy(groupKey(segment, name, chunk));
			if (next === undefined) {
				return take(Buffer.concat(read.chunks));
			}

			read.chunks.push(next);
		}
	};
}

/** The cached value of a key, created when it is missing; evicts the least recently used one. */
function recent<T>(known: Map<number, T>, key: number, countMax: number, make: () => T): T {
	const value = known.get(key) ?? make();
	known.delete(key);
	known.set(key, value);
	if (known.size > countMax) {
		const [oldest = key] = known.keys();
		known.delete(oldest);
	}

	return value;
}
