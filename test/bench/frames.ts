import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { build } from 'esbuild';
import { bundleOptions, withoutDevtools } from '../../bundle.config.ts';
import { firstNumber } from './frames-scene.ts';
import { FrameTerminal } from './frames-terminal.ts';
import { quantile } from './quantile.ts';

/** One program at one size. */
export interface FrameFigures {
	/** Median over data frames in which everything changes. */
	readonly bytesPerFrame: number;
	readonly cpuMsPerFrame: number;
	/** Bytes while nothing changes. */
	readonly idleBytes: number;
	readonly keyToPaintMs: { readonly p50: number; readonly p95: number };
	/** On a link of 40 kB a second with 20 frames of data a second. */
	readonly slowReader: {
		readonly longestStallMs: number;
		/** Frames that were shown, of those there were. */
		readonly shownFrames: number;
		readonly frames: number;
		/** From the last data to the last byte. */
		readonly settledMs: number;
		readonly showsNewest: boolean;
	};
}

export interface FrameReport {
	readonly size: string;
	readonly trailtop: FrameFigures;
	readonly ink: FrameFigures;
}

const sizes = [
	{ columns: 200, rows: 50 },
	{ columns: 80, rows: 24 },
] as const;
const dataFrames = 40;
const keyPresses = 60;
const idleMs = 3_000;
const slowBytesPerSecond = 40_000;
const slowFrames = 100;
const slowFrameEveryMs = 50;

/**
 * Bytes, time and CPU of frames on a real pseudo-terminal, beside Ink 6.8.0 as it comes in the same
 * run. Needs a built `dist`.
 *
 * @throws Error when a slow reader does not see our newest frame at the end
 */
export async function benchFrames(): Promise<readonly FrameReport[]> {
	const dir = mkdtempSync(join(tmpdir(), 'trailtop-frames-'));
	try {
		const plain = await buildPlain(dir);
		const reports: FrameReport[] = [];
		for (const { columns, rows } of sizes) {
			const reportFile = join(dir, 'report.json');
			const trailtop = await measure(
				() =>
					new FrameTerminal(['--import', 'tsx', 'test/bench/frames-ours.ts'], {
						columns,
						rows,
						reportFile,
					}),
			);
			if (!trailtop.slowReader.showsNewest) {
				throw new Error(`at ${columns}x${rows} a slow reader is left with an old frame`);
			}

			const ink = await measure(
				() => new FrameTerminal([plain], { columns, rows: rows + 1, reportFile }),
			);
			reports.push({ size: `${columns}x${rows}`, trailtop, ink });
		}

		return reports;
	} finally {
		rmSync(dir, { recursive: true, force: true });
	}
}

/** React in production mode here too: what is compared is the screen, not the build. */
async function buildPlain(dir: string): Promise<string> {
	const outfile = join(dir, 'plain.mjs');
	await build({
		...bundleOptions,
		entryPoints: ['test/bench/frames-plain.tsx'],
		outfile,
		plugins: [withoutDevtools],
	});
	return outfile;
}

async function measure(open: () => FrameTerminal): Promise<FrameFigures> {
	return { ...(await measureQuick(open())), slowReader: await measureSlow(open()) };
}

async function measureQuick(terminal: FrameTerminal): Promise<Omit<FrameFigures, 'slowReader'>> {
	await terminal.until(() => /4\d,\d+/.test(terminal.text));
	await wait(500);
	const sizesOfFrames: number[] = [];
	for (let frame = 0; frame < dataFrames; frame++) {
		const before = terminal.byteCount;
		await terminal.nextFrame(() => terminal.nextData());
		sizesOfFrames.push(terminal.byteCount - before);
	}

	const times: number[] = [];
	for (let press = 0; press < keyPresses; press++) {
		await wait(15);
		times.push(await terminal.nextFrame(() => terminal.send('\t')));
	}

	await wait(500);
	const before = terminal.byteCount;
	await wait(idleMs);
	const idleBytes = terminal.byteCount - before;
	const { cpuMsPerFrame } = await terminal.end();
	return {
		bytesPerFrame: quantile(sizesOfFrames, 0.5),
		cpuMsPerFrame,
		idleBytes,
		keyToPaintMs: { p50: quantile(times, 0.5), p95: quantile(times, 0.95) },
	};
}

async function measureSlow(terminal: FrameTerminal): Promise<FrameFigures['slowReader']> {
	await terminal.until(() => /4\d,\d+/.test(terminal.text));
	await wait(500);
	terminal.slowDown(slowBytesPerSecond);
	const shownBefore = terminal.frameCount;
	for (let frame = 0; frame < slowFrames; frame++) {
		terminal.nextData();
		await wait(slowFrameEveryMs);
	}

	const startMs = performance.now();
	let seen = -1;
	let lastMs = startMs;
	while (performance.now() - lastMs < 1_500) {
		if (terminal.byteCount !== seen) {
			seen = terminal.byteCount;
			lastMs = performance.now();
		}

		await wait(20);
	}

	const shownFrames = terminal.frameCount - shownBefore;
	const screen = await terminal.screen();
	const { longestStallMs, frames } = await ended(terminal);
	const newest = (firstNumber + frames).toLocaleString('en');
	return {
		longestStallMs,
		shownFrames,
		frames,
		settledMs: lastMs - startMs,
		showsNewest: screen.includes(newest),
	};
}

async function ended(terminal: FrameTerminal) {
	const { longestStallMs, lastFrame } = await terminal.end();
	return { longestStallMs, frames: lastFrame };
}
