import type { AnyCaseNeedle } from '../column/any-case-needle.ts';
import { decodeCodes } from '../column/code-stream.ts';
import type { Codes, Column } from '../column/column.ts';
import { packedMayHold, unpackTokens } from '../column/packed-tokens.ts';
import { newCodes, shapeMask, spreadCodes } from '../column/row-codes.ts';
import { TokenColumn } from '../column/token-column.ts';
import { textOf } from '../column/tokens.ts';
import { IntegerReader } from '../column/varint.ts';
import { messageOf, StoreError } from '../errors.ts';
import type { ByteSource } from '../shred/bytes.ts';
import type { ShapeEntry } from '../shred/shape-table.ts';
import { BlockReader } from './block-reader.ts';
import type { GroupReader } from './block-reader.ts';
import type { DecodedCache } from '../bounded-cache.ts';
import { keptOf } from './kept-rows.ts';
import type { KeptBytes } from './kept-rows.ts';
import { metaColumn } from './meta-table.ts';
import type { MetaRuns } from './meta-table.ts';
import { columnEntry, damaged } from './sealed-format.ts';
import type { ColumnEntry, Directory, Header } from './sealed-format.ts';
import type { ContainerColumn } from './containers.ts';
import { RecordRebuilder } from './record-rebuilder.ts';
import { shapesOf, unrebuiltRows } from './segment-data.ts';
import type { SegmentData } from './segment-data.ts';
import { decodeLiterals, decodeShapes } from './shape-stream.ts';
import { decodeTimes } from './time-stream.ts';
import type { Shape } from './view.ts';

/** A rebuilder weighs as much as it may hold, but never so much that no cache keeps it. */
const rebuilderBytes = 24 * 2 ** 20;
const rebuilderBytesPerRow = 400;

/** The decoded directory. */
interface Opened {
	readonly directory: Directory;
	readonly blocks: BlockReader;
	readonly ids: ReadonlyMap<string, number>;
}

/** A sealed segment. Everything is decoded when it is needed, and kept in the cache only. */
export class SealedData implements SegmentData {
	readonly sealed = true;
	readonly signature: string;
	readonly id: string;
	readonly rowCount: number;
	readonly minTimeMs: number;
	readonly maxTimeMs: number;
	readonly #header: Header;
	readonly #readGroup: GroupReader;
	readonly #cache: DecodedCache;

	constructor(header: Header, readGroup: GroupReader, cache: DecodedCache) {
		const { id, rowCount, minTimeMs, maxTimeMs } = header.summary;
		this.id = id;
		this.signature = `${id} ${header.checksum.toString(16)}`;
		this.rowCount = rowCount;
		this.minTimeMs = minTimeMs ?? NaN;
		this.maxTimeMs = maxTimeMs ?? NaN;
		this.#header = header;
		this.#readGroup = readGroup;
		this.#cache = cache;
	}

	times(): Float64Array {
		return this.#remember('times', this.rowCount * 8, () => {
			const { directory, blocks } = this.#opened();
			return decodeTimes(blocks.read(directory.times), this.rowCount);
		});
	}

	shapeIds(): Codes {
		return this.#remember('shape-ids', this.rowCount * 2, () => {
			const { directory, blocks } = this.#opened();
			return decodeCodes(blocks.read(directory.shapeIds), this.rowCount, directory.shapeCount);
		});
	}

	shapeEntries(): readonly ShapeEntry[] {
		const { directory, blocks } = this.#opened();
		return this.#remember('shape-entries', directory.shapeCount * 600, () =>
			decodeShapes(blocks.read(directory.shapes), directory.shapeCount),
		);
	}

	shapes(): readonly Shape[] {
		return this.#remember('shapes', this.#opened().directory.shapeCount * 800, () =>
			shapesOf(this),
		);
	}

	unrebuiltRows(): readonly number[] {
		const { directory, blocks } = this.#opened();
		const { unrebuilt } = directory;
		if (unrebuilt === undefined) {
			return unrebuiltRows(this.shapeEntries(), this.shapeIds(), this.rowCount);
		}

		if (unrebuilt.count === 0) {
			return [];
		}

		return this.#reading(() => {
			const reader = new IntegerReader(blocks.read(unrebuilt.rows));
			const rows: number[] = [];
			for (let at = 0; at < unrebuilt.count; at++) {
				rows.push(reader.unsigned() + (rows[at - 1] ?? 0));
			}

			return rows;
		});
	}

	holdsContainers(id: number): boolean | undefined {
		return columnEntry(this.#opened().directory, id).facts?.hasContainers;
	}

	literalTexts(): readonly string[] {
		return this.#remember('literal-texts', this.#opened().directory.literals[2] * 4, () =>
			this.#literals().map(({ bytes }) => textOf(bytes)),
		);
	}

	#literals(): readonly ByteSource[] {
		const { directory, blocks } = this.#opened();
		return this.#remember('literals', directory.literals[2] * 4, () =>
			decodeLiterals(blocks.read(directory.literals)),
		);
	}

	literal(id: number): ByteSource {
		const literals = this.#literals();
		const literal = literals[id];
		if (literal === undefined) {
			throw damaged(`segment ${this.id}`, `literal ${id} of ${literals.length}`);
		}

		return literal;
	}

	columnPath(id: number): string {
		const path = this.#opened().directory.paths[id];
		if (path === undefined) {
			throw damaged(`segment ${this.id}`, `column ${id} in a shape`);
		}

		return path;
	}

	paths(): readonly string[] {
		return [...this.#opened().ids.keys()];
	}

	columnId(path: string): number | undefined {
		return this.#opened().ids.get(path);
	}

	columnById(id: number): TokenColumn {
		const path = this.columnPath(id);
		const { directory, blocks } = this.#opened();
		const entry = columnEntry(directory, id);
		return this.#remember(`column ${path}`, this.#columnBytes(entry), () => {
			return new TokenColumn({
				path,
				rowCount: this.rowCount,
				valueCount: entry.valueCount,
				distinct: entry.pooledFrom === entry.valueCount,
				readTokens: () =>
					this.#reading(() =>
						unpackTokens(
							{ text: blocks.read(entry.text), random: blocks.read(entry.random) },
							entry.valueCount,
							entry.facts?.unitBytes ?? 0,
						),
					),
				readCodes: () =>
					this.#reading(() => this.#spread(entry, blocks.read(entry.codes), directory.shapeCount)),
			});
		});
	}

	mayHold(id: number, needle: AnyCaseNeedle): boolean {
		const { directory, blocks } = this.#opened();
		const entry = columnEntry(directory, id);
		const path = this.columnPath(id);
		const unitBytes = entry.facts?.unitBytes ?? 0;
		return this.#reading(() =>
			packedMayHold(
				{
					valueCount: entry.valueCount,
					facts: entry.facts,
					hasUuids: entry.random[2] > unitBytes,
					isInMemory: () => this.#knownColumn(path)?.hasTokens === true,
					text: () => blocks.read(entry.text),
					filter: () => this.#filter(entry),
					someUnits: test => blocks.some([entry.random[0], entry.random[1], unitBytes], test),
				},
				needle,
			),
		);
	}

	#knownColumn(path: string): TokenColumn | undefined {
		return this.#cache.get(`${this.id} column ${path}`) as TokenColumn | undefined;
	}

	#filter({ filter: [start, length] }: ColumnEntry): Uint8Array {
		const { directory, blocks } = this.#opened();
		const { filters } = directory;
		if (filters === undefined || length === 0) {
			return new Uint8Array(0);
		}

		const all = this.#remember('filters', filters[2], () => blocks.read(filters));
		return all.subarray(start, start + length);
	}

	#columnBytes(entry: ColumnEntry): number {
		const codeBytes = newCodes(0, entry.valueCount).BYTES_PER_ELEMENT * this.rowCount;
		const unitBytes = entry.facts?.unitBytes ?? 0;
		const tokenBytes = entry.text[2] * 2 + (entry.random[2] - unitBytes) * 4 + unitBytes * 2;
		return codeBytes + tokenBytes + entry.valueCount * 8 + 500;
	}

	/** It holds every column of the segment in the end, also those that the cache has evicted. */
	#rebuilderBytes(): number {
		return Math.min(rebuilderBytes, this.#header.summary.rowCount * rebuilderBytesPerRow);
	}

	#spread(entry: ColumnEntry, bytes: Uint8Array, shapeCount: number): Codes {
		const { count, valueCount, codedCount, pooledFrom } = entry;
		const reader = new IntegerReader(bytes);
		const listed = reader.unsigned();
		const shapes: number[] = [];
		for (let at = 0; at < listed; at += 1) {
			shapes.push(reader.unsigned() + (shapes[at - 1] ?? 0));
		}

		const stored = reader.rest();
		const codes =
			pooledFrom > 1
				? decodeCodes(stored, codedCount, pooledFrom)
				: new Uint8Array(codedCount).fill(pooledFrom);
		if (listed === 0 && codedCount === this.rowCount) {
			return codes;
		}

		const spread = newCodes(this.rowCount, valueCount);
		const has = listed === 0 ? new Uint8Array(shapeCount).fill(1) : shapeMask(shapes, shapeCount);
		const log = { codes, codedCount, pooledFrom };
		const spreadCount = spreadCodes(spread, 0, this.rowCount, this.shapeIds(), has, log, 0);
		if (spreadCount !== count) {
			throw new RangeError(`${spreadCount} rows with a value instead of ${count}`);
		}

		return spread;
	}

	meta(name: string): Column | undefined {
		const { directory, blocks } = this.#opened();
		const ref = directory.meta.find(([known]) => known === name)?.[1];
		if (ref === undefined) {
			return undefined;
		}

		return this.#remember(`meta ${name}`, ref[2] * 4 + this.rowCount * 2, () => {
			const text = Buffer.from(blocks.read(ref)).toString('utf8');
			const { tokens, runs } = JSON.parse(text) as MetaRuns;
			return metaColumn({ name, tokens, runs }, this.rowCount);
		});
	}

	metaNames(): readonly string[] {
		return this.#opened().directory.meta.map(([name]) => name);
	}

	container(
		path: string,
		isPart: boolean,
		make: () => ContainerColumn | undefined,
	): Column | undefined {
		const key = `${this.id} container ${path}`;
		const known = this.#cache.get(key) as Column | undefined;
		const made = known === undefined ? make() : undefined;
		if (made !== undefined && !isPart) {
			this.#cache.set(key, made.column, made.bytes + this.rowCount * 4);
		}

		return known ?? made?.column;
	}

	rebuilder(): RecordRebuilder {
		return this.#remember('rebuilder', this.#rebuilderBytes(), () => new RecordRebuilder(this));
	}

	kept(row: number): Uint8Array | undefined {
		const { directory, blocks } = this.#opened();
		if (directory.keptCount === 0) {
			return undefined;
		}

		const kept = this.#remember('kept', directory.keptBytes[2] + directory.keptCount * 8, () => {
			const rows = new Uint32Array(directory.keptCount);
			const offsets = new Uint32Array(directory.keptCount + 1);
			const reader = new IntegerReader(blocks.read(directory.keptRows));
			for (let at = 0; at < rows.length; at += 1) {
				rows[at] = reader.unsigned() + (at > 0 ? (rows[at - 1] as number) : 0);
				offsets[at + 1] = (offsets[at] as number) + reader.unsigned();
			}

			const bytes = blocks.read(directory.keptBytes);
			return { bytes, count: rows.length, rows, offsets } satisfies KeptBytes;
		});
		return keptOf(kept, row);
	}

	#opened(): Opened {
		return this.#remember('directory', this.#header.summary.directoryBytes * 3, () => {
			const directory = this.#header.readDirectory();
			const blocks = new BlockReader(
				directory.blocks,
				this.#header.codec,
				this.#readGroup,
				this.#cache,
				`${this.id} block `,
			);
			const ids = directory.paths.flatMap((path, id): [string, number][] =>
				columnEntry(directory, id).count > 0 ? [[path, id]] : [],
			);
			return { directory, blocks, ids: new Map(ids) };
		});
	}

	#remember<Value>(name: string, sizeBytes: number, make: () => Value): Value {
		const key = `${this.id} ${name}`;
		// Each key is made in one place only, so its value has one type.
		const known = this.#cache.get(key) as Value | undefined;
		if (known !== undefined) {
			return known;
		}

		const value = this.#reading(make);
		this.#cache.set(key, value, sizeBytes);
		return value;
	}

	/** Any error of a decoder means that the segment is damaged. */
	#reading<Value>(read: () => Value): Value {
		try {
			return read();
		} catch (error) {
			if (error instanceof StoreError) {
				throw error;
			}

			const found = messageOf(error);
			throw damaged(`segment ${this.id}`, found, error);
		}
	}
}
