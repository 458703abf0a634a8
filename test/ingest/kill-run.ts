import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { expect } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { childScript } from '../../fixtures/child-script.ts';
import { doubledTrail } from '../../fixtures/doubled-trail.ts';
import { startMs } from '../../fixtures/records.ts';
import { seeded } from '../../fixtures/seeded.ts';
import { S3Server } from '../../fixtures/s3-server.ts';
import type { S3Fault } from '../../fixtures/s3-fault.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { openReader, openWriter, StoreError } from '../../store/index.ts';
import type { StoreReader } from '../../store/index.ts';
import type { Look, WriterPlan, WriterReport } from './kill-plan.ts';
import { contentOf } from './store-content.ts';

export interface KillRunOptions {
	readonly seed: number;
	readonly recordCount: number;
	readonly recordsPerObject: number;
	readonly killCount: number;
	readonly segmentRowsMax: number;
}

export interface KillRunResult {
	/** By how the process came to its end. */
	readonly kills: Readonly<Record<Death, number>>;
	readonly lost: number;
	readonly doubled: number;
	/** Records whose text is another one than was delivered. */
	readonly altered: number;
	/** In the store, but delivered by nobody. */
	readonly made: number;
	readonly duplicateCount: number;
	readonly recordCount: number;
	/** Records that were delivered once more. */
	readonly againCount: number;
	readonly conflictCount: number;
	readonly objectCount: number;
	readonly lookCount: number;
	/** Looks that saw another number of rows than was counted, or fewer than an earlier look. */
	readonly oddLookCount: number;
	/** What both readers found when they read everything. */
	readonly readersAgree: boolean;
	readonly refusedSecondWriters: number;
	/** The code that the suspended writer met after another had taken its lease. */
	readonly suspendedWriterMet: string | undefined;
	readonly storms: number;
	readonly damagedBodies: number;
	readonly exitCode: number | null;
}

/** Where a process was killed; `idle`: it had nothing left to do. */
type Death = 'transaction' | 'committed' | 'request' | 'idle' | 'superseded';

const hourMs = 3_600_000;
const bucketName = 'logs';
/** Noon: the day goes on to the end, so that every start lists all of it. */
const nowMs = startMs;
const speed = 20;
/** Of so many requests in a row the first few are refused: a storm. */
const stormEvery = 400;
const stormLength = 40;
const damagedShare = 0.05;
/** So many lives' worth of objects are there from the start, or the last ones would be idle. */
const backlogShares = 2;

/** Whatever was killed, everything is there once, and everybody saw the same. */
export function expectUnharmed(result: KillRunResult): void {
	expect(result).toMatchObject({
		lost: 0,
		doubled: 0,
		altered: 0,
		made: 0,
		conflictCount: 0,
		// What was committed is never fetched again: each duplicate is one that was delivered twice.
		duplicateCount: result.againCount,
		oddLookCount: 0,
		readersAgree: true,
		suspendedWriterMet: 'lease-lost',
		exitCode: 0,
	});
	expect(result.againCount / result.recordCount).toBeCloseTo(0.27, 1);
}

/** Kills one process after the other while a trail arrives, and compares what is left with it. */
export async function killRun(options: KillRunOptions): Promise<KillRunResult> {
	const folder = await aFolder();
	const writers = await childScript(new URL('kill-child.ts', import.meta.url));
	const followers = await childScript(new URL('follow-child.ts', import.meta.url));
	const server = await S3Server.start();
	try {
		const run = new KillRun(options, folder.path, server, writers.path);
		return await run.run(followers.path);
	} finally {
		await server.stop();
		writers.remove();
		followers.remove();
		await folder.remove();
	}
}

class KillRun {
	readonly #options: KillRunOptions;
	readonly #dir: string;
	readonly #server: S3Server;
	readonly #script: string;
	readonly #random: () => number;
	readonly #trail;
	readonly #kills: Record<Death, number> = {
		transaction: 0,
		committed: 0,
		request: 0,
		idle: 0,
		superseded: 0,
	};

	#putCount = 0;
	#storms = 0;
	#damagedBodies = 0;
	#isStormy = true;
	#gets = 0;
	#atGet: { readonly after: number; readonly then: () => void }[] = [];
	#follower: ChildProcess | undefined;
	readonly #looks: Look[] = [];
	#ownLooks = 0;
	#oddLookCount = 0;
	#seenCount = 0;
	#refused = 0;
	#suspendedWriterMet: string | undefined;

	constructor(options: KillRunOptions, dir: string, server: S3Server, script: string) {
		this.#options = options;
		this.#dir = dir;
		this.#server = server;
		this.#script = script;
		this.#random = seeded(options.seed);
		this.#trail = doubledTrail({
			...options,
			seed: options.seed + 1,
			fromMs: nowMs - 11.5 * hourMs,
			toMs: nowMs,
		});
		const beganMs = performance.now();
		server.clock = () => nowMs + (performance.now() - beganMs) * speed;
		server.weather = op => this.#weather(op);
	}

	async run(followerScript: string): Promise<KillRunResult> {
		const { killCount } = this.#options;
		await (await openWriter({ dir: this.#dir, schema: recordSchema })).close();
		const reader = await openReader({ dir: this.#dir, schema: recordSchema });
		await this.#startFollower(followerScript);
		this.#put(this.#share() * backlogShares);
		const takeOverAt = Math.floor(killCount / 2);
		while (this.#killCount() < killCount) {
			await (this.#killCount() === takeOverAt ? this.#takeOver(reader) : this.#life(reader));
		}

		this.#isStormy = false;
		const exitCode = await this.#lastLife(reader);
		return await this.#result(reader, exitCode);
	}

	#killCount(): number {
		return Object.values(this.#kills).reduce((sum, count) => sum + count, 0);
	}

	/** One process from its start to its end; a part of the trail arrives meanwhile. */
	async #life(reader: StoreReader): Promise<void> {
		const share = this.#share();
		const ways = ['transaction', 'committed', 'request'] as const;
		const at = ways[this.#killCount() % ways.length]!;
		const after = Math.ceil(share * (0.5 + this.#random()));
		const afterRecords = after * this.#options.recordsPerObject;
		this.#put(share / 2);
		const child = this.#start(at === 'request' ? {} : { die: { at, afterRecords } });
		this.#atGet = [{ after: share / 4, then: () => this.#put(share / 2) }];
		if (at === 'request') {
			this.#atGet.push({ after, then: () => child.kill('SIGKILL') });
		}

		this.#gets = 0;
		let isIdle = false;
		await this.#watch(child, reader, report => {
			if (report.type === 'status' && report.state === 'live' && !isIdle) {
				isIdle = true;
				child.kill('SIGKILL');
			}
		});
		this.#kills[isIdle ? 'idle' : at]++;
		this.#atGet = [];
	}

	/** A writer is suspended, a second one takes its lease, and the first wakes up again. */
	async #takeOver(reader: StoreReader): Promise<void> {
		this.#put(this.#share());
		const first = this.#start({ freezeAt: this.#upTo(4) });
		let second: ChildProcess | undefined;
		let secondGone: Promise<void> | undefined;
		await this.#watch(first, reader, report => {
			if (report.type === 'freezing') {
				this.#put(this.#share());
				second = this.#start({ leaseAheadMs: 30_000 });
				let appended = false;
				const watched = (told: WriterReport): void => {
					if (told.type === 'status' && told.records > 0 && !appended) {
						appended = true;
						first.kill('SIGCONT');
					}
				};

				// To our clock its lease, which is ahead, would be a stale one.
				secondGone = this.#watch(second, reader, watched, false);
			} else if (report.errorCode !== undefined && second) {
				this.#suspendedWriterMet = report.errorCode;
				first.kill('SIGKILL');
			}
		});
		this.#kills.superseded++;
		second?.kill('SIGKILL');
		await secondGone;
		this.#kills.request++;
	}

	/** In fair weather until everything is there; then it is asked to stop. */
	async #lastLife(reader: StoreReader): Promise<number | null> {
		this.#put(Infinity);
		const child = this.#start({});
		let isStopping = false;
		await this.#watch(child, reader, report => {
			if (report.type !== 'status' || report.state !== 'live' || isStopping) {
				return;
			}

			// What came damaged twice in the same way would be tried again in an hour or two.
			isStopping = this.#settledCount(reader) === this.#trail.objects.length;
			child.send(isStopping ? 'stop' : 'retry');
		});
		return child.exitCode;
	}

	#settledCount(reader: StoreReader): number {
		let count = 0;
		for (const { value } of reader.ledgerRange('object/', 'object0')) {
			count += (value as { readonly state?: string }).state === 'ok' ? 1 : 0;
		}

		return count;
	}

	#start(more: Partial<WriterPlan>): ChildProcess {
		const plan: WriterPlan = {
			dir: this.#dir,
			endpoint: this.#server.endpoint,
			bucket: bucketName,
			seed: this.#upTo(1_000_000),
			nowMs,
			speed,
			sinceMs: nowMs - 24 * hourMs,
			segmentRowsMax: this.#options.segmentRowsMax,
			leaseAheadMs: 0,
			...more,
		};
		return fork(this.#script, [JSON.stringify(plan)], {
			stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
			execArgv: [],
		});
	}

	/** Until the process is gone; both readers look at each of its reports. */
	async #watch(
		child: ChildProcess,
		reader: StoreReader,
		reported: (report: WriterReport) => void,
		canTry = true,
	): Promise<void> {
		let hasTried = !canTry;
		let trying: Promise<void> = Promise.resolve();
		child.on('message', message => {
			const report = message as WriterReport;

			this.#look(reader);
			this.#follower?.send('look');
			if (!hasTried && report.type === 'status') {
				hasTried = true;
				trying = this.#tryToWrite();
			}

			reported(report);
		});
		await new Promise(resolve => child.once('exit', resolve));
		await trying;
	}

	/** A store that is being written has no second writer. */
	async #tryToWrite(): Promise<void> {
		try {
			const writer = await openWriter({ dir: this.#dir, schema: recordSchema });
			await writer.close();
		} catch (error) {
			this.#refused += error instanceof StoreError && error.code === 'lease-held' ? 1 : 0;
		}
	}

	#look(reader: StoreReader): void {
		const { counts, segments } = reader.refresh();
		this.#ownLooks++;
		const rowCount = segments.reduce((sum, segment) => sum + segment.rowCount, 0);
		this.#judge({ recordCount: counts.recordCount, rowCount }, this.#seenCount);
		this.#seenCount = counts.recordCount;
	}

	#judge(look: Look, seenCount: number): void {
		const isOdd = look.rowCount !== look.recordCount || look.recordCount < seenCount;
		this.#oddLookCount += isOdd ? 1 : 0;
	}

	async #startFollower(script: string): Promise<void> {
		const follower = fork(script, [this.#dir], {
			stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
			execArgv: [],
		});
		await new Promise(resolve => follower.once('message', resolve));
		follower.on('message', message => {
			const look = message as Look;
			this.#judge(look, this.#looks.at(-1)?.recordCount ?? 0);
			this.#looks.push(look);
		});
		this.#follower = follower;
	}

	async #result(reader: StoreReader, exitCode: number | null): Promise<KillRunResult> {
		const { counts, segments } = reader.refresh();
		const { manifest, objects, againCount } = this.#trail;
		const content = contentOf(segments);
		const follower = this.#follower!;
		follower.send('whole');
		follower.send('end');
		await new Promise(resolve => follower.once('exit', resolve));
		await reader.close();
		const whole = this.#looks.at(-1)?.whole;
		const expected = [...manifest];
		return {
			kills: this.#kills,
			lost: expected.filter(([identity]) => !content.records.has(identity)).length,
			doubled: content.rowCount - content.records.size,
			altered: expected.filter(([identity, crc]) => {
				const found = content.records.get(identity);
				return found !== undefined && found !== crc;
			}).length,
			made: [...content.records.keys()].filter(identity => !manifest.has(identity)).length,
			duplicateCount: counts.duplicateCount,
			recordCount: this.#options.recordCount,
			againCount,
			conflictCount: counts.conflictCount,
			objectCount: objects.length,
			lookCount: this.#ownLooks + this.#looks.length,
			oddLookCount: this.#oddLookCount,
			readersAgree: whole?.crc === content.crc && whole.distinct === content.records.size,
			refusedSecondWriters: this.#refused,
			suspendedWriterMet: this.#suspendedWriterMet,
			storms: this.#storms,
			damagedBodies: this.#damagedBodies,
			exitCode,
		};
	}

	#weather(op: string): S3Fault | undefined {
		if (op === 'get') {
			this.#gets++;
			const due = this.#atGet.filter(({ after }) => this.#gets >= after);
			this.#atGet = this.#atGet.filter(({ after }) => this.#gets < after);
			for (const { then } of due) {
				then();
			}
		}

		const place = this.#server.requests.length % stormEvery;
		if (this.#isStormy && place >= stormEvery - stormLength) {
			this.#storms += place === stormEvery - 1 ? 1 : 0;
			return { status: 503, code: 'SlowDown' };
		}

		if (op !== 'get' || this.#random() >= damagedShare) {
			return undefined;
		}

		this.#damagedBodies++;
		return this.#damage();
	}

	#damage(): S3Fault {
		// Never twice the same, or the damage would be taken for how the object is.
		const at = (this.#damagedBodies % 600) + 1;
		const ways: readonly S3Fault[] = [
			{ corruptAt: at },
			{ corruptAt: at, unchecked: true },
			{ truncateTo: at },
			{ truncateTo: at, unchecked: true },
			{ resetAfter: at },
			{ finAfter: at },
		];
		return ways[this.#upTo(ways.length) - 1]!;
	}

	/** Objects for one life. */
	#share(): number {
		return Math.ceil(this.#trail.objects.length / (this.#options.killCount + backlogShares + 1));
	}

	#put(count: number): void {
		const bucket = this.#server.bucket(bucketName);
		const from = this.#putCount;
		this.#putCount = Math.min(this.#trail.objects.length, from + Math.ceil(count));
		for (const { key, body } of this.#trail.objects.slice(from, this.#putCount)) {
			bucket.put(key, body, { lastModifiedMs: Math.floor(this.#server.clock?.() ?? nowMs) });
		}
	}

	/** A whole number from 1 to `max`. */
	#upTo(max: number): number {
		return 1 + Math.floor(this.#random() * max);
	}
}
