import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepAhead } from '../../../source/app/ahead/keep-ahead.ts';
import type { Counting } from '../../../source/app/ahead/keep-ahead.ts';

beforeEach(() => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
	vi.useRealTimers();
});

/** A tailer and its store, and what was started. */
class World {
	state: 'live' | 'backfilling' = 'live';
	sealedSegmentCount = 1;
	readonly told: string[] = [];
	readonly started: { end(why?: string): void; isEnded: boolean }[] = [];
	readonly end: () => Promise<void>;
	#changed = () => {};

	constructor(start = true) {
		const tailer = {
			status: () => ({ state: this.state }) as never,
			onChange: (hear: () => void) => {
				this.#changed = hear;
				return () => {
					this.#changed = () => {};
				};
			},
		};
		const writer = { counts: () => ({ sealedSegmentCount: this.sealedSegmentCount }) as never };
		this.end = keepAhead(
			tailer,
			writer,
			text => this.told.push(text),
			start ? () => this.#start() : undefined,
		);
	}

	async change(): Promise<void> {
		this.#changed();
		await Promise.resolve();
	}

	async ended(why?: string): Promise<void> {
		this.started.at(-1)?.end(why);
		await Promise.resolve();
		await Promise.resolve();
	}

	#start(): Counting {
		let end: (why?: string) => void = () => {};
		const ended = new Promise<string | undefined>(resolve => {
			end = resolve;
		});
		const one = { end, isEnded: false };
		this.started.push(one);
		return {
			ended,
			end: async () => {
				one.isEnded = true;
				end();
				await ended;
			},
		};
	}
}

test('it is counted once for the same segments, a minute apart, and only when all is fetched', async () => {
	const world = new World();
	expect(world.started).toHaveLength(1);
	world.sealedSegmentCount = 2;
	await world.change();
	expect(world.started).toHaveLength(1);
	await world.ended();
	await world.change();
	expect(world.started).toHaveLength(1);
	world.state = 'backfilling';
	vi.advanceTimersByTime(60_000);
	expect(world.started).toHaveLength(1);
	world.state = 'live';
	await world.change();
	expect(world.started).toHaveLength(2);
	await world.ended();
	vi.advanceTimersByTime(60_000);
	await world.change();
	expect(world.started).toHaveLength(2);
	expect(world.told).toEqual([]);
});

test('what fails is told once, and left after three times', async () => {
	const world = new World();
	for (let count = 2; count < 8; count++) {
		await world.ended('it ended with code 3');
		world.sealedSegmentCount = count;
		vi.advanceTimersByTime(60_000);
	}

	expect(world.started).toHaveLength(3);
	expect(world.told).toEqual([
		'what the dashboards ask is not counted ahead: it ended with code 3; `trailtop store warm` with the flags of this command tries it once and says why',
	]);
});

test('who ends the tailer ends the count, and nothing begins afterwards', async () => {
	const world = new World();
	await world.end();
	expect(world.started[0]?.isEnded).toBe(true);
	world.sealedSegmentCount = 9;
	await world.change();
	vi.advanceTimersByTime(600_000);
	expect(world.started).toHaveLength(1);
	expect(vi.getTimerCount()).toBe(0);
	expect(new World(false).started).toEqual([]);
});

test('where no process can be started, the tailer goes on', async () => {
	const told: string[] = [];
	const end = keepAhead(
		{ status: () => ({ state: 'live' }) as never, onChange: () => () => {} },
		{ counts: () => ({ sealedSegmentCount: 1 }) as never },
		text => told.push(text),
		() => {
			throw new Error('spawn ENOMEM');
		},
	);
	await Promise.resolve();
	await Promise.resolve();
	expect(told.join()).toContain('ENOMEM');
	await end();
});
