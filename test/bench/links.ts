import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { firstNumber } from './frames-scene.ts';
import { FrameTerminal } from './frames-terminal.ts';
import { quantile } from './quantile.ts';

/** The console over a link of so many bytes a second. */
export interface LinkFigures {
	readonly bytesPerSecond: number;
	readonly size: string;
	/** With `--slow`. */
	readonly isSlow: boolean;
	/** Frames of data that were shown, of those there were: two a second. */
	readonly shownFrames: number;
	readonly frames: number;
	/** Bytes that came in all, keys among them. */
	readonly bytes: number;
	readonly keyToPaintMs: { readonly p50: number; readonly max: number };
	/** The newest frame was on the screen at the end. */
	readonly showsNewest: boolean;
}

const rates = [2_400, 9_600, 40_000] as const;
const sizes = [
	{ columns: 80, rows: 24 },
	{ columns: 200, rows: 50 },
] as const;
const frameEveryMs = 500;
const frameCount = 30;
/** After so many frames a key is pressed. */
const keyEvery = 5;
/** Nothing more has come for so long, in ms: the link is empty. */
const quietMs = 2_500;

/** How the console does over slow links, with and without `--slow`. Needs a built `dist`. */
export async function benchLinks(): Promise<readonly LinkFigures[]> {
	const dir = mkdtempSync(join(tmpdir(), 'trailtop-links-'));
	const figures: LinkFigures[] = [];
	try {
		for (const size of sizes) {
			for (const bytesPerSecond of rates) {
				for (const isSlow of [false, true]) {
					const terminal = new FrameTerminal(['--import', 'tsx', 'test/bench/frames-ours.ts'], {
						...size,
						reportFile: join(dir, 'report.json'),
						words: ['paced', ...(isSlow ? ['slow'] : [])],
					});
					const measured = await measure(terminal, bytesPerSecond);
					const told = `${size.columns}x${size.rows}`;
					figures.push({ bytesPerSecond, size: told, isSlow, ...measured });
				}
			}
		}
	} finally {
		rmSync(dir, { recursive: true, force: true });
	}

	return figures;
}

async function measure(terminal: FrameTerminal, bytesPerSecond: number) {
	await terminal.until(() => /4\d,\d+/.test(terminal.text));
	await wait(500);
	terminal.slowDown(bytesPerSecond);
	const shownBefore = terminal.frameCount;
	const bytesBefore = terminal.byteCount;
	const times: number[] = [];
	for (let frame = 0; frame < frameCount; frame++) {
		terminal.nextData();
		const startMs = performance.now();
		if (frame % keyEvery === keyEvery - 1) {
			// There and back, so that the first page stays.
			const key = times.length % 2 === 0 ? '\t' : '\u001B[Z';
			times.push(await terminal.nextFrame(() => terminal.send(key)));
		}

		await wait(Math.max(0, frameEveryMs - (performance.now() - startMs)));
	}

	let seen = -1;
	while (terminal.byteCount !== seen) {
		seen = terminal.byteCount;
		await wait(quietMs);
	}

	const bytes = terminal.byteCount - bytesBefore;
	const shownFrames = terminal.frameCount - shownBefore - times.length;
	const screen = await terminal.screen();
	terminal.slowDown(Number.POSITIVE_INFINITY);
	const { lastFrame } = await terminal.end();
	return {
		shownFrames,
		frames: lastFrame,
		bytes,
		keyToPaintMs: { p50: quantile(times, 0.5), max: quantile(times, 1) },
		showsNewest: screen.includes((firstNumber + lastFrame).toLocaleString('en')),
	};
}
