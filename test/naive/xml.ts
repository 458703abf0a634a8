import type { NaiveRow } from './row.ts';
import { settle } from './settle.ts';
import type { StageOf } from './stages.ts';

type Path = StageOf<'parse-xml'>['paths'][number];

interface Element {
	readonly name: string;
	readonly attributes: Readonly<Record<string, string>>;
	/** Elements and texts, in order. */
	readonly inside: readonly (Element | string)[];
}

const entities = {
	'&lt;': '<',
	'&gt;': '>',
	'&quot;': '"',
	'&apos;': "'",
	'&#65;': 'A',
	'&#x42;': 'B',
};

/** The few entities that the cases use. */
function plain(text: string): string {
	const others = Object.entries(entities).reduce(
		(before, [entity, character]) => before.replaceAll(entity, character),
		text,
	);
	return others.replaceAll('&amp;', '&');
}

/** Reads one element at the start of a text: it, and the rest. */
function readElement(text: string): readonly [Element, string] | undefined {
	const head = /^<([\w:.-]+)((?:\s+[\w:.-]+=(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/.exec(text);
	if (!head) {
		return undefined;
	}

	const [whole, name = '', written = '', closed] = head;
	const attributes = Object.fromEntries(
		[...written.matchAll(/([\w:.-]+)=["']([^"']*)["']/g)].map(([, key, value]) => [
			key,
			plain(value!),
		]),
	);
	const inside: (Element | string)[] = [];
	let rest = text.slice(whole.length);
	while (closed === '' && !rest.startsWith('</')) {
		const comment = /^<!--[^]*?-->/.exec(rest);
		const cdata = /^<!\[CDATA\[([^]*?)\]\]>/.exec(rest);
		const bare = /^[^<]+/.exec(rest);
		const child = readElement(rest);
		const size = (comment ?? cdata ?? bare)?.[0].length;
		if (size !== undefined) {
			inside.push(comment ? '' : cdata ? cdata[1]! : plain(bare![0]));
			rest = rest.slice(size);
		} else if (child) {
			inside.push(child[0]);
			rest = child[1];
		} else {
			return undefined;
		}
	}

	const end = closed === '' ? `</${name}>` : '';
	return rest.startsWith(end) ? [{ name, attributes, inside }, rest.slice(end.length)] : undefined;
}

const textIn = (element: Element): string =>
	element.inside.map(part => (typeof part === 'string' ? part : textIn(part))).join('');

function atPath(root: Element, { steps, takes }: Path): string | undefined {
	let found: readonly Element[] = [{ name: '', attributes: {}, inside: [root] }];
	for (const { name, filters } of steps) {
		found = found.flatMap(element => {
			let left = element.inside.filter(part => typeof part !== 'string');
			left = left.filter(child => name === '*' || child.name === name);
			for (const filter of filters) {
				const all = left;
				left =
					filter.kind === 'attribute'
						? all.filter(({ attributes }) =>
								filter.value === undefined
									? filter.name in attributes
									: attributes[filter.name] === filter.value,
							)
						: all.filter(
								(_, index) =>
									index + 1 === (filter.position === 'last' ? all.length : filter.position),
							);
			}

			return left;
		});
	}

	const texts = found.map(element =>
		takes === 'all text'
			? textIn(element)
			: takes === 'own text'
				? element.inside.filter(part => typeof part === 'string').join('')
				: element.attributes[takes.attribute],
	);
	return texts.find(text => text !== undefined);
}

/** `parse xml` on one row. */
export function extractXml(row: NaiveRow, stage: StageOf<'parse-xml'>): readonly NaiveRow[] {
	const text = row.text(stage.field?.name ?? '_raw') ?? '';
	const start = text.replace(/^[^<]*(?:<\?[^]*?\?>\s*)?/, '');
	const read = readElement(start);
	const root = read?.[1].trim() === '' ? read[0] : undefined;
	const parts = stage.paths.map((path, index) => {
		const name = stage.names[index]!;
		const value = root ? atPath(root, path) : undefined;
		return { names: [name], found: value === undefined ? undefined : new Map([[name, value]]) };
	});
	return settle(row, stage.nodrop, parts);
}
