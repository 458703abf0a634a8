import {
	allOf,
	callOf,
	fieldOf,
	isMissing,
	isTrue,
	notOf,
	nowhere,
	numberTest,
	textLiteral,
} from '../findings/expressions.ts';
import type { Expression } from '../query/syntax/tree.ts';
import { printExpression } from '../query/syntax/print-expression.ts';
import type { StoryRange } from './story.ts';

export const issuedKey = 'responseElements.credentials.accessKeyId';
export const callerKey = 'userIdentity.accessKeyId';

/** A query whose rows are the records that meet a condition. */
export function queryOf(condition: Expression, stages: readonly string[] = []): string {
	return [`* | where ${printExpression(condition)}`, ...stages].join(' | ');
}

/** The query of one record. */
export function recordQuery(eventId: string): string {
	return queryOf(hasValue('eventID', eventId));
}

/** A text in a query; `{{` is split, because it would be a parameter. */
function textOf(value: string): Expression {
	return value.includes('{{')
		? callOf('concat', value.split(/(?<=\{)(?=\{)/).map(textLiteral))
		: textLiteral(value);
}

/** Records whose field has exactly this text, or no value where it is null. */
export function hasValue(name: string, value: string | null): Expression {
	if (value === null) {
		return isMissing(name);
	}

	const field = fieldOf(name);
	// A number and its text would be equal, as would 12 and "012".
	const left = mayBeOther(value) ? callOf('toString', [field]) : field;
	const test: Expression = {
		kind: 'binary',
		operator: '=',
		left,
		right: textOf(value),
		span: nowhere,
	};
	// An empty text is equal to no value.
	return value === '' ? allOf([test, notOf(isMissing(name))]) : test;
}

function mayBeOther(value: string): boolean {
	return value === 'true' || value === 'false' || (value.trim() !== '' && !isNaN(Number(value)));
}

export function hasOneOf(name: string, values: readonly string[]): Expression {
	const list = values.map(textOf);
	return values.length === 1
		? hasValue(name, values[0] as string)
		: { kind: 'in', operand: fieldOf(name), list, negated: false, span: nowhere };
}

export function isThere(name: string): Expression {
	return notOf(isMissing(name));
}

/** Records of a half-open range of time. */
export function within({ fromMs, toMs }: StoryRange): Expression {
	return allOf([
		numberTest(fieldOf('_messageTime'), '>=', fromMs),
		numberTest(fieldOf('_messageTime'), '<', toMs),
	]);
}

const succeeded = hasValue('_result', 'Success');
const isReading = fieldOf('_readOnly');
const isDenied = fieldOf('_denied');

/** Each record is one of these. `other` are records of no call, such as those of Insights. */
export const outcomes = {
	read: allOf([succeeded, isReading]),
	write: allOf([succeeded, notOf(isReading)]),
	refused: isDenied,
	failed: allOf([notOf(isDenied), isThere('_result'), notOf(succeeded)]),
	other: isMissing('_result'),
} as const;

export type Outcome = keyof typeof outcomes;
export const outcomeNames = Object.keys(outcomes) as readonly Outcome[];

export const isWithoutSuccess: Expression = allOf([isThere('_result'), notOf(succeeded)]);

/** The outcome of a record by its `_result`, `_denied` and `_readOnly`. */
export function outcomeOf(result: string | null, isRefused: boolean, isRead: boolean): Outcome {
	if (isRefused) {
		return 'refused';
	}

	return result === null ? 'other' : result !== 'Success' ? 'failed' : isRead ? 'read' : 'write';
}

/** Records in which a key of a session was given out. */
export const isIssuing = isThere(issuedKey);
/** What a timeline folds. Taking a role reads too, by its flag, but it leads on. */
export const isFolded: Expression = allOf([isTrue(isReading), isMissing(issuedKey)]);
