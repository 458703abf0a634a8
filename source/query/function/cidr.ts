import { textOf } from '../comparison.ts';
import { elementsOfText } from '../list-of-text.ts';
import type { Value } from '../value.ts';
import { define } from './define.ts';
import type { FunctionSpec } from './function-spec.ts';
import { ipv4Number, isIpv6 } from './address.ts';

/** An address of either family as 128 bits; those of IPv4 are the mapped ones. */
interface Address {
	readonly bits: bigint;
	readonly isIpv4: boolean;
}

interface Network extends Address {
	/** Of 128. */
	readonly prefix: number;
}

const addressBits = 128;
/** Bits before the 32 of a mapped IPv4 address, and what stands there. */
const mappedBits = 96;
const mapped = 0xffff_0000_0000n;

function addressOf(text: string): Address | undefined {
	const ipv4 = ipv4Number(text);
	if (ipv4 !== undefined) {
		return { bits: mapped + BigInt(ipv4), isIpv4: true };
	}

	return isIpv6(text) ? { bits: ipv6Bits(text), isIpv4: false } : undefined;
}

/** @param text - a valid address of IPv6 */
function ipv6Bits(text: string): bigint {
	const [head = '', tail] = text.split('::').map(groupsOf);
	const last = tail ?? [];
	const missing = addressBits / 16 - head.length - last.length;
	return [...head, ...Array.from({ length: missing }, () => 0), ...last].reduce(
		(bits, group) => (bits << 16n) + BigInt(group),
		0n,
	);
}

/** Groups of 16 bits; an IPv4 address at the end is two. */
function groupsOf(text: string): readonly number[] {
	const groups = text === '' ? [] : text.split(':');
	return groups.flatMap(group => {
		const ipv4 = ipv4Number(group);
		return ipv4 === undefined
			? Number.parseInt(group, 16)
			: [Math.floor(ipv4 / 65_536), ipv4 % 65_536];
	});
}

function networkOf(text: string): Network | undefined {
	const [, written = '', digits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
	const address = addressOf(written);
	if (address === undefined) {
		return undefined;
	}

	const prefix = Number(digits) + (address.isIpv4 ? mappedBits : 0);
	return prefix <= addressBits ? { ...address, prefix } : undefined;
}

/** An address that is written as IPv4 is in no wider network of IPv6, as `::/0`. */
function isInside({ bits, prefix }: Network, address: Address): boolean {
	const rest = BigInt(addressBits - prefix);
	return bits >> rest === address.bits >> rest && (prefix >= mappedBits || !address.isIpv4);
}

/** Values of a list, or the one value. */
function each<T>(value: Value, read: (text: string) => T | undefined): readonly T[] {
	return elementsOfText(value).flatMap(element => read(textOf(element.value)) ?? []);
}

/** Networks of both families. */
export const cidrFunctions: readonly FunctionSpec[] = [
	define(
		'cidrContains',
		2,
		{
			syntax: 'cidrContains(cidr, ip)',
			help: 'true when ip is in the network cidr, IPv4 or IPv6; null when either is none',
			gives: 'test',
		},
		([cidr = null, ip = null]) => {
			const networks = each(cidr, networkOf);
			const addresses = each(ip, addressOf);
			return networks.length === 0 || addresses.length === 0
				? null
				: networks.some(network => addresses.some(address => isInside(network, address)));
		},
	),
];
