import { regionsOf } from '../../query/syntax/regions.ts';

/** The query without line breaks where they mean nothing: those in texts and behind a comment of a line stay. */
export function oneLine(query: string): string {
	let line = '';
	let isAfterComment = false;

	for (const { kind, start, end } of regionsOf(query.trim())) {
		const written = query.trim().slice(start, end);
		line += kind === 'blank' && written.includes('\n') && !isAfterComment ? ' ' : written;
		isAfterComment = kind === 'comment' && written.startsWith('//');
	}

	return line;
}
