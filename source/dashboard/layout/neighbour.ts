import type { Page, Rect } from './grid.ts';

export type Direction = 'up' | 'down' | 'left' | 'right';

/**
 * The panel next to another one in a direction: the nearest, of several that with the longest common edge. Pages lie one
 * below the other, so that down from the last row of a page is the first row of the next.
 *
 * @returns its id; undefined at the edge of the dashboard
 */
export function neighbourOf(pages: readonly Page[], id: string, to: Direction): string | undefined {
	const panels = belowEachOther(pages);
	const from = panels.find(panel => panel.id === id)?.rect;
	if (from === undefined) {
		return undefined;
	}

	const [next] = panels
		.map(panel => ({ id: panel.id, ...nearness(from, panel.rect, to) }))
		.filter(({ gapCells, edgeCells }) => gapCells >= 0 && edgeCells > 0)
		.sort((a, b) => a.gapCells - b.gapCells || b.edgeCells - a.edgeCells);
	return next?.id;
}

function belowEachOther(pages: readonly Page[]): { readonly id: string; readonly rect: Rect }[] {
	let top = 0;
	return pages.flatMap(page => {
		const y = top;
		top += Math.max(0, ...page.map(({ rect }) => rect.y + rect.heightCells));
		return page.map(({ id, rect }) => ({ id, rect: { ...rect, y: rect.y + y } }));
	});
}

/** How far another rectangle is in a direction, and how long the edge is that both have in common. */
function nearness(
	from: Rect,
	other: Rect,
	to: Direction,
): { readonly gapCells: number; readonly edgeCells: number } {
	const gaps: Readonly<Record<Direction, number>> = {
		up: from.y - (other.y + other.heightCells),
		down: other.y - (from.y + from.heightCells),
		left: from.x - (other.x + other.widthCells),
		right: other.x - (from.x + from.widthCells),
	};
	const edgeCells =
		to === 'left' || to === 'right'
			? Math.min(from.y + from.heightCells, other.y + other.heightCells) - Math.max(from.y, other.y)
			: Math.min(from.x + from.widthCells, other.x + other.widthCells) - Math.max(from.x, other.x);
	return { gapCells: gaps[to], edgeCells };
}
