import { crc32 } from 'node:zlib';
import { decoderNamed, writeCodec } from '../column/codec.ts';
import type { Decoder } from '../column/codec.ts';
import {
	factFieldCount,
	factFields,
	factsOf,
	formerFactFieldCount,
} from '../column/token-facts.ts';
import type { TokenFacts } from '../column/token-facts.ts';
import { textOf } from '../column/tokens.ts';
import { viewOf } from '../shred/bytes.ts';
import { StoreError } from '../errors.ts';
import type { BlockRef } from './block-writer.ts';

/**
 * Of the sealed format. A change that older readers would misread takes the next number. Version 2
 * adds facts about the columns and rows; segments of version 1 are read without them. Version 3 packs
 * texts by their alphabet and adds filters; segments of version 2 have neither.
 */
const sealedVersion = 3;
const oldestVersion = 1;

const magic = Buffer.from('seg\n');
/** Magic, version, CRC of all that follows. */
const checkedFrom = 12;
/** Those 12 bytes and the length of the summary. */
const prefixBytes = 16;

/** The part that every reader of a segment needs, readable without the directory. */
interface Summary {
	readonly id: string;
	readonly codec: string;
	readonly rowCount: number;
	/** Null in a segment without rows. */
	readonly minTimeMs: number | null;
	readonly maxTimeMs: number | null;
	/** Bytes of the directory before compression. */
	readonly directoryBytes: number;
}

/** The positions of everything in a segment. */
export interface Directory {
	/** See `BlockWriter.directory`. */
	readonly blocks: readonly number[];
	/** Path of each column. */
	readonly paths: readonly string[];
	/** The numbers of each column, see `columnEntry`. */
	readonly columns: readonly number[];
	readonly shapeCount: number;
	readonly shapes: BlockRef;
	readonly literals: BlockRef;
	readonly times: BlockRef;
	readonly shapeIds: BlockRef;
	readonly keptCount: number;
	readonly keptRows: BlockRef;
	readonly keptBytes: BlockRef;
	readonly meta: readonly (readonly [name: string, runs: BlockRef])[];
	/** Rows whose record cannot be rebuilt from its leaves; not in version 1. */
	readonly unrebuilt?: { readonly count: number; readonly rows: BlockRef };
	/** The filters of all columns, one after the other; not in versions 1 and 2. */
	readonly filters?: BlockRef;
}

/** A column's numbers in the directory. */
export interface ColumnEntry {
	/** Number of values, one for each record that has the path. */
	readonly count: number;
	readonly valueCount: number;
	/** See `CodeLog`. */
	readonly codedCount: number;
	/** Equal to `valueCount` in a dictionary. */
	readonly pooledFrom: number;
	readonly codes: BlockRef;
	readonly text: BlockRef;
	readonly random: BlockRef;
	/** Undefined in version 1. */
	readonly facts: TokenFacts | undefined;
	/** Where the column's filter is among all filters, in bytes; empty where there is none. */
	readonly filter: readonly [start: number, length: number];
}

const plainFieldCount = 13;
const filterFieldCount = 2;

export function columnFields(entry: ColumnEntry & { readonly facts: TokenFacts }): number[] {
	const { count, valueCount, codedCount, pooledFrom, codes, text, random, facts, filter } = entry;
	const plain = [count, valueCount, codedCount, pooledFrom, ...codes, ...text, ...random];
	return [...plain, ...factFields(facts), ...filter];
}

export function columnEntry(directory: Directory, column: number): ColumnEntry {
	const { columns } = directory;
	const factCount = factCountOf(directory);
	const hasFilter = directory.filters !== undefined;
	const start = column * (plainFieldCount + factCount + (hasFilter ? filterFieldCount : 0));
	const factStart = start + plainFieldCount;
	const filterStart = factStart + factCount;
	const at = (field: number): number => columns[start + field] as number;
	const ref = (field: number): BlockRef => [at(field), at(field + 1), at(field + 2)];
	return {
		count: at(0),
		valueCount: at(1),
		codedCount: at(2),
		pooledFrom: at(3),
		codes: ref(4),
		text: ref(7),
		random: ref(10),
		facts: factCount > 0 ? factsOf(columns.slice(factStart, filterStart)) : undefined,
		filter: hasFilter
			? [columns[filterStart] as number, columns[filterStart + 1] as number]
			: [0, 0],
	};
}

/** Numbers of facts that each column has. */
function factCountOf({ unrebuilt, filters }: Directory): number {
	if (filters !== undefined) {
		return factFieldCount;
	}

	return unrebuilt === undefined ? 0 : formerFactFieldCount;
}

/** @param summary - all members except those computed here */
export function encodeHeader(
	summary: Omit<Summary, 'codec' | 'directoryBytes'>,
	directory: Directory,
): Uint8Array {
	const directoryText = Buffer.from(JSON.stringify(directory));
	const summaryText = Buffer.from(
		JSON.stringify({
			...summary,
			codec: writeCodec.name,
			directoryBytes: directoryText.length,
		} satisfies Summary),
	);
	const body = Buffer.concat([summaryText, writeCodec.compress(directoryText)]);
	const header = Buffer.concat([Buffer.alloc(prefixBytes), body]);
	magic.copy(header);
	header.writeUInt32LE(sealedVersion, 4);
	header.writeUInt32LE(summaryText.length, checkedFrom);
	header.writeUInt32LE(crc32(header.subarray(checkedFrom)), 8);
	return header;
}

export interface Header {
	/** CRC-32 of the summary and the directory, which has the CRC-32 of every block. */
	readonly checksum: number;
	readonly summary: Summary;
	readonly codec: Decoder;
	readDirectory(): Directory;
}

/** @throws StoreError `segment-damaged`, `format-newer`, `format-unknown` */
export function decodeHeader(header: Uint8Array): Header {
	if (header.length < prefixBytes || !magic.equals(header.subarray(0, 4))) {
		throw damaged('a segment header', 'no segment mark at its start');
	}

	const view = viewOf(header);
	const version = view.getUint32(4, true);
	if (version > sealedVersion || version < oldestVersion) {
		throw new StoreError(
			version > sealedVersion ? 'format-newer' : 'format-older',
			`a segment has format ${version}, and this program reads ${oldestVersion} to ${sealedVersion}`,
		);
	}

	const body = header.subarray(prefixBytes);
	if (crc32(header.subarray(checkedFrom)) !== view.getUint32(8, true)) {
		throw damaged('a segment header', 'a wrong checksum');
	}

	const summaryEnd = view.getUint32(checkedFrom, true);
	const summary = JSON.parse(textOf(body, 0, summaryEnd)) as Summary;
	const codec = decoderNamed(summary.codec);
	return {
		checksum: view.getUint32(8, true),
		summary,
		codec,
		readDirectory: () =>
			JSON.parse(
				textOf(codec.decompress(body.subarray(summaryEnd), summary.directoryBytes)),
			) as Directory,
	};
}

/** @param cause - what a decoder said, if one did */
export function damaged(what: string, found: string, cause?: unknown): StoreError {
	return new StoreError('segment-damaged', `${what} is damaged: found ${found}`, { cause });
}
