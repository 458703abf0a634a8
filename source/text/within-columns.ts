import { cellWidth } from './width.ts';
import { wrapCells } from './fit.ts';

/** A second column that begins farther right than this many cells leaves too little for its text. */
const hangingCells = 40;

/**
 * A text for people with no line wider than `cells`, broken at blanks. What was broken off stands below the column that
 * it belongs to; a command behind `$` goes on with a backslash, as a shell reads it.
 */
export function withinColumns(text: string, cells: number): string {
	return text
		.split('\n')
		.flatMap(line =>
			cellWidth(line) <= cells
				? [line]
				: /^ *\$ /.test(line)
					? commandLines(line, cells)
					: brokenLines(line, cells),
		)
		.join('\n');
}

function brokenLines(line: string, cells: number): readonly string[] {
	const indent = /^ */.exec(line)?.[0].length ?? 0;
	const column = /^( *\S.*? {2,})\S/.exec(line)?.[1]?.length ?? 0;
	const isItem = line.startsWith('- ', indent);
	const hanging = column > 0 && column <= hangingCells ? column : isItem ? indent + 2 : indent;
	return wrapCells(line.slice(hanging), cells - hanging).map((part, index) =>
		index === 0 ? line.slice(0, hanging) + part : ' '.repeat(hanging) + part,
	);
}

/** Words of a shell: what stands in quotes is one. */
const shellWords = /(?:'[^']*'|"[^"]*"|[^\s'"])+/g;

function commandLines(line: string, cells: number): readonly string[] {
	const indent = /^ *\$ /.exec(line)?.[0] ?? '';
	const lines: string[] = [];
	let current = indent;
	for (const word of line.slice(indent.length).match(shellWords) ?? []) {
		const isFirst = current.trim() === indent.trim() || current.trim() === '';
		if (!isFirst && cellWidth(current) + 1 + cellWidth(word) > cells - 2) {
			lines.push(`${current} \\`);
			current = ' '.repeat(indent.length + 2) + word;
		} else {
			current = isFirst ? current + word : `${current} ${word}`;
		}
	}

	return [...lines, current];
}
