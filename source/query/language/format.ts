import { regionsOf } from '../syntax/regions.ts';
import type { Region } from '../syntax/regions.ts';

/**
 * The query with each stage in a line of its own and one blank where there are several. It means the
 * same: strings, regexes and comments stay as they are written.
 */
export function formatQuery(text: string): string {
	const lines: string[] = [];
	let line = '';
	let before: Region | undefined;
	for (const region of regionsOf(text)) {
		const written = text.slice(region.start, region.end);
		if (region.kind === 'pipe') {
			lines.push(line.trimEnd());
			line = '| ';
		} else if (region.kind !== 'blank') {
			line += written;
		} else if (isLineComment(text, before)) {
			// What stands behind a comment to the end of a line needs a line of its own.
			lines.push(line.trimEnd());
			line = '  ';
		} else if (line.trim() !== '' && !line.endsWith(' ')) {
			line += ' ';
		}

		before = region;
	}

	lines.push(line.trimEnd());
	const [first = '', ...others] = lines;
	// A query may begin with its first stage.
	return [...(first.trim() === '' ? [] : [first.trimStart()]), ...others.filter(isWritten)].join(
		'\n',
	);
}

function isLineComment(text: string, region: Region | undefined): boolean {
	return region?.kind === 'comment' && text.startsWith('//', region.start);
}

function isWritten(line: string): boolean {
	return line.trim() !== '';
}
