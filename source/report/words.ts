import type { Value } from '../query/value.ts';
import { dayMs } from '../text/duration.ts';
import { formatNumber, formatPlural, formatShare } from '../text/number.ts';
import { sanitise } from '../text/sanitise.ts';
import { formatTime } from '../text/time.ts';
import type { ColumnKind, Report, ReportFigure, ReportTable } from './report.ts';

/** Characters of a value that are shown; of a longer one, how many it has. */
export const valueCharactersMax = 200;

/** With what each report begins its title, so that one is known again. */
export const titleStart = 'Trail report';

/** `Trail report: prod, 2026-02-28`: whole days by their names, other ranges by their times. */
export function titleOf({ trail, fromMs, toMs, timeZone }: Report): string {
	const from = formatTime(fromMs, timeZone, 'full');
	const to = formatTime(toMs, timeZone, 'full');
	const isOfDays = from.endsWith(' 00:00:00') && to.endsWith(' 00:00:00');
	const lastDay = formatTime(toMs - 1, timeZone, 'full').slice(0, -9);
	const firstDay = from.slice(0, -9);
	const range = !isOfDays
		? `${from} to ${to}`
		: firstDay === lastDay
			? firstDay
			: `${firstDay} to ${lastDay}`;
	return `${titleStart}: ${shown(trail)}, ${range}`;
}

/** The range to the second with its time zone, and when the report was made. */
export function rangeWords({ fromMs, toMs, timeZone, madeMs }: Report): string {
	const [from, to, made] = [fromMs, toMs, madeMs].map(timeMs =>
		formatTime(timeMs, timeZone, 'full'),
	);
	return `${from} to ${to}, ${timeZone}. Made ${made} ${timeZone}.`;
}

/** Said at the top: what the numbers lack, and that there are none. */
export function leadWords(report: Report): readonly string[] {
	const { completeness, recordCount } = report;
	return [
		...completeness.alerts,
		...(recordCount === 0 ? ['There is no record in this range.'] : []),
	];
}

/** A text from outside as it is shown: one line, nothing that acts, and no longer than is read. */
export function shown(text: string): string {
	const start = sanitise(
		[...text.slice(0, 2 * valueCharactersMax)].slice(0, valueCharactersMax).join(''),
	);
	return text.length > 2 * valueCharactersMax || [...text].length > valueCharactersMax
		? `${start}… (${formatPlural(text.length, 'character')})`
		: start;
}

/** A value of a row as text; `–` for none. Not yet safe in any markup. */
export function cellText(value: Value, kind: ColumnKind, timeZone: string): string {
	if (value === null) {
		return '–';
	}

	switch (kind) {
		case 'count':
			return formatNumber(Number(value));
		case 'time':
			return formatTime(Number(value), timeZone, 'full');
		case 'service':
			return shown(String(value).replace(/\.amazonaws\.com$/, ''));
		default:
			return shown(String(value));
	}
}

/** `+12 (+3.4%)`, `no change`; `–` where nothing is known of before. */
export function changeText({ count, before }: ReportFigure): string {
	if (before === undefined) {
		return '–';
	}

	const more = count - before;
	const sign = more > 0 ? '+' : '';
	return more === 0
		? 'no change'
		: before === 0
			? `${sign}${formatNumber(more)}`
			: `${sign}${formatNumber(more)} (${sign}${formatShare(more / before)})`;
}

/** `15 of 42 rows`; undefined where all are shown. */
export function moreWords({ rows, rowCount }: ReportTable): string | undefined {
	return rowCount > rows.length
		? `The first ${formatNumber(rows.length)} of ${formatPlural(rowCount, 'row')}.`
		: undefined;
}

/** The start of a bucket as far as it tells it from the others. */
export function bucketText(timeMs: number, stepMs: number, timeZone: string): string {
	const full = formatTime(timeMs, timeZone, 'full');
	return stepMs >= dayMs ? full.slice(0, -9) : full.slice(-14, -3);
}

/** What says how the numbers can be had again. */
export function queriesIntro({ fromMs, toMs, findingsCommand }: Report): readonly string[] {
	const [since, until] = [fromMs, toMs].map(timeMs => new Date(timeMs).toISOString());
	const findings =
		findingsCommand === undefined ? [] : [`The findings are those of: ${findingsCommand}`];
	return [
		`Each number is the number of rows of its query, each table is the first rows of its query, from --since ${since} to --until ${until} unless the query has times of its own.`,
		'“Before” is the same query over the period before.',
		...findings,
	];
}
