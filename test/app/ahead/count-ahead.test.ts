import { expect, test } from 'vitest';
import { countAhead, Counted } from '../../../source/app/ahead/count-ahead.ts';
import type { OpenPartialStore } from '../../../source/app/partial-store.ts';
import type { Engine } from '../../../source/query/port.ts';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import { derivedFields } from '../../../source/trail/derive.ts';
import { segmentOf } from '../../query/engine/segments.ts';

/** What an LMDB file keeps, in memory; full after so many values. */
class Partials implements OpenPartialStore {
	readonly rules = 'rules';
	readonly values = new Map<string, Uint8Array>();
	readonly #countMax: number;

	constructor(countMax = Number.POSITIVE_INFINITY) {
		this.#countMax = countMax;
	}

	get(signatures: readonly string[], name: string): Uint8Array | undefined {
		return this.values.get(`${signatures.join()} ${name}`);
	}

	put(signatures: readonly string[], name: string, bytes: Uint8Array): void {
		this.values.set(`${signatures.join()} ${name}`, bytes);
	}

	flush(): void {}
	follow(): void {}
	isNearlyFull(): boolean {
		return this.values.size >= this.#countMax;
	}

	async close(): Promise<void> {}
}

const atMs = Date.parse('2026-03-01T12:00:00Z');
const records = Array.from({ length: 2_000 }, (_, index) => ({
	eventTime: '2026-03-01T12:00:00Z',
	eventName: `Call${index % 7}`,
	eventID: `id-${index}`,
}));
const segments = [segmentOf('s', records, atMs, true)];

function engineOver(partialStore: Counted): Engine {
	return createLocalEngine(() => ({ version: 1, segments, counts: undefined as never }), {
		partialStore,
		derived: derivedFields,
		lookups: { table: name => ({ missing: `no table ${name}` }) },
	});
}

const ahead = (...texts: string[]) =>
	texts.map(text => ({ text, fromMs: atMs - 3_600_000, toMs: atMs + 3_600_000 }));

async function count(
	texts: readonly string[],
	partials: Partials,
	signal = new AbortController(),
	timeZones = ['UTC'],
) {
	const counted = new Counted(partials);
	const told: number[] = [];
	const done = await countAhead(ahead(...texts), engineOver(counted), counted, {
		signal: signal.signal,
		timeZones,
		progress: doneCount => told.push(doneCount),
	});
	return { ...done, told };
}

const texts = ['* | count by eventName', '* | count by eventID | limit 3', '*'];

test('what is made the first time is there the second time', async () => {
	const partials = new Partials();
	const first = await count(texts, partials);
	expect(first).toMatchObject({ queryCount: 3, doneCount: 3, faults: [], isFull: false });
	expect(first.madeCount).toBeGreaterThanOrEqual(2);
	expect(first.foundCount).toBe(0);
	expect(first.told).toEqual([1, 2, 3]);
	const second = await count(texts, partials);
	expect(second.madeCount).toBe(0);
	expect(second.foundCount).toBe(first.madeCount);
});

test('it ends where no more can be kept, or when it is told to', async () => {
	const partials = new Partials(1);
	expect(await count(texts, partials)).toMatchObject({ doneCount: 1, isFull: true });
	expect(await count(texts, partials)).toMatchObject({ doneCount: 0, isFull: true });
	const ending = new AbortController();
	ending.abort();
	expect(await count(texts, new Partials(), ending)).toMatchObject({
		doneCount: 0,
		isFull: false,
		madeCount: 0,
	});
});

test('a query that cannot run stops no other; five faults are told', async () => {
	const wrong = Array.from({ length: 8 }, (_, index) => `* | nonsense${index}`);
	const done = await count([...wrong, ...texts], new Partials());
	expect(done.doneCount).toBe(3);
	expect(done.faults).toHaveLength(5);
	expect(done.faults[0]).toContain('nonsense0');
});

test('each time zone has answers of its own', async () => {
	const partials = new Partials();
	const first = await count(texts, partials);
	const both = await count(texts, partials, undefined, ['UTC', 'Europe/Berlin']);
	expect(both.doneCount).toBe(3);
	expect(both.foundCount).toBe(first.madeCount);
	expect(both.madeCount).toBe(first.madeCount);
});

test('a segment that cannot be read any more is a fault of its query', async () => {
	const counted = new Counted(new Partials());
	let runs = 0;
	const engine: Engine = {
		...engineOver(counted),
		run: async (request, options) => {
			runs += 1;
			if (runs === 2) {
				throw new Error('the segment is gone');
			}

			return engineOver(counted).run(request, options);
		},
	};
	const done = await countAhead(ahead(...texts), engine, counted, {
		signal: new AbortController().signal,
		timeZones: ['UTC'],
		progress: () => {},
	});
	expect(done).toMatchObject({ doneCount: 2, faults: ['the segment is gone'] });
});
