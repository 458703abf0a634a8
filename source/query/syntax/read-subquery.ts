import { lexemeAt, newScan, splitStages, type Range } from './split-stages.ts';
import { Reader, StageUnreadable, type Reading } from './reader.ts';
import { isSpace } from './scanner.ts';
import { isReversed, readSubqueryTime, type SubqueryTime } from './subquery-time.ts';
import type { Subquery } from './tree.ts';

/** Subqueries of one query: each is run. */
export const subqueriesMax = 20;
/** Subqueries around one another. */
export const subqueryDepthMax = 5;
/** Rows that become a condition: those that are asked for, and without `maxresults`. */
export const subqueryRowsMax = 10_000;
const rowsUsual = 2_500;

/** What is said of a subquery whose range holds no time. */
export const emptyRange = {
	message: 'the subquery ends before it begins',
	next: 'write the earlier time in from: from=(-2h) to=(-1h)',
} as const;

const syntax = 'write [subquery: search | count by field | compose field]';

export function opensSubquery(text: string, at: number): boolean {
	return /^\[\s*subquery\b/i.test(text.slice(at, at + 40));
}

/**
 * `[subquery from=(-1h) to=(-5m): search | stages | compose f, g maxresults=10 keywords]` at an offset where
 * one opens. What is wrong with it is a fault, and then there is none.
 *
 * @param limit - where the text around it ends
 */
export function readSubquery(
	reading: Reading,
	start: number,
	limit: number,
): { readonly subquery: Subquery | undefined; readonly end: number } {
	const end = closingOffset(reading, start, limit);
	const faultCount = reading.faults.length;
	const span = reading.filled.span(start, end);
	const fault = (message: string, next: string): void => {
		reading.faults.push({ severity: 'fault', span, message, next });
	};

	if (++reading.subqueryCount > subqueriesMax) {
		fault(`more than ${subqueriesMax} subqueries in a query`, 'split the query');
	} else if (reading.subqueryDepth === subqueryDepthMax) {
		fault(`subqueries nested deeper than ${subqueryDepthMax} levels`, 'run the inner one first');
	} else if (reading.scanner.text[end - 1] !== ']') {
		fault('Expected "]"', 'close the subquery with ]');
	} else {
		reading.subqueryDepth++;
		const subquery = readInside(reading, start, end, fault);
		reading.subqueryDepth--;
		const isWhole = !reading.faults.slice(faultCount).some(({ severity }) => severity === 'fault');
		return { subquery: isWhole ? subquery : undefined, end };
	}

	return { subquery: undefined, end };
}

function closingOffset({ scanner }: Reading, start: number, limit: number): number {
	const scan = newScan();
	let at = start;
	do {
		scanner.meter.steps++;
		at = isSpace(scanner.text[at]) ? at + 1 : lexemeAt(scanner, at, scan).end;
	} while (scan.brackets > 0 && at < limit);

	return Math.min(at, limit);
}

type AddFault = (message: string, next: string) => void;

function readInside(
	reading: Reading,
	start: number,
	end: number,
	fault: AddFault,
): Subquery | undefined {
	const { text } = reading.scanner;
	const head = readHead(text, start, fault);
	if (head === undefined) {
		return undefined;
	}

	const limit = end - 1;
	const { search, end: pipe } = reading.readSearch(head.end, limit);
	const ranges = pipe < limit ? splitStages(reading.scanner, pipe + 1, limit) : [];
	const last = ranges.at(-1);
	const composed = last === undefined ? undefined : readCompose(reading, last);
	if (last === undefined || composed === undefined) {
		fault('a subquery ends with compose and the fields that it gives', syntax);
		return undefined;
	}

	const stages = ranges.length > 1 ? reading.readStages(pipe + 1, last.start - 1) : [];
	const span = reading.filled.span(start, end);
	const { from, to } = head;
	return { ...composed, from, to, search, stages, text: text.slice(start, end), span };
}

const option = /\s*(from|to)\s*=\s*(\([^()\]]*\)|[-\w]+)/iy;
const colon = /\s*:/y;

/** `[subquery from=(…) to=(…):` */
function readHead(text: string, start: number, fault: AddFault) {
	let at = start + (/^\[\s*subquery/i.exec(text.slice(start, start + 40))?.[0].length ?? 0);
	const times = new Map<string, SubqueryTime>();
	for (;;) {
		option.lastIndex = at;
		const found = option.exec(text);
		if (found === null) {
			break;
		}

		const [whole, name = '', written = ''] = found;
		const key = name.toLowerCase();
		const outcome = readSubqueryTime(written.replace(/^\(|\)$/g, ''));
		if (!outcome.ok) {
			const isUnknown = outcome.reason.endsWith('is no time range');
			fault(
				isUnknown ? `"${written}" is no time` : outcome.reason,
				`write ${key}=(${outcome.example})`,
			);
			return undefined;
		}

		times.set(key, outcome.time);
		at += whole.length;
	}

	colon.lastIndex = at;
	const found = colon.exec(text);
	if (found === null) {
		fault('Expected ":" behind subquery', syntax);
		return undefined;
	}

	const from = times.get('from');
	const to = times.get('to');
	if (from !== undefined && to !== undefined && isReversed(from, to)) {
		fault(emptyRange.message, emptyRange.next);
		return undefined;
	}

	return { from, to, end: at + found[0].length };
}

/** `compose f, g [maxresults=n] [keywords]`; undefined where another stage stands. */
function readCompose(
	reading: Reading,
	{ start, end }: Range,
): Pick<Subquery, 'fields' | 'rowsMax' | 'keywords'> | undefined {
	const reader = new Reader(reading, start, end);
	let keywords = false;
	let rowsMax = rowsUsual;
	try {
		if (reader.takeWord('compose') === undefined) {
			return undefined;
		}

		const fields = reader.fields();
		for (;;) {
			reader.takeSymbol(',');
			if (reader.takeWord('keywords') !== undefined) {
				keywords = true;
			} else if (reader.takeWord('maxresults') === undefined) {
				break;
			} else {
				reader.expectSymbol('=', 'write maxresults=100');
				rowsMax = readRowsMax(reader);
			}
		}

		if (reader.peek().kind !== 'end') {
			reader.failHere(`Unexpected "${reader.peek().text}"`, syntax);
		}

		return { fields, rowsMax, keywords };
	} catch (error) {
		if (!(error instanceof StageUnreadable)) {
			throw error;
		}

		// Its fault is told; these words stand where compose must.
		return { fields: [], rowsMax, keywords };
	}
}

function readRowsMax(reader: Reader): number {
	const { start } = reader.peek();
	const count = reader.integer('a number of rows');
	if (count < 1 || count > subqueryRowsMax) {
		const next = `write 1 to ${subqueryRowsMax}`;
		reader.fail(reader.span(start), `${count} is out of range`, next);
	}

	return count;
}
