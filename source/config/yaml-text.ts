import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';
import { messageOf } from '../text/error-message.ts';
import { formatPlural } from '../text/number.ts';

/** A position in a text; line and column count from 1. */
export interface Position {
	readonly line: number;
	readonly column: number;
}

/** A parsed YAML file with the positions of its nodes. */
export interface YamlText {
	/** Undefined for an empty text. */
	readonly data: unknown;
	/** Syntax errors; when there are any, `data` must not be used. */
	readonly errors: readonly (Position & { readonly message: string })[];
	/** The position of the deepest existing node of the path, or of its key when it has one. */
	positionOf(path: readonly PropertyKey[]): Position;
}

/** Syntax errors that are told of one file; the first ones make most of the others. */
const errorsToldMax = 20;

/**
 * Levels of one file. The parser calls itself for each, and where its stack ends inside of a regex
 * V8 ends the whole process.
 */
const levelsMax = 200;

/** At least as many levels as the values of a text are nested in. */
function levelsOf(text: string): number {
	let brackets = 0;
	let deepest = 0;
	for (const [mark] of text.matchAll(/[[\]{}]|^[ \t]*(?:[-?:][ \t]+)*/gm)) {
		brackets += mark === '[' || mark === '{' ? 1 : mark === ']' || mark === '}' ? -1 : 0;
		brackets = Math.max(0, brackets);
		// A level is a space or a mark and a space.
		deepest = Math.max(deepest, brackets, mark.length / 2);
	}

	return deepest;
}

/**
 * Reads a YAML file; never throws. Nesting that the parser has no stack for, and aliases that
 * multiply beyond its bound, are errors of the file too.
 */
export function readYaml(text: string): YamlText {
	if (levelsOf(text) > levelsMax) {
		const message = `its values are nested deeper than ${levelsMax} levels`;
		const start = { line: 1, column: 1 };
		return { data: undefined, errors: [{ ...start, message }], positionOf: () => start };
	}

	const counter = new LineCounter();
	const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
	return textOfDocument(document, counter);
}

/** The documents of a file, which `---` divides; the same otherwise. Empty ones are left out. */
export function readYamlDocuments(text: string): readonly YamlText[] {
	if (levelsOf(text) > levelsMax) {
		return [readYaml(text)];
	}

	const counter = new LineCounter();
	const documents = parseAllDocuments(text, { lineCounter: counter, prettyErrors: false });
	return (Array.isArray(documents) ? documents : [])
		.filter(document => document.contents !== null || document.errors.length > 0)
		.map(document => textOfDocument(document, counter));
}

function textOfDocument(document: Document, counter: LineCounter): YamlText {
	const positionAt = (offset: number): Position => {
		const { line, col } = counter.linePos(offset);
		return { line: Math.max(1, line), column: Math.max(1, col) };
	};

	const { data, unusable } = document.errors.length > 0 ? nothing : valuesOf(document);
	const told = document.errors
		.slice(0, errorsToldMax)
		.map(({ pos, message }) => ({ ...positionAt(pos[0]), message }));
	const moreCount = document.errors.length - told.length;
	const more = moreCount > 0 ? `and ${formatPlural(moreCount, 'more error')}` : unusable;
	return {
		data,
		errors: more === undefined ? told : [...told, { ...positionAt(0), message: more }],
		positionOf: path => positionAt(offsetOf(document, path)),
	};
}

interface Values {
	readonly data: unknown;
	/** Why there is none. */
	readonly unusable: string | undefined;
}

const nothing: Values = { data: undefined, unusable: undefined };

function valuesOf(document: Document): Values {
	try {
		return { data: document.toJS() ?? undefined, unusable: undefined };
	} catch (error) {
		const unusable = `its aliases cannot be resolved: ${messageOf(error)}`;
		return { data: undefined, unusable };
	}
}

function offsetOf(document: Document, path: readonly PropertyKey[]): number {
	let node: unknown = document.contents;
	let offset = startOf(node) ?? 0;
	for (const step of path) {
		if (isMap(node)) {
			const pair = node.items.find(
				item => isScalar(item.key) && String(item.key.value) === String(step),
			);
			if (pair === undefined) {
				break;
			}

			offset = startOf(pair.key) ?? offset;
			node = pair.value;
		} else if (isSeq(node) && typeof step === 'number') {
			node = node.items[step];
			offset = startOf(node) ?? offset;
		} else {
			break;
		}
	}

	return offset;
}

function startOf(node: unknown): number | undefined {
	return (node as Node | null | undefined)?.range?.[0];
}
