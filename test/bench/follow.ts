import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { Maker } from './data/maker.ts';
import { record } from './data/record.ts';
import { FrameTerminal } from './frames-terminal.ts';
import { quantile } from './quantile.ts';

/** The console beside a folder into which records are delivered. */
export interface FollowFigures {
	readonly recordsPerSecond: number;
	/** Of a core: all threads of the program. */
	readonly cpuShare: number;
	/** From a file in the folder to a panel that shows its records, ms; of single files. */
	readonly fileToPaintMs?: { readonly p50: number; readonly p95: number };
	/** RssAnon at the end. */
	readonly memoryBytes: number;
}

const rates = [200, 1_000, 5_000] as const;
const followMs = 15_000;
const singleFiles = 20;

/** Follows a folder at several rates, each in a program of its own. Needs `dist`. */
export async function benchFollow(): Promise<readonly FollowFigures[]> {
	const figures: FollowFigures[] = [];
	for (const rate of rates) {
		figures.push(await followAt(rate));
	}

	return figures;
}

async function followAt(recordsPerSecond: number): Promise<FollowFigures> {
	const dir = mkdtempSync(join(tmpdir(), 'trailtop-follow-'));
	try {
		const folder = join(dir, 'delivered');
		mkdirSync(folder);
		const delivery = new Delivery(folder);
		delivery.deliver(100);
		const terminal = new FrameTerminal(
			['dist/main.js', '--from', folder, '--store', join(dir, 'store'), '--fresh'],
			{ columns: 200, rows: 50 },
		);
		await terminal.shows(0, screen => screen.includes('╭') && !screen.includes('loading …'));
		await wait(2_000);
		const single = recordsPerSecond === rates[0] ? await singles(terminal, delivery) : undefined;
		const cpuBefore = terminal.cpuSeconds();
		for (let second = 0; second < followMs / 1_000; second++) {
			const startMs = performance.now();
			for (let left = recordsPerSecond; left > 0; left -= 200) {
				delivery.deliver(Math.min(left, 200));
			}

			await wait(Math.max(0, 1_000 - (performance.now() - startMs)));
		}

		const cpuShare = (terminal.cpuSeconds() - cpuBefore) / (followMs / 1_000);
		const memoryBytes = terminal.memoryBytes();
		await terminal.quit();
		return {
			recordsPerSecond,
			cpuShare,
			memoryBytes,
			...(single !== undefined && { fileToPaintMs: single }),
		};
	} finally {
		rmSync(dir, { recursive: true, force: true });
	}
}

async function singles(
	terminal: FrameTerminal,
	delivery: Delivery,
): Promise<{ readonly p50: number; readonly p95: number }> {
	const times: number[] = [];
	for (let file = 0; file < singleFiles; file++) {
		const before = panelsOf(await terminal.screen());
		const startMs = performance.now();
		delivery.deliver(50);
		times.push(await terminal.shows(startMs, screen => panelsOf(screen) !== before));
		await wait(1_500);
	}

	return { p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
}

/** The screen without the header and the footer, whose counters and lag change first. */
function panelsOf(screen: string): string {
	return screen.split('\n').slice(2, -2).join('\n');
}

/** Writes objects as a delivery does: whole under another name, then renamed. */
class Delivery {
	readonly #folder: string;
	readonly #make = new Maker(11);
	#count = 0;

	constructor(folder: string) {
		this.#folder = folder;
	}

	deliver(recordCount: number): void {
		const nowMs = Date.now();
		const Records = Array.from({ length: recordCount }, () => record(this.#make, nowMs));
		const name = `111122223333_CloudTrail_us-east-1_${String(this.#count++).padStart(6, '0')}.json.gz`;
		const partial = join(this.#folder, `.${name}.part`);
		writeFileSync(partial, gzipSync(JSON.stringify({ Records })));
		renameSync(partial, join(this.#folder, name));
	}
}
