import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgementOf } from '../../source/intel/indicator.ts';
import type { KeptIndicator } from '../../source/intel/indicator.ts';
import { readKept, writeKept } from '../../source/intel/kept-file.ts';
import type { KeptSource } from '../../source/intel/kept-file.ts';
import { merge, withdrawnKeptMs } from '../../source/intel/merge.ts';

const head = { source: 'feed', origin: 'https://example.com/x', licence: 'CC0', importedMs: 5 };

test('what is written is read again, whatever an indicator’s text', () => {
	const about = fc.record({ confidence: fc.nat(100), labels: fc.array(fc.string()) }).map(more => ({
		...judgementOf('feed'),
		...more,
	}));
	const kept: fc.Arbitrary<KeptIndicator> = fc.record({
		type: fc.constantFrom('ip_address' as const, 'user_agent' as const),
		indicator: fc
			.string({ minLength: 1, unit: 'grapheme' })
			.map(text => text.replaceAll(/[\t\r\n]/g, ' ')),
		about,
		firstImportedMs: fc.nat(),
		lastSeenMs: fc.nat(),
		withdrawnMs: fc.option(fc.nat(), { nil: undefined }),
	});
	fc.assert(
		fc.property(fc.array(kept), indicators => {
			const source: KeptSource = { ...head, indicators };
			expect(readKept([...writeKept(source)].join(''), 'x')).toEqual(source);
		}),
		{ seed: 5 },
	);
});

test('a long list shares one judgement on disk and in memory', () => {
	const about = judgementOf('feed');
	const indicators = Array.from({ length: 10_000 }, (_, index): KeptIndicator => ({
		type: 'ip_address',
		indicator: `10.0.${index >> 8}.${index & 255}`,
		about,
		firstImportedMs: 1,
		lastSeenMs: 2,
		withdrawnMs: undefined,
	}));
	const text = [...writeKept({ ...head, indicators })].join('');
	expect(text.split('\n').filter(line => line.includes('confidence'))).toHaveLength(1);
	const read = readKept(text, 'x').indicators;
	expect(read).toHaveLength(10_000);
	expect(new Set(read.map(one => one.about)).size).toBe(1);
});

test.each([
	{ text: '', says: /it is empty/ },
	{ text: 'x\n', says: /first line is no JSON/ },
	{ text: '{"trailtop":"indicators","version":2}\n', says: /another version/ },
	{
		text: '{"trailtop":"indicators","version":1}\n192.0.2.1\t1\t2\t\n',
		says: /line 2 names nothing/,
	},
])('a damaged file says so', ({ text, says }) => {
	expect(() => readKept(text, 'feed.indicators')).toThrow(says);
});

test('what a list names twice counts once, with its higher confidence', () => {
	const twice = [30, 80, 50].map(confidence => ({
		type: 'ip_address' as const,
		indicator: '192.0.2.1',
		about: judgementOf('feed', { confidence }),
	}));
	const merged = merge([], twice, 1);
	expect(merged).toMatchObject({ newCount: 1, activeCount: 1, withdrawnCount: 0 });
	expect(merged.indicators[0]?.about.confidence).toBe(80);
});

test('a withdrawn indicator goes when no record of its time is kept any more', () => {
	const gone = { ...merge([], [one('192.0.2.1')], 0).indicators[0], withdrawnMs: 10 };
	const at = (nowMs: number) =>
		merge([gone as KeptIndicator], [one('192.0.2.2')], nowMs).indicators.length;
	expect(at(10 + withdrawnKeptMs - 1)).toBe(2);
	expect(at(10 + withdrawnKeptMs)).toBe(1);
});

function one(indicator: string) {
	return { type: 'ip_address' as const, indicator, about: judgementOf('feed') };
}
