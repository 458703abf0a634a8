import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Event } from '../../source/dashboard/state/event.ts';
import { stderr } from '../../source/gate.ts';
import { openTerminal } from '../../source/terminal.ts';
import type { runConsole as RunConsole } from '../../source/view/run-console.tsx';
import { leadProgram } from './frames-program.ts';
import { answer } from './frames-scene.ts';
import { benchSetup, startMs } from './frames-setup.ts';

// The console as it is shipped, bundled and with its own screen, fed by the scene. `dist` must be
// built.
const chunk = readdirSync('dist').find(name => /^run-console-\w+\.js$/.test(name));
const terminal = openTerminal(process.stdout, stderr, new Set(), () => process.exit(3));
if (chunk === undefined || terminal === undefined) {
	throw new Error('the benchmark of frames needs a built dist and a terminal');
}

const { runConsole } = (await import(pathToFileURL(resolve(join('dist', chunk))).href)) as {
	runConsole: typeof RunConsole;
};
let dispatch: (event: Event) => void = () => {};
let frame = 0;
let nowMs = startMs;
const words = process.argv.slice(3);
// So far, unless paced, that no frame waits for the one before.
const stepMs = words.includes('paced') ? 500 : 10_000;
// Queries of before the console listened.
const early: (() => void)[] = [];
const led = leadProgram(next => {
	frame = next;
	nowMs += stepMs;
	dispatch({ kind: 'data', version: next, recordCount: next * 1_000, nowMs });
});
await runConsole(
	{
		...benchSetup(),
		color: 'truecolor',
		theme: undefined,
		themeDefault: 'dark',
		ascii: false,
		mouse: false,
		slow: words.includes('slow'),
		env: process.env,
	},
	{
		terminal,
		signal: new AbortController().signal,
		nowMs: () => nowMs,
		steadyMs: () => nowMs,
		start: listener => {
			dispatch = listener;
			for (const send of early.splice(0)) {
				send();
			}
		},
		edit: () => Promise.resolve({ text: undefined, error: undefined }),
		perform: effect => {
			if (effect.kind === 'run') {
				const { slot, ticket } = effect;
				early.push(() =>
					dispatch({ kind: 'result', slot, ticket, result: answer(effect, frame), elapsedMs: 3 }),
				);
				queueMicrotask(() => {
					for (const send of early.splice(0)) {
						send();
					}
				});
			}
		},
	},
);
led.report();
process.exit();
