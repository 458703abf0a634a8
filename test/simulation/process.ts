import { meta } from '../../fixtures/a-tailer.ts';
import { seeded } from '../../fixtures/seeded.ts';
import { writerWith } from '../../fixtures/writer-with.ts';
import { keepWithin } from '../../source/app/retention.ts';
import { S3Source } from '../../source/ingest/s3-source.ts';
import { Tailer } from '../../source/ingest/tailer.ts';
import type { IngestSummary } from '../../source/ingest/tailer.ts';
import { dayMs, minuteMs } from '../../source/text/duration.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { openWriter, StoreError } from '../../store/index.ts';
import type { Drop, StoreKeeper, StoreWriter } from '../../store/index.ts';
import { recordsOf } from './oracle.ts';
import type { Written } from './oracle.ts';
import type { VirtualQueue } from './virtual-queue.ts';
import type { VirtualS3 } from './virtual-s3.ts';
import { ProcessClock } from './world-clock.ts';
import type { WorldClock } from './world-clock.ts';

/** What a process meets of its world. */
export interface Machine {
	readonly name: string;
	readonly dir: string;
	readonly seed: number;
	readonly sinceMs: number;
	readonly segmentRowsMax: number;
	readonly openPartitionsMax: number;
	readonly heartbeatEveryMs: number;
	/** Older records may go; undefined: all stay. */
	readonly retentionMs: number | undefined;
	readonly retainEveryMs: number;
	readonly clock: WorldClock;
	readonly s3: VirtualS3;
	/** Undefined: the bucket tells nobody. */
	readonly queue: VirtualQueue | undefined;
	/**
	 * Called in each commit, before it writes, with what it writes of records and ledger; throws what
	 * the disk says.
	 */
	readonly committing: (written: Written | undefined) => void;
	/** A commit was made. */
	readonly wrote: (written: Written) => void;
	readonly dropped: (drops: readonly Drop[]) => void;
	readonly diskFree: () => number;
	readonly note: (what: string) => void;
}

const nothing = (): void => {};

/** A process that fills a store from the bucket, with a clock and ports of its own. */
export class Process {
	readonly clock: ProcessClock;
	readonly name: string;
	/** Settles when another has taken the lease and this one noticed. */
	readonly superseded: Promise<StoreError>;
	readonly #machine: Machine;
	readonly #source: S3Source;
	#writer: StoreKeeper | undefined;
	#tailer: Tailer | undefined;
	#lost: (error: StoreError) => void = nothing;
	#endRetention = nothing;
	/** Of the commit that comes next, and whether it was made. */
	#written: Written | undefined;
	#isMade = false;

	private constructor(machine: Machine) {
		this.#machine = machine;
		this.name = machine.name;
		this.clock = new ProcessClock(machine.clock);
		this.superseded = new Promise(resolve => {
			this.#lost = resolve;
		});
		const { queue } = machine;
		this.#source = new S3Source({
			bucket: 'logs',
			prefix: '',
			clock: this.clock,
			requests: machine.s3.requests(this.clock),
			...(queue === undefined
				? {}
				: {
						queueUrl: 'https://queue.example/1/trail',
						queueRequests: () => queue.requests(this.clock),
					}),
		});
	}

	/** @throws StoreError as `openWriter` */
	static async start(machine: Machine): Promise<Process> {
		const process = new Process(machine);
		await machine.clock.real(process.#open());
		return process;
	}

	follow(): void {
		this.#tailer?.start();
	}

	async once(): Promise<IngestSummary> {
		return this.#tailer!.once(new AbortController().signal);
	}

	get state(): string {
		return this.#tailer?.status().state ?? 'idle';
	}

	async retryDamaged(): Promise<void> {
		await this.#tailer?.retryDamaged(new AbortController().signal);
	}

	/** In good order. */
	async stop(): Promise<void> {
		this.#endRetention();
		await this.#tailer?.stop();
		await this.#source.close();
		await this.close();
	}

	/** From now on nothing of it runs, and it writes nothing. */
	kill(): void {
		this.clock.kill();
	}

	/** What is left of a process that was killed: its opening of the file. Its lease stays. */
	async close(): Promise<void> {
		await this.#machine.clock.real(this.#writer?.close() ?? Promise.resolve());
	}

	async #open(): Promise<void> {
		const { machine, clock } = { machine: this.#machine, clock: this.clock };
		const writer = await openWriter({
			dir: machine.dir,
			schema: recordSchema,
			segmentRowsMax: machine.segmentRowsMax,
			openPartitionsMax: machine.openPartitionsMax,
			clock: () => clock.nowMs(),
			heartbeatEveryMs: machine.heartbeatEveryMs,
			repeat: clock.repeat,
			leaseLost: error => this.#lost(error),
			diskSpace: () => ({ freeBytes: machine.diskFree(), totalBytes: 100e9 }),
			beforeCommit: () => {
				if (clock.isDead) {
					throw new Error('this process was killed');
				}

				machine.committing(this.#written);
				this.#isMade = true;
			},
		});
		this.#writer = writer;
		const watched = this.#watched(writer);
		this.#tailer = new Tailer({
			source: this.#source,
			writer: watched,
			meta,
			sinceMs: machine.sinceMs,
			clock,
			random: seeded(machine.seed),
			pollEveryMs: 10 * minuteMs,
			concurrencyMax: 8,
		});
		this.#endRetention = this.#keepWithin(writer, watched);
	}

	/** The writer, with a word to the world about each write. */
	#watched(writer: StoreKeeper): StoreWriter {
		return writerWith(writer, {
			append: (partition, objects, rowsOf) => {
				return this.#writing(() =>
					writer.append(partition, objects, outcomes => {
						const rows = rowsOf(outcomes);
						this.#written = { records: recordsOf(objects), rows };
						this.#isMade = false;
						return rows;
					}),
				);
			},
			putLedger: rows =>
				this.#writing(() => {
					this.#written = { records: [], rows };
					return writer.putLedger(rows);
				}),
		});
	}

	#keepWithin(writer: StoreKeeper, watched: StoreWriter): () => void {
		const { retentionMs, retainEveryMs, sinceMs, dropped, note } = this.#machine;
		return keepWithin(
			{
				ledger: key => watched.ledger(key),
				ledgerRange: (from, to) => watched.ledgerRange(from, to),
				putLedger: rows => watched.putLedger(rows),
				retain: async (policy, nowMs) => {
					const drops = await writer.retain(policy, nowMs);
					dropped(drops);
					return drops;
				},
			},
			{
				retentionDays: retentionMs === undefined ? undefined : retentionMs / dayMs,
				diskBudgetBytes: undefined,
			},
			sinceMs,
			() => this.clock.nowMs(),
			note,
			run => this.clock.repeat(run, retainEveryMs),
		);
	}

	/** @param write - has made its commit, or not, when it returns; the promise comes later */
	async #writing<T>(write: () => Promise<T>): Promise<T> {
		this.#isMade = false;
		const writing = write();
		const written = this.#written;
		this.#written = undefined;
		if (written !== undefined && this.#isMade) {
			this.#machine.wrote(written);
		}

		try {
			return await writing;
		} catch (error) {
			if (error instanceof StoreError && error.code === 'lease-lost') {
				this.#lost(error);
			}

			throw error;
		}
	}
}
