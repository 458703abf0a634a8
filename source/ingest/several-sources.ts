import { compareKeys } from './folder-source.ts';
import { SourceError } from './source.ts';
import type { ListedObject, ObjectSource } from './source.ts';

/** One of several sources that are read as one. */
export interface Part {
	/** Stands before its keys; ends in `/`. */
	readonly label: string;
	/** Its only key, without the label; undefined: it has all that begin with the label. */
	readonly only: string | undefined;
	readonly source: ObjectSource;
}

/**
 * Several sources that list whole, such as folders and files, as one. A key says which of them it is
 * from; of two that both have it, the one that has it alone reads it, else the first.
 */
export class SeveralSources implements ObjectSource {
	readonly title: string;
	readonly listsWhole = true;
	readonly #parts: readonly Part[];

	constructor(parts: readonly Part[]) {
		const first = ({ label, only = '' }: Part) => label + only;
		this.#parts = [...parts].sort((a, b) => compareKeys(first(a), first(b)));
		this.title = this.#parts.map(({ source }) => source.title).join(', ');
	}

	async *list(
		prefix: string,
		startAfter: string | undefined,
		signal: AbortSignal,
	): AsyncGenerator<readonly ListedObject[]> {
		for (const part of this.#parts) {
			const { label, source } = part;
			const isWithin = prefix.startsWith(label);
			if (!isWithin && !label.startsWith(prefix)) {
				continue;
			}

			const within = isWithin ? prefix.slice(label.length) : '';
			for await (const page of source.list(within, undefined, signal)) {
				yield page
					.map(object => ({ ...object, key: label + object.key }))
					.filter(
						({ key }) =>
							this.#partOf(key) === part &&
							(startAfter === undefined || compareKeys(key, startAfter) > 0),
					);
			}
		}
	}

	deniedFolders(): readonly string[] {
		return this.#parts.flatMap(({ label, source }) =>
			(source.deniedFolders?.() ?? []).map(folder => label + folder),
		);
	}

	leftAside(): Readonly<Record<string, number>> {
		const counts: Record<string, number> = {};
		for (const { source } of this.#parts) {
			for (const [what, count] of Object.entries(source.leftAside?.() ?? {})) {
				counts[what] = (counts[what] ?? 0) + count;
			}
		}

		return counts;
	}

	/** Those of a folder in one of them; above them there are none to choose from. */
	async folders(prefix: string, signal: AbortSignal): Promise<readonly string[]> {
		const part = this.#parts.find(
			({ label, only }) => only === undefined && prefix.startsWith(label),
		);
		return part === undefined ? [] : part.source.folders(prefix.slice(part.label.length), signal);
	}

	async get(object: ListedObject, signal: AbortSignal): Promise<Uint8Array> {
		const part = this.#partOf(object.key);
		if (part === undefined) {
			throw new SourceError(
				'not-found',
				`${object.key} is in none of ${this.title}`,
				'name the folder that it is in with --from',
			);
		}

		return part.source.get({ ...object, key: object.key.slice(part.label.length) }, signal);
	}

	nowMs(): undefined {
		return undefined;
	}

	watch(changed: () => void): () => void {
		const ends = this.#parts.flatMap(({ source }) => source.watch?.(changed) ?? []);
		return () => {
			for (const end of ends) {
				end();
			}
		};
	}

	async close(): Promise<void> {
		await Promise.all(this.#parts.map(({ source }) => source.close()));
	}

	#partOf(key: string): Part | undefined {
		return (
			this.#parts.find(({ label, only }) => only !== undefined && key === label + only) ??
			this.#parts.find(({ label, only }) => only === undefined && key.startsWith(label))
		);
	}
}
