import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeptSource } from './kept-file.ts';
import { readKept, writeKept } from './kept-file.ts';
import { orUndefined, writeWhole } from './write-whole.ts';

/** File name extension of indicators in the data folder. */
export const keptEnding = '.indicators';

/** Stores the indicators of every source, one file per source. */
export class KeptStore {
	readonly dir: string;

	constructor(dir: string) {
		this.dir = dir;
	}

	async names(): Promise<readonly string[]> {
		const files = (await orUndefined(readdir(this.dir))) ?? [];
		return files
			.filter(file => file.endsWith(keptEnding))
			.map(file => file.slice(0, -keptEnding.length))
			.sort();
	}

	/** @throws IntelError when the file is damaged */
	async read(name: string): Promise<KeptSource | undefined> {
		const file = this.#file(name);
		const text = await orUndefined(readFile(file, 'utf8'));
		return text === undefined ? undefined : readKept(text, file);
	}

	async write(name: string, kept: KeptSource): Promise<void> {
		await writeWhole(this.#file(name), writeKept(kept));
	}

	/** @returns whether the source existed */
	async remove(name: string): Promise<boolean> {
		const isKnown = (await this.names()).includes(name);
		if (isKnown) {
			await rm(this.#file(name), { force: true });
		}

		return isKnown;
	}

	#file(name: string): string {
		return join(this.dir, `${sourceName(name)}${keptEnding}`);
	}
}

/** Makes a name that is safe as a file name and short enough to type. */
export function sourceName(text: string): string {
	const name = text
		.replaceAll(/[^\w.-]+/g, '-')
		.replace(/^[-.]+/, '')
		.slice(0, 64);
	return name === '' ? 'imported' : name;
}
