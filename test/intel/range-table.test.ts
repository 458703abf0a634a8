import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AddressRange } from '../../source/intel/address.ts';
import {
	formatAddress,
	formatRange,
	parseAddress,
	parseRange,
} from '../../source/intel/address.ts';
import { blocksOf, isBlock } from '../../source/intel/blocks.ts';
import type { RangeEntry } from '../../source/intel/range-table.ts';
import { RangeTable } from '../../source/intel/range-table.ts';

function rangeOf(text: string): AddressRange {
	const range = parseRange(text);
	if (range === undefined) {
		throw new Error(`${text} is no range`);
	}

	return range;
}

function table(...texts: readonly string[]): RangeTable<string> {
	return new RangeTable(texts.map(text => ({ range: rangeOf(text), payload: text })));
}

function find(from: RangeTable<string>, text: string): string | undefined {
	return from.find(rangeOf(text).from);
}

test('the narrowest of nested ranges answers, and the wider one goes on behind it', () => {
	const nested = table('10.0.0.0/8', '10.1.0.0/16', '10.1.2.3', '10.1.2.0/24');
	expect(find(nested, '10.1.2.3')).toBe('10.1.2.3');
	expect(find(nested, '10.1.2.4')).toBe('10.1.2.0/24');
	expect(find(nested, '10.1.3.0')).toBe('10.1.0.0/16');
	expect(find(nested, '10.2.0.0')).toBe('10.0.0.0/8');
	expect(find(nested, '11.0.0.0')).toBeUndefined();
});

test('all ranges around an address are found, narrowest first, and no more than asked for', () => {
	const nested = table('10.0.0.0/8', '10.1.0.0/16', '10.1.2.3');
	const payloads = (countMax: number) =>
		nested.findAll(rangeOf('10.1.2.3').from, countMax).map(entry => entry.payload);
	expect(payloads(9)).toEqual(['10.1.2.3', '10.1.0.0/16', '10.0.0.0/8']);
	expect(payloads(2)).toEqual(['10.1.2.3', '10.1.0.0/16']);
});

test('the ends of the number space belong to it', () => {
	const ends = table('0.0.0.0/1', '255.255.255.255', '::/1', 'ffff::/16');
	expect(find(ends, '0.0.0.0')).toBe('0.0.0.0/1');
	expect(find(ends, '127.255.255.255')).toBe('0.0.0.0/1');
	expect(find(ends, '128.0.0.0')).toBeUndefined();
	expect(find(ends, '255.255.255.255')).toBe('255.255.255.255');
	expect(find(ends, 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff')).toBe('ffff::/16');
	expect(find(table(), '10.0.0.0')).toBeUndefined();
});

/** Small numbers, so that ranges meet, nest and overlap. */
function rangesOf(family: 4 | 6): fc.Arbitrary<AddressRange> {
	const base = family === 4 ? 0xc000_0200n : 0x2001_0db8n << 96n;
	const address = (value: bigint) => {
		const parsed = parseAddress(
			formatAddress(
				family === 4 ? { family, value: Number(base + value) } : { family, value: base + value },
			),
		);
		if (parsed === undefined) {
			throw new Error('no address');
		}

		return parsed;
	};

	return fc
		.tuple(fc.bigInt(0n, 255n), fc.bigInt(0n, 255n))
		.map(([a, b]) => ({ from: address(a < b ? a : b), to: address(a < b ? b : a) }));
}

const holds = (range: AddressRange, value: number | bigint) =>
	range.from.value <= value && value <= range.to.value;

test.each([4, 6] as const)('of IPv%d finds exactly what a linear scan finds', family => {
	fc.assert(
		fc.property(
			fc.array(rangesOf(family), { maxLength: 12 }),
			rangesOf(family),
			(ranges, asked) => {
				const entries: RangeEntry<number>[] = ranges.map((range, payload) => ({ range, payload }));
				const all = new RangeTable(entries);
				const found = all.findAll(asked.from, 100);
				const scanned = entries.filter(entry => holds(entry.range, asked.from.value));
				expect(found.map(entry => entry.payload).sort()).toEqual(
					scanned.map(entry => entry.payload).sort(),
				);
				expect(found.every(entry => holds(entry.range, asked.from.value))).toBe(true);
				// Of whole blocks the narrowest answers, and of equal ones the last.
				const blocks = scanned.filter(entry => isBlock(entry.range));
				if (blocks.length === scanned.length) {
					const size = ({ range }: RangeEntry<number>) =>
						BigInt(range.to.value) - BigInt(range.from.value);
					const narrowest = blocks.sort(
						(a, b) => Number(size(a) - size(b)) || b.payload - a.payload,
					)[0];
					expect(all.find(asked.from)).toBe(narrowest?.payload);
				}
			},
		),
		{ seed: 3, numRuns: 600 },
	);
});

test('a range is cut into blocks that hold it exactly', () => {
	expect(blocksOf(rangeOf('192.0.2.3-192.0.2.9')).map(formatRange)).toEqual([
		...['192.0.2.3', '192.0.2.4/30', '192.0.2.8/31'],
	]);
	expect(blocksOf(rangeOf('0.0.0.1-255.255.255.254'))).toHaveLength(62);
	expect(blocksOf(rangeOf('0.0.0.0/0')).map(formatRange)).toEqual(['0.0.0.0/0']);
	fc.assert(
		fc.property(rangesOf(6), range => {
			const blocks = blocksOf(range);
			expect(blocks.every(isBlock)).toBe(true);
			expect(blocks[0]?.from).toEqual(range.from);
			expect(blocks.at(-1)?.to).toEqual(range.to);
			for (const [index, block] of blocks.entries()) {
				const next = blocks[index + 1];
				expect(next === undefined || BigInt(next.from.value) === BigInt(block.to.value) + 1n).toBe(
					true,
				);
			}
		}),
		{ seed: 4 },
	);
});
