/** A key of an object, or an index into an array. */
export type PathStep = string | number;

/** What a bare key may not hold, because it would read as syntax. */
const needsQuotes = /[.[\]'"\\\s]/;

/** The text of one step as it stands behind other text. */
function stepText(step: PathStep): string {
	if (typeof step === 'number') {
		return `[${step}]`;
	}

	if (step === '' || needsQuotes.test(step)) {
		return `['${step.replace(/['\\]/g, '\\$&')}']`;
	}

	return `.${step}`;
}

/** Puts one more step behind a path text; the empty text is the record itself. */
export function joinPath(parent: string, step: PathStep): string {
	const text = stepText(step);
	return parent === '' && text.startsWith('.') ? text.slice(1) : parent + text;
}

/**
 * The text of a path: keys joined by `.`, an index as `[3]`, and a key that is empty or holds any
 * of `. [ ] ' " \` or white space as `['…']`. The empty list is the record itself, written ``.
 */
export function pathOf(steps: readonly PathStep[]): string {
	return steps.reduce<string>(joinPath, '');
}

const indexPattern = /\[(0|[1-9]\d{0,8})\]/y;
const quotedPattern = /\['((?:[^'\\]|\\['\\])*)'\]/y;
const barePattern = /\.?([^.[\]'"\\\s]+)/y;

/**
 * The steps of a path text; undefined when it is not one. Only the spelling that `pathOf` writes
 * and `['…']` around a key that would not need it are read.
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
