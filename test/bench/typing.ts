import { setTimeout as wait } from 'node:timers/promises';
import { FrameTerminal } from './frames-terminal.ts';
import { quantile } from './quantile.ts';
import type { BenchStore } from './store.ts';

/** What a person at the query bar feels, on a store of this size, at 120x40. */
export interface TypingFigures {
	readonly typed: number;
	readonly shown: boolean;
	readonly keyToPaintMs: { readonly p50: number; readonly p95: number; readonly max: number };
	/** From enter to the first rows of a query that reads everything. */
	readonly firstRowsMs: number;
	/** From esc, while such a query runs, to a console that says so. */
	readonly cancelMs: number;
	/** From the start of the program to the first numbers. */
	readonly firstPaintMs: number;
	/** Memory of its own, at the end. */
	readonly rssBytes: number;
}

const keyEveryMs = 1_000 / 30;
const typedLengthMin = 300;
const heavy =
	'* | parse regex field=_raw "(?<word>[a-z]+[0-9]{3,}x)" | count_distinct(word) by eventName';
const escape = '\u001B';
const clear = '\u0015';

/** Types into the bar of the built program in a pseudo-terminal. Needs `dist`. */
export async function benchTyping(store: BenchStore): Promise<TypingFigures> {
	const startMs = performance.now();
	const until = new Date(store.toMs).toISOString();
	const hours = Math.ceil((store.toMs - store.fromMs) / 3_600_000);
	const terminal = new FrameTerminal(
		['dist/main.js', '--store', store.dir, '--until', until, '--since', `${hours}h`, '--fresh'],
		{ columns: 120, rows: 40 },
	);
	await terminal.until(() => /Read Only Events[\s\S]*\d,\d{3}/.test(terminal.text));
	const firstPaintMs = performance.now() - startMs;
	await settled(terminal);

	terminal.send('/');
	await settled(terminal);
	terminal.send(clear);
	await settled(terminal);
	const text = longQuery();
	const times: number[] = [];
	for (const character of text) {
		const typedMs = performance.now();
		await terminal.nextFrame(() => terminal.send(character));
		times.push(performance.now() - typedMs);
		await wait(Math.max(0, keyEveryMs - (performance.now() - typedMs)));
	}

	await settled(terminal);
	const screen = (await terminal.screen()).replaceAll(/[\s│]/g, '');
	const shown = screen.includes(text.replaceAll(/\s/g, '').slice(-100));

	const firstRowsMs = await untilAfter(terminal, `${clear}${rowsQuery}\r`, /\d+ rows/);
	await settled(terminal);
	terminal.send('/');
	await settled(terminal);
	terminal.send(`${clear}${heavy}\r`);
	await wait(150);
	const cancelMs = await untilAfter(terminal, escape, /stopped before/);
	const rssBytes = terminal.memoryBytes();
	await terminal.quit();
	return {
		typed: text.length,
		shown,
		keyToPaintMs: {
			p50: quantile(times, 0.5),
			p95: quantile(times, 0.95),
			max: Math.max(...times),
		},
		firstRowsMs,
		cancelMs,
		firstPaintMs,
		rssBytes,
	};
}

const rowsQuery = '* | count by eventSource, awsRegion, sourceIPAddress';

function longQuery(): string {
	const start = '* | where eventName matches "Describe*" ';
	const more = 'and !(awsRegion = "eu-west-1" or userAgent contains "aws-cli") ';
	const end = '| count by eventName, awsRegion | limit 10';
	let text = start;
	while (text.length + end.length < typedLengthMin) {
		text += more;
	}

	return text + end;
}

/** Ms until what came after the keys holds the pattern. */
async function untilAfter(terminal: FrameTerminal, keys: string, pattern: RegExp): Promise<number> {
	const from = terminal.text.length;
	const startMs = performance.now();
	terminal.send(keys);
	await terminal.until(() => pattern.test(terminal.text.slice(from)));
	return performance.now() - startMs;
}

const quietMs = 700;

async function settled(terminal: FrameTerminal): Promise<void> {
	for (let seen = -1; seen !== terminal.byteCount;) {
		seen = terminal.byteCount;
		await wait(quietMs);
	}
}
