import { fit, wrapCells } from '../text/fit.ts';
import { sanitise } from '../text/sanitise.ts';
import { cellWidth } from '../text/width.ts';
import { insightWords } from './insight.ts';
import { readJson } from './json-tree.ts';
import type { JsonNode } from './json-tree.ts';
import { clipLine, mergeSpans, padLines, selectLine, span } from './span.ts';
import type { Line, Role, Span } from './span.ts';
import { scrollFor } from './table.ts';

/** One line of a record: a scalar, or the start or end of an object or array. */
export interface RecordEntry {
	/** `requestParameters.ipPermissions.items[0].fromPort`: the path as in a query. */
	readonly path: string;
	readonly depth: number;
	readonly key: string | undefined;
	readonly kind: JsonNode['kind'] | 'end';
	/** As delivered; brackets for objects and arrays. */
	readonly text: string;
	/** Number of values inside; 0 for scalars. */
	readonly childCount: number;
	readonly folded: boolean;
	readonly comma: boolean;
	/** What it means, for people; not a part of the record. */
	readonly note?: string;
}

/** A record usually has a few hundred lines; a longer one is cut, and says so. */
const recordEntriesMax = 20_000;
const moreText = '… the record has more lines, which are not shown';

/** The lines of a record. A text that is not JSON is a single line. */
export function recordEntries(json: string, folded: ReadonlySet<string>): RecordEntry[] {
	const tree = readJson(json);

	if (tree === undefined) {
		return json
			.split('\n')
			.map(text => entryOf('', 0, undefined, 'literal', text, 0, false, false));
	}

	const entries: RecordEntry[] = [];
	add(entries, tree, '', 0, undefined, false, folded);
	explainInsight(entries, tree);
	return entries.length > recordEntriesMax
		? [
				...entries.slice(0, recordEntriesMax),
				entryOf('', 0, undefined, 'literal', moreText, 0, false, false),
			]
		: entries;
}

/** Says what an Insights event tells beside its details, which are many. */
function explainInsight(entries: RecordEntry[], tree: JsonNode): void {
	const details =
		tree.kind === 'object' ? tree.entries.find(({ key }) => key === 'insightDetails') : undefined;
	const note = details && insightWords(details.value);
	const index = entries.findIndex(({ path, kind }) => path === 'insightDetails' && kind !== 'end');
	if (note !== undefined && index >= 0) {
		entries[index] = { ...entries[index]!, note };
	}
}

function entryOf(
	path: string,
	depth: number,
	key: string | undefined,
	kind: RecordEntry['kind'],
	text: string,
	childCount: number,
	isFolded: boolean,
	comma: boolean,
): RecordEntry {
	return { path, depth, key, kind, text, childCount, folded: isFolded, comma };
}

function add(
	entries: RecordEntry[],
	node: JsonNode,
	path: string,
	depth: number,
	key: string | undefined,
	comma: boolean,
	folded: ReadonlySet<string>,
): void {
	if (entries.length > recordEntriesMax) {
		return;
	}

	if (node.kind !== 'object' && node.kind !== 'array') {
		entries.push(entryOf(path, depth, key, node.kind, node.text, 0, false, comma));
		return;
	}

	const [open, close] = node.kind === 'object' ? ['{', '}'] : ['[', ']'];
	const children = node.kind === 'object' ? node.entries : node.items;
	const isFolded = folded.has(path) && children.length > 0;

	if (children.length === 0 || isFolded) {
		const text = isFolded ? `${open} … ${close}` : open + close;
		entries.push(entryOf(path, depth, key, node.kind, text, children.length, isFolded, comma));
		return;
	}

	entries.push(entryOf(path, depth, key, node.kind, open, children.length, false, false));
	const last = children.length - 1;

	if (node.kind === 'object') {
		node.entries.forEach((entry, index) =>
			add(
				entries,
				entry.value,
				childPath(path, entry.key),
				depth + 1,
				entry.key,
				index < last,
				folded,
			),
		);
	} else {
		node.items.forEach((item, index) =>
			add(entries, item, `${path}[${index}]`, depth + 1, undefined, index < last, folded),
		);
	}

	entries.push(entryOf(path, depth, undefined, 'end', close, 0, false, comma));
}

/** @param key - as delivered, in the escapes of JSON */
function childPath(path: string, key: string): string {
	const name = /^[A-Za-z_][A-Za-z0-9_]*$/.test(key)
		? key
		: `['${decoded(key).replace(/['\\]/g, '\\$&')}']`;
	return path === '' ? name : name.startsWith('[') ? path + name : `${path}.${name}`;
}

function decoded(key: string): string {
	try {
		return JSON.parse(`"${key}"`) as string;
	} catch {
		return key;
	}
}

export interface RecordContext {
	readonly widthCells: number;
	readonly heightCells: number;
	/** Index into the entries. */
	readonly cursor: number;
	readonly scroll: number;
	/** Lower case; empty for none. */
	readonly search: string;
	/** Lines that are pointed to. */
	readonly isMarked?: (entry: RecordEntry) => boolean;
}

const indentCells = 2;
/**
 * The selected value is shown whole, on at most this many lines, so that other lines stay visible.
 */
const wrappedLinesMax = 8;

/** The visible part of a record: `heightCells` lines. */
export function recordLines(entries: readonly RecordEntry[], frame: RecordContext): Line[] {
	const wrapped = chosenLines(entries[frame.cursor], frame);
	const bodyCells = Math.max(1, frame.heightCells - (wrapped.length - 1));
	const scroll = scrollFor(frame.cursor, frame.scroll, entries.length, bodyCells);
	const lines: Line[] = [];

	entries.slice(scroll, scroll + bodyCells).forEach((entry, offset) => {
		if (scroll + offset === frame.cursor) {
			lines.push(...wrapped);
		} else {
			lines.push(clipLine(entryLine(entry, frame), frame.widthCells));
		}
	});
	return padLines(lines, frame.heightCells);
}

/** Entries whose key or value contains the searched text. */
export function recordHits(entries: readonly RecordEntry[], search: string): number[] {
	const wanted = search.toLowerCase();
	return wanted === ''
		? []
		: entries.flatMap((entry, index) =>
				`${entry.key ?? ''}: ${entry.text}`.toLowerCase().includes(wanted) ? [index] : [],
			);
}

const valueRoles: Readonly<Record<RecordEntry['kind'], Role>> = {
	string: 'string',
	number: 'number',
	literal: 'literal',
	object: 'dim',
	array: 'dim',
	end: 'dim',
};

function entryHead(entry: RecordEntry, isMarked: boolean): Span[] {
	const fold = entry.folded ? '▸' : entry.childCount > 0 ? '▾' : ' ';
	const head = [
		span(' '.repeat(entry.depth * indentCells)),
		span(fold, 'dim'),
		span(isMarked ? '»' : ' ', 'warn'),
	];
	return entry.key === undefined
		? head
		: [...head, span(`"${sanitise(entry.key)}"`, isMarked ? 'warn' : 'key'), span(': ', 'dim')];
}

function entryLine(entry: RecordEntry, { search, isMarked }: RecordContext): Line {
	const tail = entry.folded ? ` ${entry.childCount}` : '';
	return mergeSpans([
		...entryHead(entry, isMarked?.(entry) === true),
		...highlight(sanitise(entry.text), valueRoles[entry.kind], search),
		span((entry.comma ? ',' : '') + tail, 'dim'),
		span(noteOf(entry), 'accent'),
	]);
}

function noteOf({ note }: RecordEntry): string {
	return note === undefined ? '' : `  ${sanitise(note)}`;
}

function highlight(text: string, role: Role, search: string): Span[] {
	const at = search === '' ? -1 : text.toLowerCase().indexOf(search.toLowerCase());
	return at < 0
		? [span(text, role)]
		: [
				span(text.slice(0, at), role),
				{ ...span(text.slice(at, at + search.length), 'accent'), selected: true },
				span(text.slice(at + search.length), role),
			];
}

function chosenLines(entry: RecordEntry | undefined, frame: RecordContext): Line[] {
	if (entry === undefined) {
		return [];
	}

	const head = entryHead(entry, frame.isMarked?.(entry) === true);
	const headCells = head.reduce((sum, part) => sum + cellWidth(part.text), 0);
	const room = Math.max(8, frame.widthCells - headCells);
	const whole =
		sanitise(entry.text) +
		(entry.comma ? ',' : '') +
		(entry.folded ? ` ${entry.childCount}` : '') +
		noteOf(entry);
	const linesMax = Math.max(1, Math.min(wrappedLinesMax, frame.heightCells - 2));
	const parts = wrapCells(whole, room, linesMax);
	return parts.map((part, index) => {
		const start = index === 0 ? head : [span(' '.repeat(headCells))];
		const line = [...start, span(fit(part, room), valueRoles[entry.kind])];
		const used = headCells + cellWidth(part);
		return selectLine([...line, span(' '.repeat(Math.max(0, frame.widthCells - used)))]);
	});
}
