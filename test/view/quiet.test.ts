import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Event } from '../../source/dashboard/state/event.ts';
import type { Effect } from '../../source/dashboard/state/effect.ts';
import { runConsole } from '../../source/view/run-console.tsx';
import type { TerminalPort } from '../../source/view/screen/terminal-port.ts';
import { usualAnswer } from '../dashboard/console-driver.ts';
import { shippedLayouts } from '../dashboard/layouts.ts';
import { makeTheme } from '../../source/view/theme.ts';

const startMs = Date.parse('2026-03-01T12:00:00Z');
const frameStart = '\u001B[?2026h';
const columns = 80;
const rows = 24;

beforeEach(() => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] });
});

afterEach(() => {
	vi.useRealTimers();
});

/** The console on a terminal that is a file; time passes when a test says so. */
class QuietConsole {
	readonly #dir = mkdtempSync(join(tmpdir(), 'trailtop-quiet-'));
	readonly #file = join(this.#dir, 'screen');
	readonly #descriptor = openSync(this.#file, 'w');
	readonly #end = new AbortController();
	readonly #ended: Promise<void>;
	/** By how much somebody has set the clock. */
	setMs = 0;
	#nowMs = startMs;
	#seenLength = 0;
	#type: (bytes: Uint8Array) => void = () => {};
	#dispatch: (event: Event) => void = () => {};

	constructor() {
		this.#ended = runConsole(
			{
				environment: 'prod',
				scope: undefined,
				layouts: shippedLayouts(),
				dashboard: 'access',
				range: { kind: 'fixed', fromMs: startMs - 86_400_000, toMs: startMs },
				variables: undefined,
				session: undefined,
				localZone: 'UTC',
				color: 'auto',
				theme: undefined,
				themeDefault: 'auto',
				ascii: false,
				mouse: false,
				env: { TERM: 'xterm-256color', LANG: 'C.UTF-8' },
			},
			{
				terminal: this.#terminal(),
				signal: this.#end.signal,
				nowMs: () => this.#nowMs + this.setMs,
				steadyMs: () => this.#nowMs,
				start: dispatch => {
					this.#dispatch = dispatch;
				},
				edit: () => Promise.resolve({ text: undefined, error: undefined }),
				perform: effect => this.#perform(effect),
			},
		);
	}

	/** Lets time pass, a second at a time, as the console's own clock and its timers see it. */
	async pass(seconds: number): Promise<void> {
		for (let second = 0; second < seconds; second++) {
			this.#nowMs += 1_000;
			await vi.advanceTimersByTimeAsync(1_000);
		}
	}

	/**
	 * Opens the help, waits until it is written, and closes it again: frames are written one after
	 * the other, so what was drawn before is written by then too.
	 *
	 * @returns the frames since the last call, without those of the help
	 */
	async frames(): Promise<string[]> {
		this.type('?');
		await this.#untilWritten(/Keys/);
		const frames = this.text().slice(this.#seenLength).split(frameStart).slice(1, -1);
		this.#seenLength = this.text().length;
		this.type('\u001B[27u');
		await this.#untilWritten(/\u001B\[\?2026l/);
		this.#seenLength = this.text().length;
		return frames;
	}

	type(keys: string): void {
		this.#type(Buffer.from(keys));
	}

	tell(event: Event): void {
		this.#dispatch(event);
	}

	news(version: number): void {
		const nowMs = this.#nowMs + this.setMs;
		this.tell({ kind: 'data', version, recordCount: version * 10, nowMs });
	}

	/** Everything written so far. */
	text(): string {
		return readFileSync(this.#file, 'utf8');
	}

	async close(): Promise<void> {
		this.#end.abort();
		await vi.advanceTimersByTimeAsync(1_000);
		await this.#ended;
		closeSync(this.#descriptor);
		rmSync(this.#dir, { recursive: true });
	}

	/** Writes are done on the thread pool, which takes turns of the real loop. */
	async #untilWritten(what: RegExp): Promise<void> {
		while (!what.test(this.text().slice(this.#seenLength))) {
			await new Promise(resolve => {
				setImmediate(resolve);
			});
		}
	}

	#perform(effect: Effect): void {
		if (effect.kind === 'run') {
			const { slot, ticket } = effect;
			queueMicrotask(() =>
				this.tell({
					kind: 'result',
					slot,
					ticket,
					result: usualAnswer(effect),
					elapsedMs: 3,
				}),
			);
		}
	}

	#terminal(): TerminalPort {
		const nothing = () => () => {};
		return {
			outputDescriptor: this.#descriptor,
			size: () => ({ columns, rows }),
			onResize: nothing,
			onHangup: nothing,
			onContinue: nothing,
			onFatal: nothing,
			onInput: listener => {
				this.#type = listener;
				return () => {};
			},
			setRaw: () => {},
			holdMessages: () => {},
			writeNow: () => {},
			suspend: () => Promise.resolve(),
			handOver: () => Promise.resolve(0),
		};
	}
}

/** Takes the terminal's part: it knows synchronised output, and says what it is. */
const answers = '\u001B[?2026;2$y\u001B[?62c';

async function started(): Promise<QuietConsole> {
	const quiet = new QuietConsole();
	quiet.type(answers);
	await quiet.pass(2);
	expect((await quiet.frames()).join('')).toContain('Non Read Only Events');
	return quiet;
}

test('when nothing arrives nothing is written, however long', async () => {
	const quiet = await started();
	await quiet.pass(30);
	expect(await quiet.frames()).toEqual([]);
	await quiet.close();
});

test('paused, the count of what waits is written, and nothing else', async () => {
	const quiet = await started();
	quiet.news(1);
	quiet.type(' ');
	await quiet.pass(2);
	expect((await quiet.frames()).join('')).toContain('PAUSED');
	await quiet.pass(15);
	expect(await quiet.frames()).toEqual([]);

	quiet.news(2);
	await quiet.pass(2);
	const told = await quiet.frames();
	expect(told).toHaveLength(1);
	expect(told[0]).toContain('10 new');
	expect(told[0]?.length).toBeLessThan(120);
	await quiet.pass(15);
	expect(await quiet.frames()).toEqual([]);
	await quiet.close();
});

test('a clock that is set back or on holds no frame', async () => {
	const quiet = await started();
	for (const [errorCount, setMs] of [
		[311, -3_600_000],
		[622, 3_600_000],
		[944, -86_400_000],
	] as const) {
		quiet.setMs = setMs;
		const status = { state: 'live', objectCount: 1, errorCount, lagMs: undefined, detail: '' };
		quiet.tell({ kind: 'status', status } as Event);
		await quiet.pass(2);
		expect((await quiet.frames()).join('')).toContain(String(errorCount));
	}

	await quiet.close();
});

test('nobody looks: news is drawn every ten seconds, and at once when the focus is back', async () => {
	const quiet = await started();
	const news = (errorCount: number): Event => ({
		kind: 'status',
		status: { state: 'live', objectCount: 1, errorCount, lagMs: undefined, detail: '' },
	});
	quiet.type('\u001B[O');
	for (let second = 1; second <= 40; second++) {
		quiet.tell(news(second));
		await quiet.pass(1);
	}

	const rare = await quiet.frames();
	expect(rare.length).toBeGreaterThanOrEqual(3);
	expect(rare.length).toBeLessThanOrEqual(5);

	quiet.type('\u001B[O');
	quiet.tell(news(777));
	quiet.type('\u001B[I');
	await quiet.pass(1);
	expect((await quiet.frames()).join('')).toContain('777');
	await quiet.close();
});

test('a theme that is chosen repaints at once, and then nothing is written again', async () => {
	const quiet = await started();
	const { open: light } = makeTheme('light', '256');
	expect(quiet.text()).not.toContain(light('border-focused', false).slice(2));
	quiet.type('\u001BOR');
	quiet.type('\u001B[B');
	quiet.type('\u001B[B');
	quiet.type('\r');
	await quiet.pass(2);
	expect((await quiet.frames()).join('')).toContain(light('border-focused', false).slice(2));
	await quiet.pass(20);
	expect(await quiet.frames()).toEqual([]);
	await quiet.close();
});
