import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { LookupTable } from '../query/lookup-port.ts';
import { IntelError } from './errors.ts';
import type { PlaceDatabase } from './geo/place-database.ts';
import { databaseBytesMax, openPlaceDatabase } from './geo/place-database.ts';
import { contentBytesMax } from './format/inflate.ts';
import { judgementOf } from './indicator.ts';
import type { KeptIndicator } from './indicator.ts';
import { readKept } from './kept-file.ts';
import { keptEnding, sourceName } from './kept-store.ts';
import type { Tables } from './lookups.ts';
import type { PlaceRange, PlaceTables } from './place-table.ts';
import { placeTables } from './place-table.ts';
import { readGiven } from './take-over.ts';
import type { ThreatTables } from './threat-table.ts';
import { threatTables } from './threat-table.ts';
import { UserTables } from './user-table.ts';

/** Files of one kind that are read; a folder with more has another purpose. */
const filesMax = 200;
/** Ms between two checks of the files’ times when no refresh is requested. */
const lookEveryMs = 1_000;

/** The sources of the tables. */
export interface TableFiles {
	/** Indicators that are given directly. */
	readonly indicators: readonly KeptIndicator[];
	/** Places that are given directly. */
	readonly places: readonly PlaceRange[];
	/** Files that the user named, in any format. */
	readonly threatFiles: readonly string[];
	/** Folder of feeds and imports; undefined for none. */
	readonly threatsDir: string | undefined;
	/** MaxMind-format databases that the user named; they are asked before those of the folder. */
	readonly geoFiles: readonly string[];
	readonly geoDir: string | undefined;
	readonly tablesDir: string;
}

/**
 * Tables over files that may change while the program runs. A file is read when it is first needed,
 * and again when it has changed; no timer is involved. When a file can no longer be read, its last
 * good content stays in use.
 */
export class LiveTables implements Tables {
	readonly #threats: Watched<KeptIndicator[], ThreatTables | undefined>;
	readonly #places: Watched<PlaceDatabase, PlaceTables>;
	readonly #user: UserTables;

	/** @param clock - monotonic time in ms */
	constructor(files: TableFiles, clock: () => number = () => performance.now()) {
		this.#threats = new Watched({
			clock,
			given: files.threatFiles,
			dir: files.threatsDir,
			isOurs: name => name.endsWith(keptEnding),
			bytesMax: contentBytesMax,
			read: readIndicatorFile,
			make: (contents, version, stamps) => {
				const all = [...files.indicators, ...contents.flat()];
				// Only what comes from files alone is known by their stamps.
				const stamp = files.indicators.length === 0 ? stamps : undefined;
				return all.length === 0 ? undefined : threatTables(all, version, stamp);
			},
		});
		this.#places = new Watched({
			clock,
			given: files.geoFiles,
			dir: files.geoDir,
			isOurs: name => name.endsWith('.mmdb'),
			bytesMax: databaseBytesMax,
			read: (bytes, file) => ({ content: openPlaceDatabase(bytes, file), notes: [] }),
			make: (databases, version, stamps) => {
				const stamp = files.places.length === 0 ? stamps : undefined;
				return placeTables({ ranges: files.places, databases }, version, stamp);
			},
		});
		this.#user = new UserTables(files.tablesDir);
	}

	get threats(): ThreatTables | undefined {
		return this.#threats.current();
	}

	get geo(): LookupTable | undefined {
		return this.#places.current().geo;
	}

	get asn(): LookupTable | undefined {
		return this.#places.current().asn;
	}

	user(path: string): LookupTable | { readonly missing: string } {
		return this.#user.table(path);
	}

	/** Names of the user's tables. */
	names(): readonly string[] {
		return this.#user.names();
	}

	/** Checks the files now. The result grows whenever indicators or places have changed. */
	refresh(): number {
		return this.#threats.look() + this.#places.look();
	}

	/**
	 * Reads the files that the user named.
	 *
	 * @returns one line for each file that cannot be used
	 */
	checkGiven(): readonly string[] {
		return [...this.#threats.checkGiven(), ...this.#places.checkGiven()];
	}

	/** What could not be read or was left out, one line for each. */
	get notes(): readonly string[] {
		return [...this.#threats.notes, ...this.#places.notes];
	}
}

interface WatchedOptions<Content, Made> {
	readonly clock: () => number;
	readonly given: readonly string[];
	readonly dir: string | undefined;
	isOurs(name: string): boolean;
	readonly bytesMax: number;
	/** @throws IntelError when the file cannot be used */
	read(
		bytes: Uint8Array,
		file: string,
		isGiven: boolean,
		modifiedMs: number,
	): { readonly content: Content; readonly notes: readonly string[] };
	/** @param stamps - name, time and size of the files */
	make(contents: readonly Content[], version: number, stamps: string | undefined): Made;
}

interface ReadFile<Content> {
	readonly stamp: string;
	readonly content: Content | undefined;
	readonly notes: readonly string[];
}

/** Files of one kind and the value made from them, which is made again when a file changes. */
class Watched<Content, Made> {
	readonly #options: WatchedOptions<Content, Made>;
	#files = new Map<string, ReadFile<Content>>();
	#made: { readonly value: Made } | undefined;
	#version = 0;
	#lookedMs = Number.NEGATIVE_INFINITY;
	#stamps: string | undefined;
	#leftCount = 0;

	constructor(options: WatchedOptions<Content, Made>) {
		this.#options = options;
	}

	get notes(): readonly string[] {
		const { dir } = this.#options;
		const left = this.#leftCount > 0 ? [`${this.#leftCount} files of ${dir} were left out`] : [];
		return [...[...this.#files.values()].flatMap(file => file.notes), ...left];
	}

	checkGiven(): readonly string[] {
		const { given } = this.#options;
		if (given.length > 0) {
			this.current();
		}

		return given.flatMap(file => {
			const read = this.#files.get(file);
			return read?.content === undefined ? (read?.notes ?? [`${file} is gone`]) : [];
		});
	}

	current(): Made {
		if (this.#made === undefined || this.#options.clock() - this.#lookedMs >= lookEveryMs) {
			this.look();
		}

		this.#made ??= { value: this.#read() };
		return this.#made.value;
	}

	/** Detects changes without reading the files. */
	look(): number {
		this.#lookedMs = this.#options.clock();
		const stamps = this.#list()
			.map(([file, { stamp }]) => `${file} ${stamp}`)
			.join('\n');
		if (stamps !== this.#stamps) {
			this.#stamps = stamps;
			this.#made = undefined;
			this.#version++;
		}

		return this.#version;
	}

	#read(): Made {
		const { make } = this.#options;
		const files = new Map<string, ReadFile<Content>>();
		for (const [file, found] of this.#list()) {
			const known = this.#files.get(file);
			files.set(file, known?.stamp === found.stamp ? known : this.#readFile(file, found, known));
		}

		this.#files = files;
		const contents = [...files.values()].flatMap(({ content }) =>
			content === undefined ? [] : [content],
		);
		return make(contents, this.#version, this.#stamps);
	}

	#readFile(file: string, found: Found, known: ReadFile<Content> | undefined): ReadFile<Content> {
		const { read, bytesMax } = this.#options;
		const { stamp, size, isGiven, modifiedMs } = found;
		try {
			if (size > bytesMax) {
				throw new IntelError(
					'feed-too-large',
					`${file} is larger than ${Math.round(bytesMax / 1024 / 1024)} MiB`,
					'take a part of it',
				);
			}

			return { stamp, ...read(readFileSync(file), file, isGiven, modifiedMs) };
		} catch (error) {
			const note = error instanceof IntelError ? error.message : `${file}: ${String(error)}`;
			const kept = known?.content === undefined ? '' : '; what was read before stays';
			return { stamp, content: known?.content, notes: [`${note}${kept}`] };
		}
	}

	#list(): readonly (readonly [file: string, found: Found])[] {
		const { given, dir, isOurs } = this.#options;
		const names = dir === undefined ? [] : namesIn(dir).filter(isOurs).sort();
		this.#leftCount = Math.max(0, names.length - filesMax);
		const inDir = names.slice(0, filesMax).map(name => join(dir ?? '', name));
		return [
			...given.map(file => [file, true] as const),
			...inDir.map(file => [file, false] as const),
		].flatMap(([file, isGiven]) => {
			const stat = statSync(file, { throwIfNoEntry: false });
			if (stat === undefined) {
				return [];
			}

			const { mtimeMs, size, ino } = stat;
			const stamp = `${mtimeMs} ${size} ${ino}`;
			return [[file, { stamp, size, isGiven, modifiedMs: mtimeMs }] as const];
		});
	}
}

interface Found {
	readonly stamp: string;
	readonly size: number;
	readonly isGiven: boolean;
	readonly modifiedMs: number;
}

function namesIn(dir: string): readonly string[] {
	try {
		return readdirSync(dir);
	} catch {
		// A missing folder counts as empty.
		return [];
	}
}

/** A file of our own format, or a file of the user in any format. */
function readIndicatorFile(
	bytes: Uint8Array,
	file: string,
	isGiven: boolean,
	modifiedMs: number,
): { readonly content: KeptIndicator[]; readonly notes: readonly string[] } {
	if (!isGiven) {
		const kept = readKept(new TextDecoder().decode(bytes), file);
		return { content: [...kept.indicators], notes: [] };
	}

	const importedMs = Math.floor(modifiedMs);
	const { indicators, notes } = readGiven(bytes, judgementOf(sourceName(basename(file))));
	if (indicators.length === 0) {
		throw new IntelError(
			'feed-malformed',
			`there is no indicator in ${file}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`,
			'give a list of addresses, CSV, JSON lines, STIX or MISP',
		);
	}

	return {
		content: indicators.map(indicator => ({
			...indicator,
			firstImportedMs: importedMs,
			lastSeenMs: importedMs,
			withdrawnMs: undefined,
		})),
		notes: notes.map(note => `${file}: ${note}`),
	};
}
