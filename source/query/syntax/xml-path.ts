/** One step of a path: an element by its name, and which of those that have it. */
export interface XmlStep {
	/** `*` is any. */
	readonly name: string;
	readonly filters: readonly XmlFilter[];
}

export type XmlFilter =
	/** From 1; of the elements that are left. */
	| { readonly kind: 'position'; readonly position: number | 'last' }
	| { readonly kind: 'attribute'; readonly name: string; readonly value: string | undefined };

/** A path from the root, and what of the element is taken. */
export interface XmlPath {
	readonly text: string;
	readonly steps: readonly XmlStep[];
	/** The whole text inside, its own text alone, or an attribute. */
	readonly takes: { readonly attribute: string } | 'own text' | 'all text';
}

const name = String.raw`[A-Za-z_][\w.:-]*`;
const filter = String.raw`\[\s*(?:\d{1,9}|last\(\)|@${name}\s*(?:=\s*(?:"[^"]*"|'[^']*'|[\w.-]+)\s*)?)\s*\]`;
const step = new RegExp(String.raw`/(${name}|\*)((?:${filter})*)`, 'y');
const filters = new RegExp(filter, 'g');
const last = new RegExp(String.raw`/(?:@(${name})|text\(\))$`, 'y');
const attribute = new RegExp(String.raw`@(${name})\s*(?:=\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+)))?`);

/**
 * The part of XPath that goes from the root down: `/a/b[2]/c[@id="x"]/text()`, `/a/b[last()]/@id`.
 * Undefined where the text is no such path.
 */
export function readXmlPath(text: string): XmlPath | undefined {
	const steps: XmlStep[] = [];
	let at = 0;
	while (at < text.length) {
		last.lastIndex = at;
		const end = last.exec(text);
		if (end !== null) {
			const takes = end[1] === undefined ? 'own text' : { attribute: end[1] };
			return steps.length === 0 ? undefined : { text, steps, takes };
		}

		step.lastIndex = at;
		const found = step.exec(text);
		if (found === null) {
			return undefined;
		}

		const [whole, element = '', written = ''] = found;
		steps.push({
			name: element,
			filters: [...written.matchAll(filters)].map(one => readFilter(one[0])),
		});
		at += whole.length;
	}

	return steps.length === 0 ? undefined : { text, steps, takes: 'all text' };
}

function readFilter(written: string): XmlFilter {
	const found = attribute.exec(written);
	if (found !== null) {
		const [, key = '', double, single, plain] = found;
		return { kind: 'attribute', name: key, value: double ?? single ?? plain };
	}

	const digits = /\d+/.exec(written)?.[0];
	return { kind: 'position', position: digits === undefined ? 'last' : Number(digits) };
}
