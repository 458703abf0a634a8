import { isIP } from 'node:net';
import { nearest } from '../../query/syntax/nearest.ts';
import type { Expression } from '../../query/syntax/tree.ts';
import { faultsOf } from '../conditions.ts';
import type { FaultPath } from '../rule-fault.ts';
import { anyDash, dashed, encodedDashesMax, encodings, partsOfOptions } from './encodings.ts';
import {
	allOf,
	anyOf,
	callOf,
	elementsOf,
	fieldOf,
	isMissing,
	isTrue,
	never,
	nowhere,
	notOf,
	numberTest,
	textLiteral,
} from '../expressions.ts';
import { patternsTest, regexTest } from './patterns.ts';
import { Refusal } from './refusal.ts';
import { escaped, partsOf, patternOf, plainOf } from './text-pattern.ts';
import { timePartTest, timeParts } from './time-parts.ts';

const comparisons = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;
const placesOf = {
	contains: (choice: string) => choice,
	startswith: (choice: string) => `^${choice}`,
	endswith: (choice: string) => `${choice}$`,
} as const;

type Place = keyof typeof placesOf;

const known = [
	...['contains', 'startswith', 'endswith', 'all', 're', 'i', 'm', 's', 'cased', 'exists', 'cidr'],
	...['lt', 'lte', 'gt', 'gte', 'neq', 'fieldref', 'windash', 'expand'],
	...Object.keys(encodings),
	...timeParts,
];

/** Values of one field; more would not be read by a person either. */
export const valuesMax = 20_000;

/** The field that keywords are looked for in. */
const wholeEvent = '_raw';

interface Asked {
	readonly field: string;
	readonly modifiers: readonly string[];
	readonly path: FaultPath;
}

/**
 * One entry of a selection: `field|modifier: value`, or a list of values. Without a field the whole event is
 * meant.
 *
 * @throws Refusal
 */
export function fieldTest(key: string, value: unknown, path: FaultPath): Expression {
	const [name = '', ...written] = key.split('|').map(part => part.trim());
	const modifiers = written.map(word => word.toLowerCase());
	const unknown = modifiers.find(word => !known.includes(word));
	if (unknown !== undefined) {
		const near = nearest(unknown, known);
		throw new Refusal(
			path,
			`the modifier "${unknown}" is not known`,
			near === undefined ? `known are ${known.join(', ')}` : `did you mean "${near}"?`,
		);
	}

	if (modifiers.includes('expand')) {
		throw new Refusal(
			path,
			'placeholders have no values here',
			'write the values instead of expand',
		);
	}

	const asked: Asked = { field: name === '' ? wholeEvent : name, modifiers, path };
	const values = Array.isArray(value) ? (value as readonly unknown[]) : [value];
	if (values.length > valuesMax) {
		throw new Refusal(path, `${values.length} values; ${valuesMax} are read at most`);
	}

	refuseContradiction(asked);
	const found = testOf(asked, values);
	const [fault] = faultsOf(found);
	if (fault !== undefined) {
		throw new Refusal(path, fault.message, fault.next);
	}

	return modifiers.includes('neq') ? notOf(found) : found;
}

/** Modifiers of which one alone says how a value is compared. */
const manners = [
	...['contains', 'startswith', 'endswith'],
	...['re', 'exists', 'cidr', 'lt', 'lte', 'gt', 'gte'],
	...timeParts,
];

function refuseContradiction({ modifiers, path }: Asked): void {
	const [first, second] = manners.filter(word => modifiers.includes(word));
	if (first !== undefined && second !== undefined) {
		throw new Refusal(path, `${first} and ${second} exclude each other`, 'make two entries of it');
	}

	const flag = ['i', 'm', 's'].find(word => modifiers.includes(word));
	if (flag !== undefined && first !== 're') {
		throw new Refusal(path, `${flag} belongs to re`, `write re|${flag}`);
	}
}

function testOf(asked: Asked, values: readonly unknown[]): Expression {
	const { field, modifiers, path } = asked;
	if (values.length === 0) {
		throw new Refusal(path, 'the list has no values', 'name at least one value');
	}

	if (modifiers.includes('exists')) {
		const [wanted] = values.map(value => String(value).toLowerCase());
		if (wanted !== 'true' && wanted !== 'false') {
			throw new Refusal(path, `exists is asked with "${wanted}"`, 'write true or false');
		}

		return wanted === 'false' ? isMissing(field) : notOf(isMissing(field));
	}

	if (modifiers.includes('all')) {
		return allOf(values.map(value => oneTest(asked, [value])));
	}

	return oneTest(asked, values);
}

/** Names a field, or what the list holds that it ends in. */
type Operand = (name: string) => Expression;

/**
 * A test of a field as it is, and where it ends in a list of what that holds. What stands directly in a record is
 * one value, and says where a rule need be looked for at all: of it nothing else is asked.
 */
function ofAny(field: string, test: (of: Operand) => Expression): Expression {
	return field.includes('.') ? anyOf([test(fieldOf), test(elementsOf)]) : test(fieldOf);
}

/** Any of the values. */
function oneTest(asked: Asked, values: readonly unknown[]): Expression {
	const { field, modifiers, path } = asked;
	const comparison = (Object.keys(comparisons) as (keyof typeof comparisons)[]).find(word =>
		modifiers.includes(word),
	);
	if (comparison !== undefined) {
		const numbers = values.map(value => numberOf(value, path));
		return ofAny(field, of =>
			anyOf(numbers.map(number => numberTest(of(field), comparisons[comparison], number))),
		);
	}

	if (modifiers.includes('cidr')) {
		const networks = values.map(value => textLiteral(cidrOf(value, path)));
		return ofAny(field, of =>
			anyOf(networks.map(network => isTrue(callOf('cidrContains', [network, of(field)])))),
		);
	}

	if (modifiers.includes('fieldref')) {
		return anyOf(
			values.map(value => {
				if (typeof value !== 'string' || value.trim() === '') {
					throw new Refusal(path, `"${String(value)}" is no field`, 'write the name of a field');
				}

				return ofAny(`${field}${value}`, of => fieldsTest(asked, value.trim(), of));
			}),
		);
	}

	if (modifiers.includes('re')) {
		return ofAny(field, of => regexes(asked, values, of));
	}

	const part = timeParts.find(word => modifiers.includes(word));
	if (part !== undefined) {
		return ofAny(field, of =>
			anyOf(values.map(value => timePartTest(of(field), part, numberOf(value, path), path))),
		);
	}

	return textsTest(asked, values);
}

function numberOf(value: unknown, path: FaultPath): number {
	const number =
		typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : NaN;
	if (Number.isNaN(number) || value === '') {
		throw new Refusal(
			path,
			`"${String(value)}" is no number`,
			'lt, lte, gt, gte and parts of a time compare numbers',
		);
	}

	return number;
}

function cidrOf(value: unknown, path: FaultPath): string {
	const text = String(value).trim();
	const [address = '', length = ''] = text.split('/');
	const bits = { 4: 32, 6: 128 }[isIP(address)];
	if (bits === undefined || !/^\d{1,3}$/.test(length) || Number(length) > bits) {
		throw new Refusal(path, `"${text}" is no network`, 'write it as 10.0.0.0/8');
	}

	return text;
}

/** Two fields of one record, in any case. */
function fieldsTest({ field, modifiers }: Asked, other: string, of: Operand): Expression {
	const [left, right] = modifiers.includes('cased')
		? [asText(of(field)), asText(of(other))]
		: [callOf('toLowerCase', [of(field)]), callOf('toLowerCase', [of(other)])];
	const span = nowhere;
	const both = [field, other].map(name => notOf(callOf('isNull', [of(name)])));
	if (modifiers.includes('contains')) {
		return allOf([...both, callOf('contains', [left, right])]);
	}

	if (modifiers.includes('startswith')) {
		const start = callOf('substring', [
			left,
			{ kind: 'literal', value: 0, span },
			callOf('length', [right]),
		]);
		return allOf([...both, { kind: 'binary', operator: '=', left: start, right, span }]);
	}

	if (modifiers.includes('endswith')) {
		const from: Expression = {
			kind: 'binary',
			operator: '-',
			left: callOf('length', [left]),
			right: callOf('length', [right]),
			span,
		};
		const isLonger: Expression = {
			kind: 'binary',
			operator: '>=',
			left: from,
			right: { kind: 'literal', value: 0, span },
			span,
		};
		const end = callOf('substring', [left, from]);
		return allOf([...both, isLonger, { kind: 'binary', operator: '=', left: end, right, span }]);
	}

	return allOf([...both, { kind: 'binary', operator: '=', left, right, span }]);
}

/** A number as its text, because as numbers 5 and "5.0" would be equal. */
function asText(operand: Expression): Expression {
	return callOf('substring', [operand, { kind: 'literal', value: 0, span: nowhere }]);
}

function regexes(
	{ field, modifiers, path }: Asked,
	values: readonly unknown[],
	of: Operand,
): Expression {
	const flags = ['i', 'm', 's'].filter(flag => modifiers.includes(flag)).join('');
	return anyOf(
		values.map(value => {
			if (typeof value !== 'string') {
				throw new Refusal(path, `"${String(value)}" is no regex`, 're compares with a text');
			}

			return regexTest(of(field), value, flags);
		}),
	);
}

/** Texts in any case, numbers as what they are, null as missing, and objects as their JSON. */
function textsTest(asked: Asked, values: readonly unknown[]): Expression {
	const { field, modifiers, path } = asked;
	const place = (Object.keys(placesOf) as Place[]).find(word => modifiers.includes(word));
	const flags = modifiers.includes('cased') ? '' : 'i';
	const patterns: string[] = [];
	const others: Expression[] = [];
	for (const value of values) {
		if (value === null || value === undefined) {
			others.push(place === undefined ? isMissing(field) : never);
		} else if (typeof value === 'number' && place === undefined && field !== wholeEvent) {
			others.push(ofAny(field, of => numberTest(of(field), '=', value)));
		} else {
			patterns.push(...patternsOf(textOf(value), modifiers, path));
		}
	}

	const whole = (choice: string) => `^${choice}$`;
	// Keywords stand anywhere in the event.
	const around =
		place === undefined ? (field === wholeEvent ? placesOf.contains : whole) : placesOf[place];
	const texts =
		patterns.length === 0
			? []
			: [ofAny(field, of => patternsTest(of(field), patterns, around, flags))];
	return anyOf([...others, ...texts]);
}

function textOf(value: unknown): string {
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function patternsOf(
	text: string,
	modifiers: readonly string[],
	path: FaultPath,
): readonly string[] {
	const encoders = modifiers.filter(word => Object.hasOwn(encodings, word));
	const options = modifiers.includes('windash') ? partsOfOptions(text) : [text];
	if (encoders.length === 0) {
		return [options.map(part => patternOf(partsOf(part))).join(anyDash)];
	}

	if (options.length - 1 > encodedDashesMax) {
		throw new Refusal(
			path,
			`${options.length - 1} dashes; ${encodedDashesMax} are encoded in each way at most`,
			'make several values of it',
		);
	}

	return dashed(options).flatMap(form => {
		const plain = plainOf(partsOf(form));
		if (plain === undefined) {
			throw new Refusal(
				path,
				'a text with wildcards cannot be encoded',
				`${encoders.join(', ')} take a plain text`,
			);
		}

		const encoded = encoders.reduce<readonly Uint8Array[]>(
			(forms, word) => forms.flatMap(bytes => encodings[word]?.(bytes) ?? []),
			[new TextEncoder().encode(plain)],
		);
		return encoded.map(bytes => escaped(Buffer.from(bytes).toString('latin1')));
	});
}
