import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader, ByteWriter } from '../../../store/lmdb/byte-writer.ts';
import { decodeEntry, encodeEntry } from '../../../store/lmdb/journal-entry.ts';
import type { JournalEntry } from '../../../store/lmdb/journal-entry.ts';
import { checkDiskSpace, spareBytes } from '../../../store/lmdb/disk-space.ts';
import { dayVolumes, forecastOf } from '../../../store/lmdb/info.ts';
import { rowsByDay } from '../../../store/lmdb/catalogue.ts';
import { planDrops } from '../../../store/lmdb/retention.ts';
import { startMs } from './objects.ts';

const dayMs = 86_400_000;

test('numbers and texts come back from bytes', () => {
	const integer = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
	fc.assert(
		fc.property(fc.array(integer), fc.array(fc.string({ unit: 'grapheme' })), (numbers, texts) => {
			const out = new ByteWriter(1);
			numbers.forEach(number => out.varint(number));
			texts.forEach(text => out.text(text));
			const input = new ByteReader(out.done());
			expect(numbers.map(() => input.varint())).toEqual(numbers);
			expect(texts.map(() => input.text())).toEqual(texts);
			expect(input.rest().length).toBe(0);
		}),
	);
});

function anEntry(other: Partial<JournalEntry> = {}): JournalEntry {
	return {
		partition: 'tail',
		segment: 7,
		meta: { _object: 'ü', _size: 3 },
		fallbackTimeMs: startMs + 0.5,
		encoding: 'identity',
		delivered: Buffer.from('0123456789'),
		inflatedBytes: 10,
		spans: Uint32Array.of(0, 2, 3, 7),
		conflicts: [0, 1],
		...other,
	};
}

test('a journal entry comes back from bytes', () => {
	const entry = anEntry();
	expect(decodeEntry(encodeEntry(entry))).toEqual(entry);
});

test('a journal entry that was cut or changed is refused, never half read', () => {
	const bytes = encodeEntry(anEntry());
	const headBytes = bytes.length - 10;
	for (let length = 0; length < headBytes; length++) {
		expect(() => decodeEntry(bytes.subarray(0, length))).toThrow(
			expect.objectContaining({ code: 'journal-damaged' }) as Error,
		);
	}

	expect(() => decodeEntry(Buffer.concat([Buffer.of(9), bytes.subarray(1)]))).toThrow(/layout 9/);
});

test('a commit leaves a twentieth of the disk free, at most 500 MB', () => {
	expect(spareBytes(1e9)).toBe(50e6);
	expect(spareBytes(4e12)).toBe(500e6);
	expect(() => checkDiskSpace({ freeBytes: 51e6, totalBytes: 1e9 }, '/d')).not.toThrow();
	expect(() => checkDiskSpace({ freeBytes: 49e6, totalBytes: 1e9 }, '/d')).toThrow(
		/49 MB left, the store keeps 50 MB free/,
	);
});

function aRow(segment: number, day: number, other: object = {}) {
	return {
		segment,
		rowCount: 10,
		minTimeMs: startMs + day * dayMs,
		maxTimeMs: startMs + day * dayMs + 1000,
		byteCount: 1000,
		days: {},
		...other,
	};
}

test.each([
	{ name: 'nothing without a policy', policy: {}, dropped: [] },
	{
		name: 'segments whose newest record is too old',
		policy: { ageMsMax: 5 * dayMs },
		dropped: ['2 age', '1 age', '4 age'],
	},
	{
		name: 'the oldest until the rest fits the budget',
		policy: { usedBytesMax: 3_500 },
		dropped: ['2 budget', '1 budget'],
	},
	{
		name: 'by both',
		policy: { ageMsMax: 7.5 * dayMs, usedBytesMax: 3_500 },
		dropped: ['2 age', '1 budget'],
	},
	{
		name: 'all of them when even that is not enough',
		policy: { usedBytesMax: 0 },
		dropped: ['2 budget', '1 budget', '4 budget', '3 budget'],
	},
])('retention drops $name', ({ policy, dropped }) => {
	const rows = [aRow(1, 3), aRow(2, 2), aRow(3, 9), aRow(4, 4)];
	const drops = planDrops(rows, policy, 5_000, startMs + 10 * dayMs);
	expect(drops.map(({ segment, reason }) => `${segment} ${reason}`)).toEqual(dropped);
});

test('rows are counted by day of their own times', () => {
	const times = Float64Array.of(startMs, startMs + dayMs, startMs + 1, -1, startMs);
	expect(rowsByDay(times)).toEqual({ '1969-12-31': 1, '2026-03-01': 3, '2026-03-02': 1 });
	const manyDays = Float64Array.from({ length: 500 }, (_, i) => i * dayMs);
	const counted = rowsByDay(manyDays);
	expect(counted['other']).toBe(100);
	expect(Object.values(counted).reduce((a, b) => a + b)).toBe(500);
});

test('volume and forecast come from whole days', () => {
	const rows = [
		aRow(1, 0, { rowCount: 4, byteCount: 400, days: { '2026-03-01': 1, '2026-03-02': 3 } }),
		aRow(2, 1, { rowCount: 2, byteCount: 100, days: { '2026-03-02': 1, '2026-03-03': 1 } }),
	];
	const days = dayVolumes(rows);
	expect(days).toEqual([
		{ day: '2026-03-01', rowCount: 1, byteCount: 100 },
		{ day: '2026-03-02', rowCount: 4, byteCount: 350 },
		{ day: '2026-03-03', rowCount: 1, byteCount: 50 },
	]);
	// The third of March is not over yet.
	expect(forecastOf(days, 4_500, Date.parse('2026-03-03T10:00:00Z'))).toEqual({
		rowsPerDay: 2.5,
		bytesPerDay: 225,
		daysLeft: 20,
	});
	expect(forecastOf([], 4_500, startMs).daysLeft).toBe(Infinity);
});

test('the forecast looks at the seven days before today', () => {
	const days = Array.from({ length: 9 }, (_item, day) => ({
		day: `2026-03-0${day + 1}`,
		rowCount: day === 0 ? 1_000 : 7,
		byteCount: 70,
	}));
	expect(forecastOf(days, 700, Date.parse('2026-03-09T10:00:00Z')).rowsPerDay).toBe(7);
	expect(forecastOf(days, 700, Date.parse('2026-03-08T10:00:00Z')).rowsPerDay).toBeGreaterThan(7);
});
