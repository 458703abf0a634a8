import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { LookupTable } from '../query/lookup-port.ts';
import type { Value } from '../query/value.ts';
import { csvRows } from './csv.ts';

/** Bytes of one table, which is kept in memory whole. */
const tableBytesMax = 64 * 1024 * 1024;
const tableRowsMax = 1_000_000;
/** Cached tables; the least recently used one is evicted. */
const tablesMax = 32;
/** Indexes of one table, one for each set of key columns that a query joined on. */
const indexesMax = 8;

/** Names that are offered. */
const namesMax = 200;

type Found = LookupTable | { readonly missing: string };

interface Held {
	readonly stamp: string;
	readonly table: Found;
}

/**
 * The user’s CSV and JSON files, found by the path in a query. A file is read again when it has
 * changed. When a table cannot be read, the reason is reported and the query continues without it.
 */
export class UserTables {
	readonly #dir: string;
	readonly #held = new Map<string, Held>();
	#version = 0;

	constructor(dir: string) {
		this.#dir = dir;
	}

	/** Names of the tables in the folder itself, at most `namesMax`. */
	names(): readonly string[] {
		try {
			return readdirSync(this.#dir)
				.filter(file => /\.(?:csv|json|tsv)$/i.test(file))
				.sort()
				.slice(0, namesMax)
				.map(file => file.replace(/\.[^.]*$/, ''));
		} catch {
			// There is no such folder before somebody makes it.
			return [];
		}
	}

	table(path: string): Found {
		const file = this.#fileOf(path);
		if (typeof file !== 'string') {
			return file;
		}

		const { size, mtimeMs, ino } = statSync(file);
		const stamp = `${size} ${mtimeMs} ${ino}`;
		const held = this.#held.get(file);
		this.#held.delete(file);
		const current = held?.stamp === stamp ? held : { stamp, table: this.#read(file, size) };
		this.#held.set(file, current);
		for (const oldest of this.#held.keys()) {
			if (this.#held.size <= tablesMax) {
				break;
			}

			this.#held.delete(oldest);
		}

		return current.table;
	}

	/**
	 * The file for a path. The path may omit the extension, and must not lead out of the folder.
	 */
	#fileOf(path: string): string | { readonly missing: string } {
		const wanted = path.replace(/^\/+/, '');
		if (
			wanted === '' ||
			wanted.includes('\0') ||
			leavesFolder(join(this.#dir, wanted), this.#dir)
		) {
			return { missing: `"${path}" is outside of ${this.#dir}: tables of queries lie in there` };
		}

		for (const ending of ['', '.csv', '.json', '.tsv']) {
			const file = join(this.#dir, `${wanted}${ending}`);
			try {
				if (!statSync(file).isFile()) {
					continue;
				}

				// A symbolic link may lead out of the folder, also one among the folders of the
				// path.
				return leavesFolder(realpathSync(file), realpathSync(this.#dir))
					? { missing: `"${path}" leads outside of ${this.#dir}: put the file itself there` }
					: file;
			} catch {
				continue;
			}
		}

		return {
			missing: `there is no table "${path}": put ${wanted}.csv or ${wanted}.json into ${this.#dir}`,
		};
	}

	#read(file: string, size: number): Found {
		if (size > tableBytesMax) {
			const limit = tableBytesMax / 1024 / 1024;
			return { missing: `${file} is larger than ${limit} MiB: keep the columns and rows you need` };
		}

		try {
			const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
			const rows = readRows(text, file);
			return rows.rows.length > tableRowsMax
				? { missing: `${file} has more than ${tableRowsMax.toLocaleString('en')} rows` }
				: tableOf(rows, ++this.#version);
		} catch (error) {
			return { missing: `${file} cannot be read: ${(error as Error).message}` };
		}
	}
}

function leavesFolder(file: string, dir: string): boolean {
	const way = relative(dir, file);
	return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
}

interface Rows {
	readonly columns: readonly string[];
	readonly rows: readonly Readonly<Record<string, Value>>[];
}

function readRows(text: string, file: string): Rows {
	return /^\s*[[{]/.test(text) ? jsonRows(text) : separatedRows(text, file);
}

function separatedRows(text: string, file: string): Rows {
	const header = text.slice(0, Math.max(0, text.search(/[\r\n]|$/)));
	const separator =
		file.endsWith('.tsv') || header.includes('\t')
			? '\t'
			: header.includes(';') && !header.includes(',')
				? ';'
				: ',';
	let columns: readonly string[] | undefined;
	const rows: Readonly<Record<string, Value>>[] = [];
	for (const { cells } of csvRows(text, separator)) {
		if (columns === undefined) {
			columns = cells;
			continue;
		}

		rows.push(Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? null])));
	}

	if (columns === undefined) {
		throw new Error('it has no header line');
	}

	return { columns, rows };
}

/** Reads an array of objects, one object per line, or an object that wraps the array. */
function jsonRows(text: string): Rows {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		value = text
			.split('\n')
			.filter(line => line.trim() !== '')
			.map(line => JSON.parse(line) as unknown);
	}

	const list = Array.isArray(value)
		? (value as readonly unknown[])
		: Object.values(value as object).find(inner => Array.isArray(inner));
	if (!Array.isArray(list)) {
		throw new Error('expected a list of objects');
	}

	const columns = new Map<string, string>();
	const rows = list.map(one => {
		if (typeof one !== 'object' || one === null || Array.isArray(one)) {
			throw new Error(`expected a list of objects, found ${JSON.stringify(one)} in it`);
		}

		const row: Record<string, Value> = {};
		for (const [name, cell] of Object.entries(one)) {
			columns.set(name, name);
			row[name] = plainValue(cell);
		}

		return row;
	});
	return { columns: [...columns.keys()], rows };
}

function plainValue(cell: unknown): Value {
	return cell === null || ['string', 'number', 'boolean'].includes(typeof cell)
		? (cell as Value)
		: JSON.stringify(cell);
}

/** Keys are compared as text, ignoring case. Of rows with the same key, the first is found. */
function tableOf({ columns, rows }: Rows, version: number): LookupTable {
	const indexes = new Map<string, ReadonlyMap<string, Readonly<Record<string, Value>>>>();
	const indexOf = (keys: readonly string[]) => {
		const name = keys.join('\0');
		let index = indexes.get(name);
		if (index === undefined) {
			index = makeIndex(keys, rows);
			if (indexes.size >= indexesMax) {
				indexes.clear();
			}

			indexes.set(name, index);
		}

		return index;
	};

	return {
		columns,
		keyColumn: undefined,
		keyColumns: columns,
		version,
		find: keys => indexOf(Object.keys(keys)).get(keyText(Object.values(keys))),
	};
}

function makeIndex(
	keys: readonly string[],
	rows: Rows['rows'],
): ReadonlyMap<string, Readonly<Record<string, Value>>> {
	const index = new Map<string, Readonly<Record<string, Value>>>();
	for (const row of rows) {
		const values = keys.map(key => row[key] ?? null);
		const text = keyText(values);
		if (!values.includes(null) && !index.has(text)) {
			index.set(text, row);
		}
	}

	return index;
}

function keyText(values: readonly Value[]): string {
	return values.map(value => String(value).toLowerCase()).join('\0');
}
