import { lookup as dnsLookup } from 'node:dns';
import type { LookupAddress, LookupAllOptions } from 'node:dns';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import type { AddressRange } from '../address.ts';
import { parseAddress, parseRange } from '../address.ts';
import { IntelError } from '../errors.ts';
import { specialUse } from '../special.ts';

/** How names become addresses, and which addresses are public. */
export interface Network {
	lookup(
		host: string,
		options: LookupAllOptions,
		done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
	): void;
	/** What an address is for, in words; undefined: it is public. */
	purposeOf(address: string): string | undefined;
}

export const systemNetwork: Network = {
	lookup: (host, options, done) => dnsLookup(host, options, done),
	purposeOf,
};

/** Where clouds tell a machine its credentials, in public or private ranges. */
const metadataAddresses = ['169.254.169.254', 'fd00:ec2::254', '100.100.100.200', '168.63.129.16'];

/** Ranges that special.ts leaves alone because a threat list may name them. */
const unroutedBlocks: readonly (readonly [block: string, use: string])[] = [
	['2001::/23', 'a tunnel'],
	['2002::/16', 'a tunnel'],
	['::/3', 'not public'],
	['4000::/2', 'not public'],
	['8000::/1', 'not public'],
];

const unrouted = unroutedBlocks.flatMap(([block, use]) => {
	const range = parseRange(block);
	return range === undefined ? [] : [{ range, use }];
});

/**
 * What an address is for when it is not public: `private`, `loopback`, `metadata` …
 * IPv4 in IPv6 (`::ffff:10.0.0.1`, `64:ff9b::10.0.0.1`) is judged by the IPv4 address.
 */
export function purposeOf(text: string): string | undefined {
	const address = parseAddress(text);
	if (address === undefined) {
		return 'no address';
	}

	const isMetadata = metadataAddresses.some(known => parseAddress(known)?.value === address.value);
	if (isMetadata) {
		return 'a metadata service';
	}

	const range: AddressRange = { from: address, to: address };
	return (
		specialUse(range) ??
		unrouted.find(
			({ range: { from, to } }) =>
				from.family === address.family && from.value <= address.value && address.value <= to.value,
		)?.use
	);
}

/** What no name may lead to, also not the name of the configured URL. */
const neverByName = new Set([
	'a metadata service',
	'link-local',
	'multicast',
	'reserved',
	'this network',
]);

/**
 * Which addresses one download may connect to. The host and port of its URL may be anywhere, as a
 * server of one's own network is. What that server redirects to has to be public.
 */
export class Reach {
	readonly #named: URL;
	readonly #network: Network;
	/** The named host was public; a name that becomes private between two requests is refused. */
	#wasPublic = false;

	constructor(named: URL, network: Network = systemNetwork) {
		this.#named = named;
		this.#network = network;
	}

	/**
	 * Checks the host of a URL when it is an address. Names are checked by `lookupFor`.
	 *
	 * @throws IntelError `feed-refused`
	 */
	checkLiteral(url: URL): void {
		const host = hostOf(url);
		if (isIP(host) === 0 || this.#isNamed(url)) {
			return;
		}

		const use = embedsIpv4(host) ? 'IPv4 in IPv6' : this.#network.purposeOf(host);
		if (use !== undefined) {
			throw refused(url, `the address ${host}, which is ${use}`);
		}
	}

	/** Resolves for a connection, and refuses the addresses that it may not go to. */
	lookupFor(url: URL): LookupFunction {
		return (host, options, done) => {
			this.#network.lookup(host, { ...options, all: true }, (error, addresses) => {
				const failure = error ?? this.#refusal(url, addresses);
				const [first] = addresses ?? [];
				if (failure !== undefined || first === undefined) {
					done(failure ?? notFound(host), '');
				} else if (options.all === true) {
					done(null, addresses);
				} else {
					done(null, first.address, first.family);
				}
			});
		};
	}

	#refusal(url: URL, addresses: readonly LookupAddress[]): IntelError | undefined {
		const uses = addresses.map(({ address }) => this.#network.purposeOf(address));
		const isNamed = this.#isNamed(url);
		const wrong = uses.find(
			use => use !== undefined && (!isNamed || this.#wasPublic || neverByName.has(use)),
		);
		if (wrong !== undefined) {
			return refused(url, `${url.hostname}, whose address is ${wrong}`);
		}

		this.#wasPublic ||= isNamed && uses.every(use => use === undefined);
		return undefined;
	}

	/** The same host, and the same port or the usual ones of http and https. */
	#isNamed(url: URL): boolean {
		return (
			hostOf(url) === hostOf(this.#named) &&
			(url.port === this.#named.port || (url.port === '' && this.#named.port === ''))
		);
	}
}

/** The host without brackets, zone and the dot at its end. URL has made numbers to addresses. */
function hostOf({ hostname }: URL): string {
	return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

function embedsIpv4(host: string): boolean {
	return host.includes(':') && parseAddress(host)?.family === 4;
}

function notFound(host: string): NodeJS.ErrnoException {
	return Object.assign(new Error(`${host} has no address`), { code: 'ENOTFOUND' });
}

function refused(url: URL, where: string): IntelError {
	return new IntelError(
		'feed-refused',
		`${url.host} is not asked: it is ${where}`,
		'write that address into feeds.yaml if you trust it',
	);
}
