import { BlockList } from 'node:net';
import { seeded } from '../../fixtures/seeded.ts';
import { formatAddress, parseAddress } from '../../source/intel/address.ts';
import { judgementOf } from '../../source/intel/indicator.ts';
import type { KeptIndicator } from '../../source/intel/indicator.ts';
import type { PlaceRange } from '../../source/intel/place-table.ts';
import { placeTables } from '../../source/intel/place-table.ts';
import { threatTables } from '../../source/intel/threat-table.ts';

export const indicatorCount = 14_000;
const rangeCount = 400_000;
const lookupCount = 1_000_000;
const peerLookupCount = 400;
/** Distinct addresses that are asked for: many more than any cache remembers. */
const addressCount = 200_000;

const random = seeded(7);
const integer = (below: number) => Math.floor(random() * below);
const address = () =>
	formatAddress({ family: 4, value: (1 + integer(222)) * 2 ** 24 + integer(2 ** 24) });

/** CPU time, so that what else runs on the machine does not count. */
function cpuMs(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1_000;
}

interface Built<T> {
	readonly value: T;
	readonly buildMs: number;
	readonly memoryMb: number;
}

/** What something costs to build and to keep; run with --expose-gc for the memory to be exact. */
function built<T>(build: () => T): Built<T> {
	globalThis.gc?.();
	const before = used();
	const startMs = cpuMs();
	const value = build();
	const buildMs = cpuMs() - startMs;
	globalThis.gc?.();
	return { value, buildMs: rounded(buildMs), memoryMb: rounded((used() - before) / 1e6) };
}

function used(): number {
	const { heapUsed, arrayBuffers } = process.memoryUsage();
	return heapUsed + arrayBuffers;
}

function rounded(value: number): number {
	return Math.round(value * 10) / 10;
}

function perSecond(count: number, ask: (index: number) => unknown): { rate: number; hits: number } {
	let hits = 0;
	const startMs = cpuMs();
	for (let index = 0; index < count; index++) {
		hits += ask(index) === undefined ? 0 : 1;
	}

	return { rate: Math.round((count / (cpuMs() - startMs)) * 1_000), hits };
}

const list = judgementOf('list');

/** Some indicators come with a judgement of their own, as STIX has them; a list shares one. */
function kept(indicator: string, isOwn: boolean): KeptIndicator {
	return {
		type: 'ip_address',
		indicator,
		about: isOwn ? judgementOf('stix', { id: indicator, actors: ['A'] }) : list,
		firstImportedMs: 1,
		lastSeenMs: 2,
		withdrawnMs: undefined,
	};
}

/** 14,000 indicators and 400,000 ranges more, and as many ranges with places. */
export function manyOfBoth(): {
	readonly indicators: readonly KeptIndicator[];
	readonly places: readonly PlaceRange[];
} {
	const indicators: readonly KeptIndicator[] = [
		...Array.from({ length: indicatorCount }, (_, index) =>
			kept(index % 10 === 0 ? `${address()}/24` : address(), index % 5 === 0),
		),
		...Array.from({ length: rangeCount }, () => kept(`${address()}/${16 + integer(17)}`, false)),
	];
	const places: readonly PlaceRange[] = Array.from({ length: rangeCount }, (_, index) => ({
		...{ cidr: `${address()}/${20 + integer(13)}`, latitude: index % 90, longitude: index % 180 },
		...{ country_code: 'DE', country_name: 'Germany', region: '', city: 'Berlin', postal_code: '' },
		...{ asn: index, organization: 'Example' },
	}));
	return { indicators, places };
}

/**
 * What 14,000 indicators and 400,000 ranges cost to build and to keep, and what a look-up costs
 * then, beside the same indicators in node’s own list. Times are CPU times; memory is exact only
 * with --expose-gc.
 */
export function benchIntel() {
	const { indicators, places } = manyOfBoth();

	const addresses = Array.from({ length: addressCount }, address);
	const asked = (index: number) => addresses[index % addressCount] as string;
	const small = built(() => threatTables(indicators.slice(0, indicatorCount), 1));
	const threats = built(() => threatTables(indicators, 1));
	const placed = built(() => placeTables({ ranges: places, databases: [] }, 1));
	const peer = built(() => {
		const blocks = new BlockList();
		for (const { indicator } of indicators.slice(0, indicatorCount)) {
			const [base = '', bits] = indicator.split('/');
			if (bits === undefined) {
				blocks.addAddress(base);
			} else {
				blocks.addSubnet(base, Number(bits));
			}
		}

		return blocks;
	});

	const ownRate = perSecond(lookupCount, index => small.value.all.find({ threat: asked(index) }));
	const peerRate = perSecond(peerLookupCount, index =>
		peer.value.check(asked(index)) ? true : undefined,
	);
	return {
		parseAddress: perSecond(lookupCount, index => parseAddress(asked(index))),
		threats: {
			indicatorCount: indicators.length,
			buildMs: threats.buildMs,
			memoryMb: threats.memoryMb,
			lookups: perSecond(lookupCount, index => threats.value.all.find({ threat: asked(index) })),
			services: perSecond(lookupCount, () =>
				threats.value.all.find({ threat: 'ec2.amazonaws.com' }),
			),
		},
		places: {
			rangeCount,
			buildMs: placed.buildMs,
			memoryMb: placed.memoryMb,
			lookups: perSecond(lookupCount, index => placed.value.geo?.find({ ip: asked(index) })),
		},
		[`${indicatorCount} indicators`]: {
			own: { buildMs: small.buildMs, memoryMb: small.memoryMb, ...ownRate },
			'net.BlockList': { buildMs: peer.buildMs, memoryMb: peer.memoryMb, ...peerRate },
			timesFaster: Math.round(ownRate.rate / peerRate.rate),
		},
	};
}
