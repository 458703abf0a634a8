/** Elements that have no end. */
const empty = new Set(['meta', 'br', 'line', 'rect']);
const known = new Set(
	`html head meta title style body main section p strong a h1 h2 h3 small div table thead tbody tr th td span svg desc line text rect g
	details summary dl dt dd ul li code`.split(/\s+/),
);

export interface Element {
	readonly name: string;
	readonly attributes: ReadonlyMap<string, string>;
}

/**
 * Reads HTML as a browser that forgives nothing: only elements that a report may have, each ended in its turn, each
 * attribute in quotes, each mark in text escaped.
 */
export function elementsIn(html: string): readonly Element[] {
	const found: Element[] = [];
	const open: string[] = [];
	const doctype = '<!doctype html>\n';
	if (!html.startsWith(doctype)) {
		throw new Error('no doctype');
	}

	const style = /<style>[^<]*<\/style>/.exec(html)?.[0] ?? '';
	const rest = html.slice(doctype.length).replace(style, '<style></style>');
	for (const [token] of rest.matchAll(/<[^>]*>|[^<]+|</g)) {
		if (!token.startsWith('<')) {
			readText(token);
			continue;
		}

		const [, slash, name = '', attributes = ''] =
			/^<(\/?)([a-z][a-z\d]*)((?: [a-zA-Z-]+\d?="[^"<>]*")*)\/?>$/.exec(token) ?? [];
		if (!known.has(name)) {
			throw new Error(`no element of a report: ${token.slice(0, 100)}`);
		}

		if (slash === '/') {
			const last = open.pop();
			if (last !== name) {
				throw new Error(`</${name}> ends <${last ?? ''}>`);
			}

			continue;
		}

		found.push({ name, attributes: readAttributes(attributes) });
		if (!empty.has(name)) {
			open.push(name);
		}
	}

	if (open.length > 0) {
		throw new Error(`not ended: ${open.join(' ')}`);
	}

	return found;
}

function readText(text: string): void {
	if (/[>"]|&(?!(?:amp|lt|gt|quot|#39);)/.test(text)) {
		throw new Error(`a mark in text: ${text.slice(0, 100)}`);
	}
}

function readAttributes(text: string): ReadonlyMap<string, string> {
	return new Map(
		[...text.matchAll(/ ([a-zA-Z-]+\d?)="([^"]*)"/g)].map(([, name = '', value = '']) => {
			if (/^on|^style$|^src/i.test(name) || /https?:|javascript:|url\(/i.test(value)) {
				throw new Error(`an attribute that acts or loads: ${name}="${value.slice(0, 100)}"`);
			}

			return [name, value];
		}),
	);
}
