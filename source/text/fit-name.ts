import { ellipsis, fit, fitEnd, padEnd, takeCells } from './fit.ts';
import { cellWidth } from './width.ts';

/** What IAM Identity Center puts around the name of a permission set. */
const permissionSet = /^AWSReservedSSO_(.+)_[0-9a-f]{16}(?=\/|$)/;

const roleCellsMin = 4;

/** A name as it is shown when it has no room for all of it: a role of IAM Identity Center by the name that somebody gave it. */
export function shortName(text: string): string {
	return text.replace(permissionSet, `${ellipsis}$1`);
}

/**
 * A name cut to at most `cells` cells so that what tells it from others stays: the last part of `role/session` and of
 * paths with some of what is before it, and of a role of IAM Identity Center the name that somebody gave it.
 */
export function fitName(text: string, cells: number): string {
	if (cells <= 0 || cellWidth(text) <= cells) {
		return fit(text, cells);
	}

	const named = shortName(text);
	if (cellWidth(named) <= cells) {
		return named;
	}

	const slash = named.lastIndexOf('/');
	const last = named.slice(slash + 1);
	// Sentences and user agents are read from their beginning.
	if (slash < 0 || last === '' || text.includes(' ')) {
		return fit(named, cells);
	}

	const isPerson = last.includes('@');
	const headCells = cells - cellWidth(last) - 2;
	if (headCells >= (isPerson ? 0 : Math.floor(cells / 4))) {
		// One or two letters of a role say nothing.
		const isHint = isPerson && headCells < roleCellsMin;
		const head = isHint ? '' : takeCells(named.slice(0, slash), headCells);
		return `${head}${head.endsWith(ellipsis) ? '' : ellipsis}/${last}`;
	}

	// Of people the name before the @ says who it is; of machines it is the role, and the end of the session tells them apart.
	return isPerson ? fit(last, cells) : fitMiddle(named, cells);
}

/** A text that is too long, cut in its middle. */
function fitMiddle(text: string, cells: number): string {
	const headCells = Math.floor(cells / 2);
	return takeCells(text, headCells) + fitEnd(text, cells - headCells);
}

/** A name cut like that or filled with blanks to exactly `cells` cells. */
export function padName(text: string, cells: number): string {
	return padEnd(fitName(text, cells), cells);
}
