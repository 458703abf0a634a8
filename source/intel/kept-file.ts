import { IntelError } from './errors.ts';
import { judgementOf } from './indicator.ts';
import type { IndicatorType, Judgement, KeptIndicator } from './indicator.ts';
import { linesOf } from './format/lines.ts';

/** The indicators of one source with their history, as stored on disk. */
export interface KeptSource {
	readonly source: string;
	/** A masked URL or the name of a file. */
	readonly origin: string;
	readonly licence: string;
	/** When it was last imported, in ms since the epoch. */
	readonly importedMs: number;
	readonly indicators: readonly KeptIndicator[];
}

interface Head {
	readonly trailtop: 'indicators';
	readonly version: 1;
	readonly source: string;
	readonly origin: string;
	readonly licence: string;
	readonly importedMs: number;
}

/**
 * Writes a header line, then groups. A group is a line with a tab and a judgement as JSON, followed
 * by the indicators that share it: text, first import, last seen and end, separated by tabs. A
 * plain list of 100,000 addresses is one judgement and 100,000 short lines.
 */
export function* writeKept(kept: KeptSource): Generator<string> {
	const { source, origin, licence, importedMs } = kept;
	const head: Head = { trailtop: 'indicators', version: 1, source, origin, licence, importedMs };
	yield `${JSON.stringify(head)}\n`;
	let last: Judgement | undefined;
	let lastType: IndicatorType | undefined;
	let chunk: string[] = [];
	for (const { about, type, indicator, ...dates } of kept.indicators) {
		if (about !== last || type !== lastType) {
			chunk.push(`\t${JSON.stringify({ type, ...about })}\n`);
			last = about;
			lastType = type;
		}

		const { firstImportedMs, lastSeenMs, withdrawnMs } = dates;
		const text = indicator.replaceAll(/[\t\r\n]/g, ' ');
		chunk.push(`${text}\t${firstImportedMs}\t${lastSeenMs}\t${withdrawnMs ?? ''}\n`);
		if (chunk.length >= chunkLines) {
			yield chunk.join('');
			chunk = [];
		}
	}

	yield chunk.join('');
}

/** Lines per write. */
const chunkLines = 4_096;

/** @throws IntelError when the text is not a file of this format */
export function readKept(text: string, file: string): KeptSource {
	const indicators: KeptIndicator[] = [];
	let head: Head | undefined;
	let about: Judgement | undefined;
	let type: IndicatorType = 'ip_address';
	for (const { line, number } of linesOf(text)) {
		if (head === undefined) {
			head = readHead(line, file);
			continue;
		}

		if (line.startsWith('\t')) {
			const { type: given, ...rest } = JSON.parse(line) as Judgement & { type: IndicatorType };
			about = judgementOf(rest.source, rest);
			type = given;
			continue;
		}

		const [indicator, first, seen, end] = line.split('\t');
		if (about === undefined || indicator === undefined || first === undefined) {
			throw damaged(file, `line ${number} names nothing`);
		}

		indicators.push({
			type,
			indicator,
			about,
			firstImportedMs: Number(first),
			lastSeenMs: Number(seen),
			withdrawnMs: end === '' || end === undefined ? undefined : Number(end),
		});
	}

	if (head === undefined) {
		throw damaged(file, 'it is empty');
	}

	const { source, origin, licence, importedMs } = head;
	return { source, origin, licence, importedMs, indicators };
}

function readHead(line: string, file: string): Head {
	let head: Partial<Head> = {};
	try {
		head = JSON.parse(line) as Partial<Head>;
	} catch {
		throw damaged(file, 'its first line is no JSON');
	}

	if (head.trailtop !== 'indicators' || head.version !== 1) {
		throw damaged(file, 'it is of another version or no file of indicators');
	}

	return head as Head;
}

function damaged(file: string, found: string): IntelError {
	return new IntelError(
		'file-unreadable',
		`${file} cannot be read: ${found}`,
		'move it away and run `trailtop threats update`',
	);
}
