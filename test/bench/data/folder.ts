import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { benchObjects } from './objects.ts';

/** A folder of generated objects. */
export interface BenchData {
	/** Delivered objects (`.json.gz`), oldest first. */
	readonly files: readonly string[];
	/** The same records one a line, for engines that want them so. */
	readonly linesDir: string;
	readonly recordCount: number;
	readonly rawBytesPerRecord: number;
	readonly gzipBytesPerRecord: number;
}

const objectsAFolderMax = 1_000;

/** Writes the objects once; a folder that has as many records already is taken as it is. */
export function writeBenchData(dir: string, recordCount: number): BenchData {
	const noteFile = join(dir, `${recordCount}.json`);
	if (existsSync(noteFile)) {
		return JSON.parse(readFileSync(noteFile, 'utf8')) as BenchData;
	}

	const linesDir = join(dir, 'lines');
	mkdirSync(linesDir, { recursive: true });
	const files: string[] = [];
	let rawBytes = 0;
	let gzipBytes = 0;
	for (const { bytes, spans } of benchObjects(recordCount)) {
		const folder = join(dir, `objects-${Math.floor(files.length / objectsAFolderMax)}`);
		if (files.length % objectsAFolderMax === 0) {
			mkdirSync(folder, { recursive: true });
		}

		const number = String(files.length).padStart(6, '0');
		const zipped = gzipSync(bytes);
		const file = join(folder, `${number}.json.gz`);
		writeFileSync(file, zipped);
		writeFileSync(join(linesDir, `${number}.json.gz`), gzipSync(asLines(bytes, spans)));
		files.push(file);
		rawBytes += bytes.byteLength;
		gzipBytes += zipped.byteLength;
	}

	const data: BenchData = {
		files,
		linesDir,
		recordCount,
		rawBytesPerRecord: rawBytes / recordCount,
		gzipBytesPerRecord: gzipBytes / recordCount,
	};
	writeFileSync(noteFile, JSON.stringify(data));
	return data;
}

/** Records end with the comma or bracket behind them: a newline takes its place. */
function asLines(bytes: Uint8Array, spans: Uint32Array): Uint8Array {
	const lines = bytes.slice(spans[0], (spans.at(-1) ?? 0) + 1);
	const start = spans[0] ?? 0;
	for (let at = 1; at < spans.length; at += 2) {
		lines[(spans[at] as number) - start] = 0x0a;
	}

	return lines;
}
