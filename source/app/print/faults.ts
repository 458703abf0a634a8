import type { Fault } from '../../query/value.ts';
import { formatPlural } from '../../text/number.ts';
import { sanitise } from '../../text/sanitise.ts';
import { cellWidth } from '../../text/width.ts';

/** How much of a query’s line is shown around a fault, in cells. */
const lineCellsMax = 160;

/** Faults or warnings that are printed; the first ones make most of the others. */
const faultsShownMax = 20;

/** Prints the faults of a query: the line, the faulty span underlined, and the repair. */
export function printFaults(text: string, faults: readonly Fault[]): string {
	return printAll(text, faults, 'more fault');
}

/** Prints what the checks warn of in the same way. */
export function printWarnings(text: string, warnings: readonly Fault[]): string {
	return printAll(text, warnings, 'more warning');
}

function printAll(text: string, faults: readonly Fault[], others: string): string {
	const shown = faults.slice(0, faultsShownMax).map(fault => printFault(text, fault));
	const more = faults.length - shown.length;
	return [...shown, ...(more > 0 ? [`and ${formatPlural(more, others)}\n`] : [])].join('\n');
}

function printFault(text: string, fault: Fault): string {
	const lineStart = text.lastIndexOf('\n', fault.span.start - 1) + 1;
	const lineEnd = text.indexOf('\n', fault.span.start);
	const line = text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd);
	// A long line is shown from a point shortly before the fault.
	const skipped = Math.max(0, fault.span.start - lineStart - lineCellsMax / 2);
	const shown = line.slice(skipped, skipped + lineCellsMax);
	const before = sanitise(line.slice(skipped, fault.span.start - lineStart));
	const marked = sanitise(
		text.slice(fault.span.start, Math.min(fault.span.end, lineStart + skipped + shown.length)),
	);
	const underline = ' '.repeat(cellWidth(before)) + '^'.repeat(Math.max(1, cellWidth(marked)));
	const kind = fault.severity === 'warning' ? 'warning: ' : '';
	return `${sanitise(shown)}\n${underline}\n${kind}${fault.message}\nnext: ${fault.next}\n`;
}
