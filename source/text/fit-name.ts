import { ellipsis, fit, fitEnd, padEnd, takeCells } from './fit.ts';
import { cellWidth } from './width.ts';

/** What IAM Identity Center puts around the name of a permission set. */
const permissionSet = /^AWSReservedSSO_(.+)_[0-9a-f]{16}(?=\/|$)/;

/**
 * A name cut to at most `cells` cells so that what tells it from others stays: the last part of `role/session` and of
 * paths, and of a role of IAM Identity Center the name that somebody gave it.
 */
export function fitName(text: string, cells: number): string {
	if (cells <= 0 || cellWidth(text) <= cells) {
		return fit(text, cells);
	}

	const named = text.replace(permissionSet, `${ellipsis}$1`);
	if (cellWidth(named) <= cells) {
		return named;
	}

	const slash = named.lastIndexOf('/');
	const last = named.slice(slash + 1);
	// Sentences and user agents are read from their beginning.
	if (slash < 0 || last === '' || text.includes(' ')) {
		return fit(named, cells);
	}

	const headCells = cells - cellWidth(last) - 2;
	if (headCells >= 0) {
		const head = takeCells(named.slice(0, slash), headCells);
		return `${head}${head.endsWith(ellipsis) ? '' : ellipsis}/${last}`;
	}

	// The name before the @ tells people apart, the end of an id does.
	return last.includes('@') ? ellipsis + fit(last, cells - 1) : fitEnd(last, cells);
}

/** A name cut like that or filled with blanks to exactly `cells` cells. */
export function padName(text: string, cells: number): string {
	return padEnd(fitName(text, cells), cells);
}
