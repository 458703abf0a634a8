import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A saved file is noticed within this many ms, which is about as long as it takes to look up. */
const lookEveryMs = 1_000;
/** Files that are watched; a folder with more is not a folder of dashboards. */
const filesMax = 200;

/**
 * Tells when something in the person's folder of dashboards has changed. It polls names, sizes and
 * modification times instead of using file system events: that works on every file system, and also
 * when the folder is created later.
 */
export class LayoutWatch {
	readonly #dir: string;
	readonly #onChange: () => Promise<void>;
	#known: string | undefined;
	#timer: NodeJS.Timeout | undefined;
	#looking: Promise<void> | undefined;

	constructor(configDir: string, onChange: () => Promise<void>) {
		this.#dir = join(configDir, 'layouts');
		this.#onChange = onChange;
	}

	start(): void {
		this.#timer ??= setInterval(() => void this.look(), lookEveryMs);
		void this.look();
	}

	async stop(): Promise<void> {
		clearInterval(this.#timer);
		this.#timer = undefined;
		await this.#looking;
	}

	/** Polls once. The first call only remembers the state. */
	async look(): Promise<void> {
		this.#looking ??= this.#look().finally(() => {
			this.#looking = undefined;
		});
		await this.#looking;
	}

	async #look(): Promise<void> {
		const found = await this.#stamp();
		const isNew = this.#known !== undefined && this.#known !== found;
		this.#known = found;
		if (isNew) {
			await this.#onChange();
		}
	}

	async #stamp(): Promise<string> {
		const names = await readdir(this.#dir).catch((): string[] => []);
		const files = names.filter(name => /\.ya?ml$/.test(name)).sort();
		const stamps = await Promise.all(
			files.slice(0, filesMax).map(async name => {
				const facts = await stat(join(this.#dir, name)).catch(() => undefined);
				return `${name} ${facts?.size} ${facts?.mtimeMs} ${facts?.ino}`;
			}),
		);
		return stamps.join('\n');
	}
}
