/**
 * Boxes on the screen whose border is not closed, as words; empty when all are.
 *
 * @param cells - shape `[rows][columns]`
 */
export function openBorders(cells: readonly (readonly string[])[]): string[] {
	const faults: string[] = [];
	for (const [top, row] of cells.entries()) {
		for (const [left, glyph] of row.entries()) {
			if ('╭├'.includes(glyph) && hasTitle(row, left)) {
				faults.push(...boxFaults(cells, top, left));
			}
		}
	}

	return faults;
}

/** How many boxes begin on the screen. */
export function boxCount(cells: readonly (readonly string[])[]): number {
	return cells.flatMap(row => row.filter((glyph, at) => '╭├'.includes(glyph) && hasTitle(row, at)))
		.length;
}

/** A corner of a line chart has none behind it. */
function hasTitle(row: readonly string[], left: number): boolean {
	const right = cornerOf(row, left);
	return right < 0
		? left === 0 || row[left - 1] === '╮'
		: row.slice(left, right).some(glyph => /\p{L}/u.test(glyph));
}

/** Where the line with a title ends: at the corner, or where the box above is closed by it. */
function cornerOf(row: readonly string[], left: number): number {
	return row.indexOf(row[left] === '├' ? '┤' : '╮', left);
}

function boxFaults(cells: readonly (readonly string[])[], top: number, left: number): string[] {
	const right = cornerOf(cells[top] ?? [], left);
	if (right < 0) {
		return [`the box at ${top},${left} has no right top corner`];
	}

	let bottom = top + 1;
	while (bottom < cells.length && cells[bottom]?.[left] !== '╰') {
		// The title of the box below closes this one.
		if (cells[bottom]?.[left] === '├') {
			return [];
		}

		const [start, end] = [cells[bottom]?.[left], cells[bottom]?.[right]];
		// A menu over the panels covers what lies under it.
		if (start !== '│' || end !== '│') {
			return [`row ${bottom} of the box at ${top},${left} has borders "${start}" and "${end}"`];
		}

		bottom += 1;
	}

	return cells[bottom]?.[right] === '╯'
		? []
		: [`the box at ${top},${left} to ${right} is not closed at row ${bottom}`];
}
