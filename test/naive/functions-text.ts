import type { Value } from '../../source/query/value.ts';
import { formatted } from './format.ts';
import type { NaiveFunction } from './function.ts';
import { asNumber, asText } from './value.ts';

const ofText =
	(apply: (text: string) => Value): NaiveFunction =>
	([value = null]) =>
		apply(asText(value));

/** What is a value, and text from text. */
export const textFunctions: Readonly<Record<string, NaiveFunction>> = {
	isNull: ([value]) => value === null,
	isEmpty: ofText(text => text === ''),
	isBlank: ofText(text => /^\s*$/.test(text)),
	isNumeric: ([value = null]) => asNumber(value) !== undefined,
	concat: args => args.reduce((text: string, value) => text + asText(value), ''),
	toLowerCase: ofText(text => text.toLowerCase()),
	toUpperCase: ofText(text => text.toUpperCase()),
	trim: ofText(text => text.replace(/^\s+/, '').replace(/\s+$/, '')),
	toString: ofText(text => text),
	length: ofText(text => Array.from(text).length),
	substring([value = null, first = null, end]) {
		const characters = Array.from(asText(value));
		const from = asNumber(first);
		const to = end === undefined ? Infinity : asNumber(end);

		if (from === undefined || to === undefined || from < 0 || Math.trunc(to) < Math.trunc(from)) {
			return null;
		}

		return characters
			.filter((_character, place) => place >= Math.trunc(from) && place < Math.trunc(to))
			.join('');
	},
	contains: ([value = null, part = null]) => asText(value).indexOf(asText(part)) >= 0,
	replace([value = null, part = null, replacement = null]) {
		const [text, old] = [asText(value), asText(part)];
		return old === '' ? text : text.split(old).join(asText(replacement));
	},
	format: ([pattern = null, ...values]) => formatted(asText(pattern), values),
};
