import { fork } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { aFolder } from '../../fixtures/a-store.ts';
import { childScript } from '../../fixtures/child-script.ts';
import { trailRecord } from '../../fixtures/doubled-trail.ts';
import { objectKey, startMs } from '../../fixtures/records.ts';
import { S3Server } from '../../fixtures/s3-server.ts';
import { seeded } from '../../fixtures/seeded.ts';
import type { ScaleFigures, ScaleMessage, ScalePlan } from './scale-plan.ts';

export interface ScaleOptions {
	readonly objectCount?: number;
	readonly prefixCount?: number;
	/** Of virtual time. */
	readonly minutes?: number;
}

export interface ScaleReport extends ScaleFigures {
	readonly objectCount: number;
	readonly pollEveryMs: number;
	/** LIST requests that look an hour back, and how many of them a minute takes. */
	readonly polls: number;
	readonly listsPerMinute: number;
	/** Pages of such a look: 1 when none goes on. */
	readonly listsPerPoll: number;
	readonly tailStaysUnderOnePoll: boolean;
	readonly wallSeconds: number;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const regionsPerAccount = 17;
/** One prefix in ten has most of the objects and goes on writing. */
const busyEvery = 10;
const busyShare = 0.6;
const daysBack = 5;
const deliveryEveryMs = 5 * minuteMs;
const recordsPerObject = 4;

/**
 * An organisation's bucket: what its tail costs in memory and LIST requests, and whether it keeps
 * up while the newest day is brought in. Time is virtual and each request takes 200 ms of it.
 */
export async function benchScale(options: ScaleOptions = {}): Promise<ScaleReport> {
	const { objectCount = 100_000, prefixCount = 1_700, minutes = 15 } = options;
	const beganMs = performance.now();
	const folder = await aFolder();
	const script = await childScript(new URL('scale-child.ts', import.meta.url));
	const server = await S3Server.start();
	try {
		let nowMs = startMs;
		server.clock = () => nowMs;
		server.hidesUnwritten = true;
		fillBucket(server, objectCount, prefixCount, minutes);
		const plan: ScalePlan = {
			endpoint: server.endpoint,
			dir: folder.path,
			nowMs,
			minutes,
			pollEveryMs: minuteMs,
			latencyMs: 200,
			concurrencyMax: 8,
			sinceMs: startMs - dayMs,
		};
		const child = fork(script.path, [JSON.stringify(plan)], {
			stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
			execArgv: [],
			// JSON knows no NaN.
			serialization: 'advanced',
		});
		let figures: ScaleFigures | undefined;
		child.on('message', message => {
			const told = message as ScaleMessage;
			if (told.type === 'time') {
				nowMs = told.nowMs;
				child.send('ok');
			} else {
				const { type: _type, ...rest } = told;
				figures = rest;
			}
		});
		const code = await new Promise<number | null>(resolve => child.once('exit', resolve));
		if (figures === undefined) {
			throw new Error(`the tailing process ended with ${code} and without figures`);
		}

		const polls = server.requests.filter(request => isPoll(request.op, request.startAfter)).length;
		const continued = server.requests.filter(
			({ op, hasToken }) => op === 'list' && hasToken,
		).length;
		return {
			...figures,
			objectCount,
			pollEveryMs: plan.pollEveryMs,
			polls,
			listsPerMinute: polls / minutes,
			listsPerPoll: (polls + continued) / polls,
			tailStaysUnderOnePoll:
				figures.tailObjects > 0 && figures.tailLagP95Ms <= plan.pollEveryMs * jitterMax,
			wallSeconds: (performance.now() - beganMs) / 1000,
		};
	} finally {
		await server.stop();
		script.remove();
		await folder.remove();
	}
}

/** A poll comes up to a tenth later than asked for. */
const jitterMax = 1.1;

function isPoll(op: string, startAfter: string | undefined): boolean {
	return op === 'list' && startAfter !== undefined;
}

function fillBucket(
	server: S3Server,
	objectCount: number,
	prefixCount: number,
	minutes: number,
): void {
	const bucket = server.bucket('logs');
	const random = seeded(8);
	const put = (place: number, stampMs: number, arrivalMs: number, number: number): void => {
		const account = String(111_122_220_000 + Math.floor(place / regionsPerAccount));
		const region = `region-${(place % regionsPerAccount) + 1}`;
		const key = objectKey({
			account,
			region,
			stampMs: Math.floor(stampMs / deliveryEveryMs) * deliveryEveryMs,
			random: number.toString(36).padStart(16, '0'),
		});
		bucket.putMade(key, () => bodyOf(account, region, stampMs, number), arrivalMs);
	};

	const busyCount = Math.ceil(prefixCount / busyEvery);
	for (let number = 0; number < objectCount; number++) {
		const isBusy = random() < busyShare;
		const place = isBusy
			? Math.floor(random() * busyCount) * busyEvery
			: Math.floor(random() * prefixCount);
		const stampMs = startMs - minuteMs - random() * daysBack * dayMs;
		put(Math.min(place, prefixCount - 1), stampMs, Math.floor(stampMs), number);
	}

	for (let index = 0; index < busyCount; index++) {
		const place = index * busyEvery;
		for (let at = random() * deliveryEveryMs; at < minutes * minuteMs; at += deliveryEveryMs) {
			const arrivalMs = startMs + Math.ceil(at / 1000) * 1000;
			put(
				place,
				arrivalMs - minuteMs,
				arrivalMs,
				objectCount + index * 1000 + Math.floor(at / 1000),
			);
		}
	}
}

function bodyOf(account: string, region: string, timeMs: number, number: number): Buffer {
	const random = seeded(number);
	const records = Array.from({ length: recordsPerObject }, () =>
		trailRecord(account, region, timeMs - random() * deliveryEveryMs, random),
	);
	return gzipSync(JSON.stringify({ Records: records }), { level: 1 });
}
