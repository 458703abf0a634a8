import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';

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

export function readYaml(text: string): YamlText {
	const counter = new LineCounter();
	const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
	const positionAt = (offset: number): Position => {
		const { line, col } = counter.linePos(offset);
		return { line: Math.max(1, line), column: Math.max(1, col) };
	};

	return {
		data: document.errors.length > 0 ? undefined : (document.toJS() ?? undefined),
		errors: document.errors.map(({ pos, message }) => ({ ...positionAt(pos[0]), message })),
		positionOf: path => positionAt(offsetOf(document, path)),
	};
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
