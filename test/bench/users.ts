import { setTimeout as wait } from 'node:timers/promises';
import { FrameTerminal } from './frames-terminal.ts';
import { quantile } from './quantile.ts';
import type { BenchStore } from './store.ts';

/** What a person at the console waits for, on a store of this size, at 200x50; ms. */
export interface UserFigures {
	/** From the start of the program. */
	readonly titleMs: number;
	readonly firstDataMs: number;
	readonly allPanelsMs: number;
	/** From a digit to all panels of a dashboard that was not seen yet, and of one that was. */
	readonly coldSwitchMs: { readonly median: number; readonly max: number };
	readonly warmSwitchMs: { readonly median: number; readonly max: number };
	/** From a key while a dashboard loads to the next frame. */
	readonly keyWhileLoadingMs: { readonly p50: number; readonly p99: number };
	readonly zoomMs: number;
	/** Half the time range, then a filter: all panels. */
	readonly halfRangeMs: number;
	readonly filterMs: number;
	/** The rows behind a cell. */
	readonly rowsMs: number;
	/** Of a core, in the ten seconds after the last answer. */
	readonly idleCpuShare: number;
	/** Memory of its own (RssAnon) after all this, bytes. */
	readonly memoryBytes: number;
}

const dashboards = ['2', '3', '4', '5', '6'] as const;
/** The commonest account of the data, and a table of who changed what on dashboard 2. */
const account = '111122223333';
const tablePanel = 3;
const idleMs = 10_000;
const keyEveryMs = 60;

/** Drives the built program over a store. Needs `dist`. */
export async function benchUsers(store: BenchStore): Promise<UserFigures> {
	const startMs = performance.now();
	const until = new Date(store.toMs).toISOString();
	const hours = Math.ceil((store.toMs - store.fromMs) / 3_600_000);
	const terminal = new FrameTerminal(
		['dist/main.js', '--store', store.dir, '--until', until, '--since', `${hours}h`, '--fresh'],
		{ columns: 200, rows: 50 },
	);
	const titleMs = await terminal.shows(startMs, screen => screen.includes('trailtop'));
	const firstDataMs = await terminal.shows(startMs, hasData);
	const allPanelsMs = await terminal.shows(startMs, isWhole);

	const keyTimes: number[] = [];
	const cold: number[] = [];
	for (const key of dashboards) {
		cold.push(await switchTo(terminal, key, keyTimes));
	}

	const warm: number[] = [];
	for (const key of [...dashboards, ...dashboards]) {
		warm.push(await switchTo(terminal, key));
	}

	await switchTo(terminal, '2');
	const zoomMs = await press(terminal, 'z', isWhole);
	await press(terminal, 'z', isWhole);
	const halfRangeMs = await press(terminal, '+', isWhole);
	await press(terminal, 'f', screen => screen.includes('Filters'));
	await press(terminal, '\r', screen => screen.includes('tab takes several'));
	await press(terminal, account, screen => screen.includes(account));
	const filterMs = await press(
		terminal,
		'\r',
		screen => screen.includes(`account ${account}`) && isWhole(screen),
	);
	await press(terminal, '\u001B', screen => !screen.includes('╭ Filters'));
	for (let panel = 0; panel < tablePanel; panel++) {
		await press(terminal, '\t', isWhole);
	}

	const rowsMs = await press(
		terminal,
		'\r',
		screen => screen.includes('Access ▸ ') && isWhole(screen),
	);
	const cpuBefore = terminal.cpuSeconds();
	await wait(idleMs);
	const idleCpuShare = (terminal.cpuSeconds() - cpuBefore) / (idleMs / 1_000);
	const memoryBytes = terminal.memoryBytes();
	await terminal.quit();
	return {
		titleMs,
		firstDataMs,
		allPanelsMs,
		coldSwitchMs: { median: quantile(cold, 0.5), max: Math.max(...cold) },
		warmSwitchMs: { median: quantile(warm, 0.5), max: Math.max(...warm) },
		keyWhileLoadingMs: { p50: quantile(keyTimes, 0.5), p99: quantile(keyTimes, 0.99) },
		zoomMs,
		halfRangeMs,
		filterMs,
		rowsMs,
		idleCpuShare,
		memoryBytes,
	};
}

const loadingMark = 'loading …';

function isWhole(screen: string): boolean {
	return !screen.includes(loadingMark) && !screen.includes('updating …') && screen.includes('╭');
}

/** Some panel has an answer: fewer wait than there are. */
function hasData(screen: string): boolean {
	const panels = screen.split('╭').length - 1;
	return panels > 0 && screen.split(loadingMark).length - 1 < panels;
}

/** Sends a key and waits for a frame, and then for a screen as asked. */
async function press(
	terminal: FrameTerminal,
	key: string,
	holds: (screen: string) => boolean,
): Promise<number> {
	const startMs = performance.now();
	await terminal.nextFrame(() => terminal.send(key));
	return terminal.shows(startMs, holds);
}

/** @param keyTimes - gets the times of keys that are pressed while the dashboard loads */
async function switchTo(
	terminal: FrameTerminal,
	key: string,
	keyTimes?: number[],
): Promise<number> {
	const startMs = performance.now();
	await terminal.nextFrame(() => terminal.send(key));
	while (keyTimes !== undefined && !isWhole(await terminal.screen())) {
		keyTimes.push(await terminal.nextFrame(() => terminal.send('\t')));
		await wait(keyEveryMs);
	}

	return terminal.shows(startMs, isWhole);
}
