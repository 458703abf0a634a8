import { Box, render, useInput } from 'ink';
import { start } from '../../source/dashboard/state/start.ts';
import type { State } from '../../source/dashboard/state/state.ts';
import type { Event } from '../../source/dashboard/state/event.ts';
import type { Effect } from '../../source/dashboard/state/effect.ts';
import { update } from '../../source/dashboard/update.ts';
import { Console } from '../../source/view/console.tsx';
import { makeTheme } from '../../source/view/theme.ts';
import { leadProgram } from './frames-program.ts';
import { answer } from './frames-scene.ts';
import { benchSetup, startMs } from './frames-setup.ts';

// The same components and data on Ink 6.8.0 as it comes: its own writer, its own key input. It is
// one line shorter than its terminal, since Ink clears the screen for every frame that fills it.
const theme = makeTheme('dark', '24-bit');
const size = {
	columns: process.stdout.columns,
	rows: process.stdout.rows - 1,
};
let frame = 0;
let state: State;
const [first, effects] = start({ ...benchSetup(), size, nowMs: startMs });
state = first;
perform(effects);

function perform(all: readonly Effect[]): void {
	for (const effect of all) {
		if (effect.kind === 'run') {
			const { slot, ticket } = effect;
			send({ kind: 'result', slot, ticket, result: answer(effect, frame), elapsedMs: 3 });
		} else if (effect.kind === 'quit') {
			ink.unmount();
		}
	}
}

function send(event: Event): void {
	const [next, more] = update(state, event);
	state = next;
	perform(more);
}

function App() {
	useInput((input, key) => {
		send({
			kind: 'key',
			key: { name: key.tab ? 'tab' : input, ctrl: false, alt: false, shift: false },
		});
		ink.rerender(<App />);
	});
	return (
		<Box>
			<Console state={state} theme={theme} />
		</Box>
	);
}

const ink = render(<App />, { patchConsole: false, exitOnCtrlC: false });
const led = leadProgram(next => {
	frame = next;
	send({ kind: 'data', version: next, recordCount: next * 1_000, nowMs: startMs });
	ink.rerender(<App />);
});
const timer = setInterval(() => {
	send({ kind: 'tick', nowMs: startMs });
	ink.rerender(<App />);
}, 1_000);
await ink.waitUntilExit();
clearInterval(timer);
led.report();
process.exit();
