import { hash } from 'node:crypto';
import type { Value } from '../../source/query/value.ts';
import type { NaiveFunction } from './function.ts';
import { areEqual, asText } from './value.ts';

const ofText =
	(apply: (text: string) => Value): NaiveFunction =>
	([value = null]) =>
		apply(asText(value));

const digests: Readonly<Record<string, string>> = {
	md5: 'md5',
	sha1: 'sha1',
	sha2_256: 'sha256',
	sha256: 'sha256',
	sha512: 'sha512',
};

export const encodingFunctions: Readonly<Record<string, NaiveFunction>> = {
	hexToAscii: ofText(text => {
		const digits = text.replace(/^0[xX]/, '').match(/../g) ?? [];
		const codes = digits.map(pair => (/^[\da-f]{2}$/i.test(pair) ? parseInt(pair, 16) : 999));
		const isWhole = text.length % 2 === 0 && codes.every(code => code < 128);
		return isWhole ? String.fromCharCode(...codes) : null;
	}),
	jsonArraySize: ofText(text => arrayIn(text)?.length ?? null),
	jsonArrayContains([array = null, wanted = null]) {
		const items = arrayIn(asText(array));
		return items
			? items.some(
					item => item !== null && typeof item !== 'object' && areEqual(item as Value, wanted),
				)
			: null;
	},
	urlencode: ofText(text => new URLSearchParams({ '': text }).toString().slice(1)),
	urldecode: ofText(urlDecoded),
	base64Encode: ofText(text => btoa(String.fromCharCode(...new TextEncoder().encode(text)))),
	base64Decode: ofText(base64Decoded),
	hash([value = null, name = 'md5']) {
		const digest = digests[asText(name).toLowerCase()];
		return digest === undefined ? null : hash(digest, asText(value));
	},
	luhn: ofText(luhn),
	tourl: ([url = null, label]) =>
		label === undefined ? asText(url) : `${asText(label)} (${asText(url)})`,
};

function urlDecoded(text: string): string | null {
	const escaped = [...new TextEncoder().encode(text)]
		.map(byte => String.fromCharCode(byte))
		.join('');

	if (/%(?![0-9A-Fa-f]{2})/.test(escaped)) {
		return null;
	}

	const bytes = escaped
		.replaceAll('+', ' ')
		.replace(/%(..)/g, (_whole, digits: string) => String.fromCharCode(parseInt(digits, 16)));
	return utf8(bytes, true);
}

/** The text of bytes that stand in a text as characters; null when strict and they are no UTF-8. */
function utf8(bytes: string, strict: boolean): string | null {
	const decoder = new TextDecoder('utf-8', { fatal: strict, ignoreBOM: true });

	try {
		return decoder.decode(Uint8Array.from(bytes, char => char.charCodeAt(0)));
	} catch {
		return null;
	}
}

function base64Decoded(text: string): string | null {
	try {
		return /\s/.test(text)
			? null
			: utf8(atob(text.replaceAll('-', '+').replaceAll('_', '/')), false);
	} catch {
		return null;
	}
}

/** Every second digit from the right counts twice, by the sum of its digits. */
function luhn(text: string): boolean | null {
	const digits = [...text.replaceAll(' ', '').replaceAll('-', '')].reverse();

	if (digits.length === 0 || digits.some(digit => !'0123456789'.includes(digit))) {
		return null;
	}

	const twice = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
	const sum = digits.reduce(
		(total, digit, place) => total + (place % 2 === 1 ? twice[Number(digit)]! : Number(digit)),
		0,
	);
	return sum % 10 === 0;
}

function arrayIn(text: string): readonly unknown[] | undefined {
	try {
		const json: unknown = JSON.parse(text);
		return Array.isArray(json) ? json : undefined;
	} catch {
		return undefined;
	}
}
