import { sanitise } from '../text/sanitise.ts';
import { mergeSpans, span } from '../panels/span.ts';
import type { Role, Span } from '../panels/span.ts';

const pieces =
	/("(?:[^"\\]|\\.)*"?)|(\|)|(\/\/[^\n]*)|\b(\d+(?:\.\d+)?[smhdw]?)\b|([A-Za-z_][\w.]*)|(\s+)|([^\s\w"|])/g;
const words =
	/^(and|or|not|in|by|as|on|from|nodrop|matches|contains|asc|desc|row|column|field|with)$/i;

/** A query in colours: not the parser's view, but good enough to read by, and never in its way. */
export function queryColours(text: string): Span[] {
	const line: Span[] = [];
	let atStage = false;

	for (const [piece, text_, pipe, comment, number, word] of text.matchAll(pieces)) {
		const role: Role =
			text_ !== undefined
				? 'string'
				: pipe !== undefined
					? 'accent'
					: comment !== undefined
						? 'dim'
						: number !== undefined
							? 'number'
							: word !== undefined && (atStage || words.test(word))
								? 'keyword'
								: 'text';
		line.push(span(sanitise(piece.replace(/\s*\n\s*/g, ' ')), role));
		atStage = pipe !== undefined || (atStage && piece.trim() === '');
	}

	return [...mergeSpans(line)];
}
