import { regionsOf } from '../query/syntax/regions.ts';
import type { Region } from '../query/syntax/regions.ts';
import { mergeSpans, span } from '../panels/span.ts';
import type { Role, Span } from '../panels/span.ts';
import { sanitise } from '../text/sanitise.ts';

const roles: Readonly<Record<Region['kind'], Role>> = {
	blank: 'text',
	comment: 'dim',
	string: 'string',
	regex: 'string',
	word: 'text',
	number: 'number',
	name: 'key',
	symbol: 'dim',
	pipe: 'accent',
	parameter: 'accent',
};
const words =
	/^(and|or|not|in|by|as|on|from|nodrop|matches|contains|asc|desc|row|column|field|with)$/i;

/** A query on one line, in colours. */
export function queryColours(text: string): Span[] {
	const line: Span[] = [];
	let stage = 0;

	for (const region of regionsOf(text)) {
		const piece = text.slice(region.start, region.end);
		const isStageName = region.kind === 'word' && region.stage > 0 && region.stage !== stage;
		const role =
			region.kind === 'word' && (isStageName || words.test(piece)) ? 'keyword' : roles[region.kind];
		stage = region.kind === 'word' ? region.stage : stage;
		line.push(span(sanitise(piece.replace(/\s*\n\s*/g, ' ')), role));
	}

	return [...mergeSpans(line)];
}
