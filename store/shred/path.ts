/** A key of an object, or an index into an array. */
export type PathStep = string | number;

/** Characters that a bare key must not contain, because they are syntax. */
const needsQuotes = /[.[\]'"\\\s]/;

/** The text of one step after another text. */
function stepText(step: PathStep): string {
	if (typeof step === 'number') {
		return `[${step}]`;
	}

	if (step === '' || needsQuotes.test(step)) {
		return `['${step.replace(/['\\]/g, '\\$&')}']`;
	}

	return `.${step}`;
}

/** Appends a step to a path text; the empty text is the record itself. */
export function joinPath(parent: string, step: PathStep): string {
	const text = stepText(step);
	return parent === '' && text.startsWith('.') ? text.slice(1) : parent + text;
}

/**
 * The text of a path: keys joined by `.`, an index as `[3]`, and a key that is empty or contains
 * any of `. [ ] ' " \` or white space as `['…']`. The empty list is the record itself, written ``.
 */
export function pathOf(steps: readonly PathStep[]): string {
	return steps.reduce<string>(joinPath, '');
}

const indexPattern = /\[(0|[1-9]\d{0,8})\]/y;
const quotedPattern = /\['((?:[^'\\]|\\['\\])*)'\]/y;
const barePattern = /\.?([^.[\]'"\\\s]+)/y;

/**
 * The steps of a path text; undefined when it is not one. Accepts the spelling of `pathOf`, and
 * `['…']` around any key.
 */
export function parsePath(text: string): readonly PathStep[] | undefined {
	const steps: PathStep[] = [];
	let at = 0;
	while (at < text.length) {
		const match = [indexPattern, quotedPattern, barePattern]
			.map(pattern => {
				pattern.lastIndex = at;
				return { pattern, found: pattern.exec(text) };
			})
			.find(({ found }) => found !== null);
		if (!match?.found) {
			return undefined;
		}

		const [whole, inner = ''] = match.found;
		if (match.pattern === barePattern && whole.startsWith('.') === (at === 0)) {
			return undefined;
		}

		const key = match.pattern === quotedPattern ? inner.replace(/\\(.)/gs, '$1') : inner;
		steps.push(match.pattern === indexPattern ? Number(inner) : key);
		at += whole.length;
	}

	return steps;
}
