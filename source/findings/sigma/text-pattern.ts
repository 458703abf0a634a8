/** One piece of a text of Sigma: plain characters, `*` or `?`. */
export type TextPart =
	{ readonly kind: 'plain'; readonly text: string } | { readonly kind: 'any' | 'one' };

/**
 * A text with its wildcards. A backslash takes the meaning of `*`, `?` and of another backslash before them,
 * and is itself elsewhere.
 */
export function partsOf(text: string): readonly TextPart[] {
	const parts: TextPart[] = [];
	let plain = '';
	const flush = () => {
		if (plain !== '') {
			parts.push({ kind: 'plain', text: plain });
			plain = '';
		}
	};

	for (const [piece] of text.matchAll(/\\[*?\\]|[\s\S]/g)) {
		if (piece === '*' || piece === '?') {
			flush();
			parts.push({ kind: piece === '*' ? 'any' : 'one' });
		} else {
			plain += piece.length === 2 ? piece.slice(1) : piece;
		}
	}

	flush();
	return parts;
}

/** The text itself; undefined when it has wildcards. */
export function plainOf(parts: readonly TextPart[]): string | undefined {
	return parts.every(part => part.kind === 'plain')
		? parts.map(part => (part.kind === 'plain' ? part.text : '')).join('')
		: undefined;
}

/** A regex that matches what the parts stand for. */
export function patternOf(parts: readonly TextPart[]): string {
	return parts
		.map(part => {
			switch (part.kind) {
				case 'plain':
					return escaped(part.text);
				case 'any':
					return '[\\s\\S]*';
				case 'one':
					return '[\\s\\S]';
			}
		})
		.join('');
}

export function escaped(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
