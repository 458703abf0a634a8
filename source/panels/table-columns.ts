import type { QueryResult } from '../query/port.ts';
import type { Value } from '../query/value.ts';
import { accountName, titleAccountName } from './account-name.ts';
import { noChoice } from './column-choice.ts';
import type { ColumnChoice } from './column-choice.ts';
import type { PanelContext } from './model.ts';
import { sanitise } from '../text/sanitise.ts';
import { cellText, isTimeColumn, numberOf, timeFormOf } from './value-text.ts';

/** Two rows can be equal by chance. */
const sameRowsMin = 3;

/**
 * Indexes of the columns of a list in the order of the person, without those that are hidden: the requested ones, else all,
 * of records without their text when there are others. Never empty.
 */
export function chooseColumns(
	result: QueryResult,
	asked: readonly string[] | undefined,
	choice: ColumnChoice = noChoice,
): readonly number[] {
	const wanted = orderedColumns(result, asked, choice);
	const shown = wanted.filter(index => !choice.hidden.includes(result.columns[index] ?? ''));
	return shown.length > 0 ? shown : wanted;
}

/** Titles of the columns that a list would have, and that the user has hidden. */
export function hiddenTitles(
	result: QueryResult,
	asked: readonly string[] | undefined,
	choice: ColumnChoice,
): readonly string[] {
	const shown = chooseColumns(result, asked, choice);
	return orderedColumns(result, asked, choice).flatMap(index =>
		shown.includes(index) ? [] : [result.columns[index] ?? ''],
	);
}

/** The same with what is hidden, for whoever chooses. */
export function orderedColumns(
	result: QueryResult,
	asked: readonly string[] | undefined,
	{ order }: ColumnChoice,
): readonly number[] {
	const placeOf = (index: number) => {
		const place = order.indexOf(result.columns[index] ?? '');
		return place < 0 ? order.length : place;
	};

	return wantedColumns(result, asked).toSorted((a, b) => placeOf(a) - placeOf(b));
}

function wantedColumns(result: QueryResult, asked: readonly string[] | undefined): number[] {
	const all = result.columns.map((_, index) => index);

	if (asked !== undefined) {
		const found = asked
			.map(title => result.columns.findIndex(one => one.toLowerCase() === title.toLowerCase()))
			.filter(index => index >= 0);
		return found.length > 0 ? found : all;
	}

	if (result.kind === 'table') {
		return all;
	}

	// The text of a record has no room in a line: enter opens it.
	const short = all.filter(index => result.columns[index]?.toLowerCase() !== '_raw');
	return short.length > 0 ? short : all;
}

/** Only of a result that is here whole it is known that all rows are the same; times and numbers are what the rows are for. */
export function sameColumns(
	result: QueryResult,
	chosen: readonly number[],
	choice: ColumnChoice,
): readonly number[] {
	const isWhole = result.complete && result.rows.length === result.rowCount;
	const same =
		isWhole && result.rows.length >= sameRowsMin
			? chosen.filter(index => isSame(result, index, choice))
			: [];
	return same.length === chosen.length ? [] : same;
}

function isSame({ columns, rows }: QueryResult, index: number, { kept }: ColumnChoice): boolean {
	const title = columns[index] ?? '';
	const first = rows[0]?.[index] ?? null;
	return (
		typeof first !== 'number' &&
		!isTimeColumn(title) &&
		!kept.includes(title) &&
		rows.every(row => (row[index] ?? null) === first)
	);
}

/** `type AwsApiCall`, for each of some columns that have one value in all rows. */
export function sameTexts(
	result: QueryResult,
	same: readonly number[],
	context: PanelContext,
): readonly string[] {
	const form = timeFormOf(context.range, context.timeZone);
	return same.map(index => {
		const title = result.columns[index] ?? '';
		const value = result.rows[0]?.[index] ?? null;
		const text =
			accountName(value, title, context.aliases) ?? cellText(value, title, context.timeZone, form);
		return `${titleText(title, result.columns, context)} ${text === '' ? '–' : text}`;
	});
}

/** Whether the values are numbers, so that they stand at the right. */
export function isNumeric(rows: readonly (readonly Value[])[], index: number): boolean {
	return rows.every(row => {
		const value = row[index] ?? null;
		return value === null || (typeof value === 'number' && Number.isFinite(numberOf(value)));
	});
}

const shortTitles: Readonly<Record<string, string>> = {
	eventTime: 'time',
	_timeslice: 'time',
	_messageTime: 'time',
	sourceIPAddress: 'ip',
	eventName: 'event',
	eventSource: 'source',
	eventType: 'type',
	awsRegion: 'region',
	eventCount: 'count',
	mfaUsed: 'mfa',
	mfaAuthenticated: 'mfa',
	errorCode: 'error',
	errorMessage: 'message',
	principalId: 'principal',
	targetUser: 'target',
	accessKeyId: 'key',
	groupDescription: 'description',
};

/**
 * Titles are shortened for display; the model keeps the full ones. Where a short one could be
 * another column's too, each is shown as it is written in the query.
 */
export function titleText(title: string, all: readonly string[], context: PanelContext): string {
	const short = shortTitles[title];
	const isTaken = all.some(one => one !== title && (one === short || shortTitles[one] === short));
	const named = titleAccountName(title, context);
	// Two accounts can have one alias.
	const isNamedTwice =
		named !== undefined &&
		all.some(one => one !== title && titleAccountName(one, context) === named);
	return isNamedTwice || (named ?? short) === undefined || (named === undefined && isTaken)
		? sanitise(title)
		: (named ?? short ?? title);
}
