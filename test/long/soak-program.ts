import { fstatSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Event } from '../../source/dashboard/state/event.ts';
import { measuredCount } from '../../source/view/ink/measure-text.ts';
import { keptLineCount } from '../../source/view/ink/output.ts';
import { wrappedCount } from '../../source/view/ink/wrap-text.ts';
import { runConsole } from '../../source/view/run-console.tsx';
import { keptStyleCount } from '../../source/view/screen/style.ts';
import type { TerminalPort } from '../../source/view/screen/terminal-port.ts';
import { answer } from '../bench/frames-scene.ts';
import { benchSetup, startMs } from '../bench/frames-setup.ts';

/** What the soak says at its end. */
export interface SoakReport {
	/** After a forced collection, one each `sampleEveryFrames`. */
	readonly heapBytes: readonly number[];
	/** The most that each cache ever held. */
	readonly kept: Readonly<Record<string, number>>;
	/** Frames that were written. */
	readonly drawnCount: number;
}

// Bundled by the test with the modules that stand in for Ink's, run with --expose-gc.
const [, , screenFile = '', frameCountText = '', sampleEveryText = ''] = process.argv;
const frameCount = Number(frameCountText);
const sampleEveryFrames = Number(sampleEveryText);
const drawnWithinMs = 80;
const collect = (globalThis as { gc?: () => void }).gc;
if (collect === undefined) {
	throw new Error('the soak needs --expose-gc');
}

let type: (bytes: Uint8Array) => void = () => {};
const screen = openSync(screenFile, 'w');
const nothing = () => () => {};
const terminal: TerminalPort = {
	outputDescriptor: screen,
	size: () => ({ columns: 200, rows: 50 }),
	onResize: nothing,
	onHangup: nothing,
	onContinue: nothing,
	onFatal: nothing,
	onInput: listener => {
		type = listener;
		return () => {};
	},
	setRaw: () => {},
	holdMessages: () => {},
	writeNow: () => {},
	suspend: () => Promise.resolve(),
	handOver: () => Promise.resolve(0),
};

/** Ink draws at most 30 times a second; while paused nothing is drawn at all. */
async function drawn(): Promise<void> {
	const before = fstatSync(screen).size;
	for (let ms = 0; ms < drawnWithinMs && fstatSync(screen).size === before; ms++) {
		await wait(1);
	}
}

let dispatch: (event: Event) => void = () => {};
let frame = 0;
let nowMs = startMs;
const end = new AbortController();
const running = runConsole(
	{
		...benchSetup(),
		color: 'truecolor',
		theme: undefined,
		themeDefault: 'dark',
		ascii: false,
		mouse: false,
		env: { LANG: 'C.UTF-8' },
	},
	{
		terminal,
		signal: end.signal,
		nowMs: () => nowMs,
		steadyMs: () => nowMs,
		start: listener => {
			dispatch = listener;
		},
		edit: () => Promise.resolve({ text: undefined, error: undefined }),
		perform: effect => {
			if (effect.kind === 'run') {
				const { slot, ticket } = effect;
				queueMicrotask(() =>
					dispatch({ kind: 'result', slot, ticket, result: answer(effect, frame), elapsedMs: 3 }),
				);
			}
		},
	},
);
const heapBytes: number[] = [];
const kept: Record<string, number> = { measured: 0, wrapped: 0, lines: 0, styles: 0 };
// A person looks around while the data comes: panels, menus, help, the query, another dashboard.
const keyEveryFrames = 7;
const escape = '\u001B[27u';
const keys = ['\t', 'z', 'z', '?', escape, 't', escape, '/', 'a', escape, '3', '2', ' ', ' '];
type(Buffer.from('\u001B[?2026;2$y\u001B[?62c'));
await wait(1);
for (frame = 1; frame <= frameCount; frame++) {
	// So far ahead that every frame is drawn.
	nowMs += 1_000;
	dispatch({ kind: 'data', version: frame, recordCount: frame * 100, nowMs });
	if (frame % keyEveryFrames === 0) {
		type(Buffer.from(keys[(frame / keyEveryFrames) % keys.length] ?? ''));
	}

	await drawn();
	kept['measured'] = Math.max(kept['measured'] ?? 0, measuredCount());
	kept['wrapped'] = Math.max(kept['wrapped'] ?? 0, wrappedCount());
	kept['lines'] = Math.max(kept['lines'] ?? 0, keptLineCount());
	kept['styles'] = Math.max(kept['styles'] ?? 0, keptStyleCount());
	if (frame % sampleEveryFrames === 0) {
		collect();
		heapBytes.push(process.memoryUsage().heapUsed);
	}
}

end.abort();
await running;
const drawnCount = readFileSync(screenFile, 'latin1').split('\u001B[?2026h').length - 1;
const report: SoakReport = { heapBytes, kept, drawnCount };
process.stdout.write(JSON.stringify(report));
process.exit();
