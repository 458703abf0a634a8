import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { orUndefined, writeWhole } from '../write-whole.ts';
import type { FeedState } from './feed-state.ts';
import { readFeedState } from './feed-state.ts';

/**
 * The last good copy of each feed and the data for its next request; all of it can be fetched
 * again.
 */
export class FeedCache {
	readonly #dir: string;

	constructor(dir: string) {
		this.#dir = dir;
	}

	async state(name: string, url: string): Promise<FeedState | undefined> {
		const text = await orUndefined(readFile(this.#stateFile(name), 'utf8'));
		return text === undefined ? undefined : readFeedState(text, url);
	}

	async content(name: string): Promise<Uint8Array | undefined> {
		return await orUndefined(readFile(this.#contentFile(name)));
	}

	async writeState(name: string, state: FeedState): Promise<void> {
		await writeWhole(this.#stateFile(name), [`${JSON.stringify(state, null, '\t')}\n`]);
	}

	async writeContent(name: string, bytes: Uint8Array): Promise<void> {
		await writeWhole(this.#contentFile(name), [bytes]);
	}

	async remove(name: string): Promise<void> {
		await rm(this.#stateFile(name), { force: true });
		await rm(this.#contentFile(name), { force: true });
	}

	#stateFile(name: string): string {
		return join(this.#dir, `${name}.json`);
	}

	#contentFile(name: string): string {
		return join(this.#dir, `${name}.content`);
	}
}
