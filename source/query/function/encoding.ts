import { createHash } from 'node:crypto';
import { textOf } from '../comparison.ts';
import { define, defineText } from './define.ts';
import type { FunctionSpec } from './function-spec.ts';

const digests: ReadonlyMap<string, string> = new Map([
	['md5', 'md5'],
	['sha1', 'sha1'],
	['sha2_256', 'sha256'],
	['sha256', 'sha256'],
	['sha512', 'sha512'],
]);

/** Encoding and decoding of texts. */
export const encodingFunctions: readonly FunctionSpec[] = [
	defineText(
		'urlencode',
		{ syntax: 'urlencode(s)', help: 's escaped for a URL', replacesArgument: true },
		urlEncode,
	),
	defineText(
		'urldecode',
		{
			syntax: 'urldecode(s)',
			help: 's without URL escapes; null when they are broken',
			replacesArgument: true,
		},
		urlDecode,
	),
	defineText(
		'base64Encode',
		{ syntax: 'base64Encode(s)', help: 's as base64', replacesArgument: true },
		text => Buffer.from(text, 'utf8').toString('base64'),
	),
	defineText(
		'base64Decode',
		{
			syntax: 'base64Decode(s)',
			help: 'the text in base64 s; null when it is none',
			replacesArgument: true,
		},
		text =>
			/^[A-Za-z0-9+/_-]*={0,2}$/.test(text) ? Buffer.from(text, 'base64').toString('utf8') : null,
	),
	defineText(
		'hexToAscii',
		{ syntax: 'hexToAscii(s)', help: 'the ASCII text in hexadecimal s; null when it is none' },
		text =>
			/^(?:0x)?(?:[0-7][0-9a-f])*$/i.test(text)
				? Buffer.from(text.replace(/^0x/i, ''), 'hex').toString('latin1')
				: null,
	),
	define(
		'hash',
		[1, 2],
		{ syntax: 'hash(s[, "md5"])', help: 'digest of s in hexadecimal: md5, sha1, sha2_256, sha512' },
		([value, name]) => {
			const digest = digests.get(textOf(name ?? 'md5').toLowerCase());
			return digest === undefined
				? null
				: createHash(digest)
						.update(textOf(value ?? null))
						.digest('hex');
		},
	),
	defineText(
		'luhn',
		{
			syntax: 'luhn(s)',
			help: 'true when the digits of s pass the check of payment card numbers',
			gives: 'test',
		},
		luhn,
	),
	define(
		'tourl',
		[1, 2],
		{ syntax: 'tourl(url[, label])', help: 'a link as text: label (url)' },
		([url, label]) =>
			label === undefined ? textOf(url ?? null) : `${textOf(label)} (${textOf(url ?? null)})`,
	),
];

/**
 * Like Java's URLEncoder: a space becomes "+", and only letters, digits and `*-._` are not encoded.
 */
function urlEncode(text: string): string | null {
	try {
		return encodeURIComponent(text)
			.replaceAll('%20', '+')
			.replace(/[!'()~]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
	} catch {
		// A lone surrogate has no UTF-8 form.
		return null;
	}
}

function urlDecode(text: string): string | null {
	try {
		return decodeURIComponent(text.replaceAll('+', ' '));
	} catch {
		return null;
	}
}

function luhn(text: string): boolean | null {
	const digits = text.replace(/[ -]/g, '');

	if (!/^\d+$/.test(digits)) {
		return null;
	}

	let sum = 0;

	for (let index = 0; index < digits.length; index++) {
		const digit = Number(digits[digits.length - 1 - index]);
		const doubled = index % 2 === 1 ? digit * 2 : digit;
		sum += doubled > 9 ? doubled - 9 : doubled;
	}

	return sum % 10 === 0;
}
