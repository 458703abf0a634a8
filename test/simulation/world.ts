import { recordSchema } from '../../source/trail/schema.ts';
import { dayMs, hourMs, minuteMs } from '../../source/text/duration.ts';
import { openReader, StoreError } from '../../store/index.ts';
import type { StoreReader } from '../../store/index.ts';
import { Disk } from './disk.ts';
import { drawOf } from './draw.ts';
import type { Draw } from './draw.ts';
import { Expectation } from './expectation.ts';
import { accountFault, contentOf, Durable, statesOf, Violation } from './oracle.ts';
import type { Written } from './oracle.ts';
import { Process } from './process.ts';
import { beginMs, stormMs, trailOf } from './trail.ts';
import type { Change } from './trail.ts';
import { VirtualQueue } from './virtual-queue.ts';
import { VirtualS3 } from './virtual-s3.ts';
import { Weather } from './weather.ts';
import { WorldClock } from './world-clock.ts';

/** What happened in a world. */
export interface Report {
	readonly trace: readonly string[];
	/** Undefined: everything held. */
	readonly violation: string | undefined;
	readonly counts: Readonly<Record<Happening, number>>;
}

const happenings = [
	'killed',
	'cut',
	'suspended',
	'superseded',
	'stopped',
	'refused',
	'diskError',
	'rotSeen',
	'rotHidden',
	'looks',
	'commits',
	'dropped',
	'confirmed',
	'hours',
] as const;
export type Happening = (typeof happenings)[number];

const secondMs = 1_000;
/** A lease may be taken over after so long a silence; as in the store. */
const staleMs = 20 * secondMs;

/** What there is: a clock, a bucket, a disk, processes, and what has to hold of them. */
export class World {
	readonly #seed: number;
	readonly #watch: ((line: string) => void) | undefined;
	readonly draw;
	readonly clock = new WorldClock(beginMs);
	readonly weather: Weather;
	readonly #s3: VirtualS3;
	readonly queue: VirtualQueue | undefined;
	readonly disk: Disk;
	/** Ms for which records are kept; undefined: forever. */
	readonly #retentionMs: number | undefined;
	readonly durable = new Durable(record => this.isOld(record));
	readonly expectation: Expectation;
	readonly #trace: string[] = [];
	readonly counts = Object.fromEntries(happenings.map(name => [name, 0])) as Record<
		Happening,
		number
	>;

	readonly #segmentRowsMax: number;
	readonly #openPartitionsMax: number;
	readonly #diskFaults: { readonly fromMs: number; readonly toMs: number; readonly kind: number };
	#violation: string | undefined;
	processes: Process[] = [];
	#processCount = 0;
	reader: StoreReader | undefined;
	/** Commits until the power is cut in one. */
	cutAfter = Infinity;
	#cutMeets: Written | undefined;
	isDown = false;
	down = (): void => {};
	#commitMs = Number.NEGATIVE_INFINITY;
	#hasNews = false;
	isStormy = true;

	constructor(seed: number, root: string, watch: ((line: string) => void) | undefined) {
		this.#seed = seed;
		this.#watch = watch;
		this.draw = drawOf(seed, 1);
		const changes = trailOf(drawOf(seed, 2));
		this.weather = new Weather(drawOf(seed, 3));
		const told = {
			violated: (what: string) => {
				this.#violation ??= what;
			},
			note: (what: string) => this.note(what),
			confirmed: () => this.count('confirmed'),
		};
		this.#s3 = new VirtualS3(drawOf(seed, 4), this.weather, told);
		const ofQueue = drawOf(seed, 7);
		this.queue = ofQueue.chance(0.4)
			? new VirtualQueue(ofQueue, this.weather, key => this.#isSettled(key), told)
			: undefined;
		this.disk = new Disk(root, drawOf(seed, 5));
		this.expectation = new Expectation(changes, this.#s3.listed, record => this.isOld(record));
		this.#retentionMs = retentionOf(drawOf(seed, 6));
		this.#segmentRowsMax = this.draw.oneOf([8, 20, 60, 1_000]);
		this.#openPartitionsMax = this.draw.between(2, 8);
		const fromMs = beginMs + this.draw.between(0, stormMs);
		this.#diskFaults = {
			fromMs,
			toMs: this.draw.chance(0.4) ? fromMs + this.draw.between(1, 40 * minuteMs) : 0,
			kind: this.draw.between(0, 2),
		};
		for (const change of changes) {
			const inMs = change.atMs - beginMs;
			this.#at(inMs, () => this.#s3.change(change));
			this.#at(change.listedMs - beginMs, () => {
				this.#s3.tell(change);
				this.expectation.told(change);
			});
			this.#announce(change, inMs);
		}
	}

	/** @param living - what happens in it, to its end */
	async report(living: Promise<void>): Promise<Report> {
		try {
			await this.clock.run(living, () => this.#turned());
		} catch (error) {
			this.#violation ??=
				error instanceof Violation ? error.message : String((error as Error).stack);
		}

		this.counts.hours = Math.round((this.clock.nowMs - beginMs) / hourMs);
		if (this.#violation !== undefined) {
			this.note(`violated: ${this.#violation}`);
		}

		return { trace: this.#trace, violation: this.#violation, counts: this.counts };
	}

	#announce(change: Change, inMs: number): void {
		for (const delayMs of inMs < 0 ? [] : (this.queue?.delays() ?? [])) {
			this.#at(inMs + delayMs, () => this.queue?.tell(change, this.clock.nowMs));
		}
	}

	/** Whether nobody has to hear of an object again: it is read, or final, or not there. */
	#isSettled(key: string): boolean {
		const state = statesOf({ ledger: this.durable.ledger }).get(key);
		return !this.#s3.has(key) || (state !== undefined && state !== 'pending' && state !== 'denied');
	}

	async end(): Promise<void> {
		await this.closeAll();
	}

	/** @returns undefined when the power was cut meanwhile */
	async start(): Promise<Process | undefined> {
		for (;;) {
			const process = await this.tryToStart();
			if (process !== undefined || this.isDown) {
				return process;
			}

			if (this.clock.nowMs > this.#commitMs + 2 * staleMs && !this.#isDiskFaulty()) {
				throw new Violation('the lease of a process that has ended is not free');
			}

			await this.clock.sleep(5 * secondMs);
		}
	}

	/** @returns undefined when the lease is held, or the disk is faulty */
	async tryToStart(): Promise<Process | undefined> {
		const silentMs = this.clock.nowMs - this.#commitMs;
		const name = `process ${++this.#processCount}`;
		const startedMs = this.clock.nowMs;
		try {
			const process = await Process.start({
				name,
				dir: this.disk.dir,
				seed: this.#seed + this.#processCount,
				sinceMs: beginMs - 10 * dayMs,
				segmentRowsMax: this.#segmentRowsMax,
				openPartitionsMax: this.#openPartitionsMax,
				// In a calm nobody else comes, and most commits would be of the lease.
				heartbeatEveryMs: this.isStormy ? 8 * secondMs : 0,
				retentionMs: this.#retentionMs,
				retainEveryMs: this.isStormy ? minuteMs : hourMs,
				clock: this.clock,
				s3: this.#s3,
				queue: this.queue,
				committing: written => this.#committing(written),
				wrote: written => {
					this.expectation.wrote(written.rows, startedMs);
					this.#wrote(written);
				},
				dropped: drops => {
					if (drops.length > 0) {
						this.count('dropped');
						this.#hasNews = true;
					}
				},
				diskFree: () => (this.#isDiskFaulty() && this.#diskFaults.kind === 2 ? 0 : 50e9),
				note: what => this.note(`${name}: ${what}`),
			});
			this.note(`${name} starts`);
			if (this.processes.length > 0 && silentMs <= staleMs) {
				throw new Violation('a second process has the lease while the first renews it');
			}

			this.processes.push(process);
			this.reader ??= await this.clock.real(
				openReader({ dir: this.disk.dir, schema: recordSchema }),
			);
			return process;
		} catch (error) {
			const code = error instanceof StoreError ? error.code : undefined;
			if (code === undefined || !['lease-held', 'commit-failed', 'disk-full'].includes(code)) {
				throw error;
			}

			this.note(`${name} cannot start: ${code}`);
			this.count('refused');
			return undefined;
		}
	}

	async kill(process: Process): Promise<void> {
		if (this.processes.includes(process)) {
			this.note(`${process.name} is killed`);
			this.count('killed');
			process.kill();
			this.forget(process);
			await process.close();
		}
	}

	forget(process: Process): void {
		this.processes = this.processes.filter(other => other !== process);
	}

	/** In each commit, before it writes. */
	#committing(written: Written | undefined): void {
		if (this.isDown) {
			throw new Error('there is no power');
		}

		if (this.#isDiskFaulty() && this.#diskFaults.kind < 2 && this.draw.chance(0.7)) {
			this.count('diskError');
			const code = this.#diskFaults.kind === 0 ? 'EIO' : 'ENOSPC';
			this.note(`commit: ${code}`);
			throw Object.assign(new Error(`${code}: a fault of the disk`), { code });
		}

		this.counts.commits++;
		this.#commitMs = this.clock.nowMs;
		this.cutAfter--;
		if (this.cutAfter <= 0) {
			this.cutAfter = Infinity;
			this.isDown = true;
			this.#cutMeets = written;
			this.count('cut');
			this.note(`the power is cut in a commit of ${written?.records.length ?? 'no'} records`);
			this.disk.cut();
			for (const process of this.processes) {
				process.kill();
			}

			this.down();
		}
	}

	#wrote(written: Written): void {
		if (!this.isDown) {
			this.note(`wrote ${written.records.length} records, ${written.rows.length} rows`);
			this.durable.add(written);
			this.#hasNews = true;
		}
	}

	/** After a power cut the last commit is there wholly or not at all, and all before it are. */
	async comeUp(): Promise<void> {
		await this.closeAll();
		const fate = this.disk.afterCut();
		this.note(`the power is back: the commit is ${fate}`);
		if (this.#cutMeets !== undefined) {
			if (fate === 'kept') {
				this.durable.add(this.#cutMeets);
			} else {
				this.durable.tried(this.#cutMeets);
			}
		}

		this.isDown = false;
		this.#cutMeets = undefined;
		this.reader = await this.clock.real(openReader({ dir: this.disk.dir, schema: recordSchema }));
		this.look();
	}

	async closeAll(): Promise<void> {
		const processes = this.processes;
		this.processes = [];
		for (const process of processes) {
			process.kill();
			await process.close();
		}

		const reader = this.reader;
		this.reader = undefined;
		await this.clock.real(reader?.close() ?? Promise.resolve());
	}

	/** What a reader sees is what was acknowledged. */
	look() {
		this.count('looks');
		this.#hasNews = false;
		const content = contentOf(this.reader!);
		const wrong =
			this.durable.differenceTo(content) ??
			this.expectation.made(content) ??
			accountFault(this.reader!);
		if (wrong !== undefined) {
			throw new Violation(wrong);
		}

		return content;
	}

	/** Whether retention may have dropped a record by now. */
	isOld(record: string): boolean {
		return timeOf(record) < this.#keptFromMs();
	}

	/** Segments whose records were all to be dropped before an hour, and that are there. */
	overdue(): string | undefined {
		const segment = this.reader!.refresh().segments.find(
			({ maxTimeMs }) => maxTimeMs < this.#keptFromMs() - hourMs,
		);
		return segment === undefined ? undefined : `segment ${segment.id} is older than is kept`;
	}

	#keptFromMs(): number {
		return this.#retentionMs === undefined
			? Number.NEGATIVE_INFINITY
			: this.clock.nowMs - this.#retentionMs;
	}

	/** Everybody waits for the time. */
	#turned(): void {
		if (this.#violation !== undefined) {
			throw new Violation(this.#violation);
		}

		if (this.#hasNews && !this.isDown && this.reader !== undefined && this.draw.chance(0.08)) {
			this.look();
		}
	}

	#isDiskFaulty(): boolean {
		const { fromMs, toMs } = this.#diskFaults;
		const { nowMs } = this.clock;
		return this.isStormy && nowMs >= fromMs && nowMs < toMs;
	}

	#at(inMs: number, run: () => void): void {
		if (inMs <= 0) {
			run();
		} else {
			this.clock.wakeAfter(inMs, run);
		}
	}

	count(what: Happening): void {
		this.counts[what]++;
	}

	note(what: string): void {
		const line = `${String((this.clock.nowMs - beginMs) / 1000).padStart(9)} ${what}`;
		this.#trace.push(line);
		this.#watch?.(line);
	}
}

function retentionOf(draw: Draw): number | undefined {
	return draw.chance(0.35) ? draw.oneOf([6 * hourMs, dayMs, 3 * dayMs, 8 * dayMs]) : undefined;
}

function timeOf(record: string): number {
	return Date.parse(/"eventTime":"([^"]+)"/.exec(record)![1]!);
}
