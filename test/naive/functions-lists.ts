import { isIPv4, isIPv6 } from 'node:net';
import type { NaiveFunction } from './function.ts';
import { asText } from './value.ts';

/** A text as JSON, also one that is escaped for a URL; undefined when it is none. */
function jsonOf(text: string): unknown {
	try {
		const json: unknown = JSON.parse(text.startsWith('%') ? decodeURIComponent(text) : text);
		return typeof json === 'object' && json !== null ? json : undefined;
	} catch {
		return undefined;
	}
}

/** Account ids in a policy document, in the order in which they first come. */
export function accountIds(document: string): readonly string[] {
	return [...new Set(idsIn(document))];
}

function idsIn(json: unknown): readonly string[] {
	if (typeof json === 'object' && json !== null) {
		return Object.values(json).flatMap(idsIn);
	}

	const text = typeof json === 'string' || typeof json === 'number' ? `${json}` : '';
	const inner = jsonOf(text);

	if (inner !== undefined) {
		return idsIn(inner);
	}

	const parts = text.split(':');
	const id = parts[0] === 'arn' && parts.length > 5 ? parts[4]! : text;
	return /^[0-9]{12}$/.test(id) ? [id] : [];
}

/** The 128 digits of an address: of IPv4 those of the IPv6 address that stands for it. */
function digitsOf(address: string): string | undefined {
	if (isIPv4(address)) {
		return digitsOf(`::ffff:${address}`);
	}

	if (!isIPv6(address) || address.includes('%')) {
		return undefined;
	}

	const { hostname } = new URL(`http://[${address}]/`);
	const [head = '', tail = ''] = hostname.slice(1, -1).split('::');
	const [first, last] = [head, tail].map(text =>
		text
			.split(':')
			.filter(group => group !== '')
			.map(group => parseInt(group, 16).toString(2).padStart(16, '0'))
			.join(''),
	);
	return first!.padEnd(128 - last!.length, '0') + last!;
}

function listOf(text: string): readonly string[] {
	const json = jsonOf(text);
	return Array.isArray(json) ? json.filter(item => item !== null).map(String) : [text];
}

function contains(network: string, address: string): boolean | null {
	const [, start = '', length = ''] = /^(.+)\/([0-9]{1,3})$/.exec(network) ?? [];
	const [from, digits] = [digitsOf(start), digitsOf(address)];
	const bits = Number(length);

	if (from === undefined || digits === undefined || bits > (isIPv4(start) ? 32 : 128)) {
		return null;
	}

	const same = isIPv4(start) ? 96 + bits : bits;
	return digits.startsWith(from.slice(0, same)) && !(isIPv4(address) && same < 96);
}

export const listFunctions: Readonly<Record<string, NaiveFunction>> = {
	cidrContains([network = null, address = null]) {
		const answers = listOf(asText(network)).flatMap(one =>
			listOf(asText(address)).map(other => contains(one, other)),
		);
		return answers.includes(true) || (answers.includes(false) ? false : null);
	},
};
