import type { XmlFilter, XmlPath } from '../syntax/xml-path.ts';

interface XmlElement {
	readonly name: string;
	readonly attributes: ReadonlyMap<string, string>;
	readonly children: XmlElement[];
	/** Pieces of text that stand in it, also inside of its children. */
	readonly all: { readonly from: number; to: number };
	readonly own: string[];
}

/** An XML text; the pieces of its text are in their order. */
export interface XmlTree {
	readonly root: XmlElement;
	readonly pieces: readonly string[];
}

/** Instructions, comments, CDATA, a document type, a tag, or text. */
const part =
	/<\?[^]*?\?>|<!--[^]*?-->|<!\[CDATA\[([^]*?)\]\]>|<![A-Za-z][^>]*>|<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const attribute = /([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** The tree of an XML text, which may stand behind other text; undefined where it is not whole. */
export function parseXml(text: string): XmlTree | undefined {
	const pieces: string[] = [];
	const open: XmlElement[] = [];
	let root: XmlElement | undefined;
	part.lastIndex = Math.max(0, text.indexOf('<'));
	while (part.lastIndex < text.length) {
		const found = part.exec(text);
		if (found === null) {
			return undefined;
		}

		const [, cdata, closes, name, attributes = '', closed, plain] = found;
		const inner = open.at(-1);
		const piece = cdata ?? (plain === undefined ? undefined : unescapeXml(plain));
		if (piece !== undefined) {
			pieces.push(piece);
			inner?.own.push(piece);
		} else if (closes === '/') {
			if (inner?.name !== name || inner === undefined) {
				return undefined;
			}

			inner.all.to = pieces.length;
			open.pop();
		} else if (name !== undefined) {
			const all = { from: pieces.length, to: pieces.length };
			const element = { name, attributes: attributesOf(attributes), children: [], all, own: [] };
			if (inner === undefined && root !== undefined) {
				return undefined;
			}

			inner?.children.push(element);
			root ??= element;
			if (closed !== '/') {
				open.push(element);
			}
		}
	}

	return root === undefined || open.length > 0 ? undefined : { root, pieces };
}

/** The text at a path; of several elements the first counts. Undefined when there is none. */
export function textAtPath(tree: XmlTree, { steps, takes }: XmlPath): string | undefined {
	let elements: readonly XmlElement[] = [];
	for (const [index, { name, filters }] of steps.entries()) {
		const groups = index === 0 ? [[tree.root]] : elements.map(({ children }) => children);
		elements = groups.flatMap(group =>
			filters.reduce(
				(left, filter) => filtered(left, filter),
				group.filter(one => name === '*' || one.name === name),
			),
		);
	}

	for (const { attributes, own, all } of elements) {
		const text =
			takes === 'own text'
				? own.join('')
				: takes === 'all text'
					? tree.pieces.slice(all.from, all.to).join('')
					: attributes.get(takes.attribute);
		if (text !== undefined) {
			return text;
		}
	}

	return undefined;
}

function filtered(elements: readonly XmlElement[], filter: XmlFilter): XmlElement[] {
	if (filter.kind === 'position') {
		const position = filter.position === 'last' ? elements.length : filter.position;
		return elements.slice(Math.max(0, position - 1), position);
	}

	const { name, value } = filter;
	return elements.filter(({ attributes }) =>
		value === undefined ? attributes.has(name) : attributes.get(name) === value,
	);
}

function attributesOf(written: string): ReadonlyMap<string, string> {
	return new Map(
		[...written.matchAll(attribute)].map(([, name = '', double, single]) => [
			name,
			unescapeXml(double ?? single ?? ''),
		]),
	);
}

const entities: Readonly<Record<string, string>> = {
	lt: '<',
	gt: '>',
	amp: '&',
	quot: '"',
	apos: "'",
};

function unescapeXml(text: string): string {
	return text.replace(
		/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi,
		(whole, hex?: string, digits?: string, name?: string) => {
			if (name !== undefined) {
				return entities[name] ?? whole;
			}

			const point = hex === undefined ? Number(digits) : parseInt(hex, 16);
			return point <= 0x10_ff_ff ? String.fromCodePoint(point) : whole;
		},
	);
}
