import type { Judgement } from './indicator.ts';
import { IndicatorList } from './indicator-list.ts';
import { contentText } from './format/inflate.ts';
import { mispParts, readMisp } from './format/misp.ts';
import { readJsonLines, readObjects } from './format/objects.ts';
import { readPlainList } from './format/plain-list.ts';
import { findColumns, readSeparated } from './format/separated.ts';
import { readStix, stixObjects } from './format/stix.ts';

export const feedFormats = ['list', 'csv', 'json-lines', 'json', 'stix', 'misp'] as const;

export type FeedFormat = (typeof feedFormats)[number];

export interface ReadIndicators {
	readonly format: FeedFormat;
	readonly list: IndicatorList;
}

/**
 * Reads indicators of any format. The content decides the format; `format` distinguishes a list
 * from a table.
 *
 * @param bytes - the file or download as received, also gzip
 * @param defaults - values for entries that do not have their own
 * @throws IntelError when it is too large or damaged; a bad line is only counted
 */
export function readIndicators(
	bytes: Uint8Array,
	defaults: Judgement,
	options: ReadOptions = {},
): ReadIndicators {
	const text = contentText(bytes);
	const list = new IndicatorList(options.countMax);
	return { format: read(text, defaults, list, options.format), list };
}

export interface ReadOptions {
	/** Distinguishes two formats that may look alike: a list with comments, and a table. */
	readonly format?: FeedFormat;
	/** Indicators, `indicatorsMax` unless said. */
	readonly countMax?: number;
}

function read(
	text: string,
	defaults: Judgement,
	list: IndicatorList,
	format: FeedFormat | undefined,
): FeedFormat {
	if (format === 'list') {
		readPlainList(text, defaults, list);
		return 'list';
	}

	const first = /\S/.exec(text)?.[0];
	if (first === '{' || first === '[') {
		const json = parsed(text);
		if (json === undefined) {
			readJsonLines(text, defaults, list);
			return 'json-lines';
		}

		return readDocument(json.value, defaults, list);
	}

	const columns = findColumns(text);
	if (columns === undefined) {
		readPlainList(text, defaults, list);
		return 'list';
	}

	readSeparated(text, columns, defaults, list);
	return 'csv';
}

function parsed(text: string): { readonly value: unknown } | undefined {
	try {
		return { value: JSON.parse(text) };
	} catch {
		return undefined;
	}
}

function readDocument(value: unknown, defaults: Judgement, list: IndicatorList): FeedFormat {
	const misp = mispParts(value);
	if (misp !== undefined) {
		readMisp(misp, defaults, list);
		return 'misp';
	}

	const stix = stixObjects(value);
	if (stix !== undefined) {
		readStix(stix, defaults, list);
		return 'stix';
	}

	const objects = Array.isArray(value) ? (value as readonly unknown[]) : (listIn(value) ?? [value]);
	readObjects(objects, defaults, list);
	return 'json';
}

/** The list inside a wrapper object: `indicators`, `data`, … */
function listIn(value: unknown): readonly unknown[] | undefined {
	const wrapped = (value ?? {}) as Readonly<Record<string, unknown>>;
	return ['indicators', 'data', 'results', 'items', 'entries']
		.map(key => wrapped[key])
		.find(inner => Array.isArray(inner));
}
