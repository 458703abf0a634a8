import { PassThrough } from 'node:stream';
import { render } from 'ink';
import { start } from '../dashboard/state/start.ts';
import { shownTheme } from '../dashboard/state/shown-theme.ts';
import type { State } from '../dashboard/state/state.ts';
import type { Event } from '../dashboard/state/event.ts';
import type { Effect } from '../dashboard/state/effect.ts';
import { update } from '../dashboard/update.ts';
import { ringSequence } from './ring.ts';
import { clipboardSequence } from './clipboard.ts';
import { Console } from './console.tsx';
import type { ConsolePorts, ConsoleSetup } from './console-ports.ts';
import { frameStream } from './frame-stream.ts';
import { chooseTheme } from './choose-theme.ts';
import type { Background } from './choose-theme.ts';
import { FramePacer, slowFactor } from './screen/frame-pacer.ts';
import type { Change } from './screen/frame-pacer.ts';
import type { TerminalEvent } from './screen/key.ts';
import { Screen } from './screen/screen.ts';
import type { Theme } from './theme.ts';

/** Toasts disappear and windows move even when nothing else happens. In ms. */
const tickEveryMs = 1_000;
/** How long the first frame waits for the terminal's background colour, in ms. */
const answerWaitMs = 80;

/**
 * Runs the console until a person quits, the program is told to end, or the terminal is gone. The
 * screen is restored on every exit.
 */
export async function runConsole(setup: ConsoleSetup, ports: ConsolePorts): Promise<void> {
	const session = new ConsoleSession(setup, ports);
	await session.run();
}

class ConsoleSession {
	readonly #setup: ConsoleSetup;
	readonly #ports: ConsolePorts;
	readonly #screen: Screen;
	readonly #pacer: FramePacer;
	#state: State;
	/** The terminal's; undefined while it has not answered. */
	#background: Background | undefined;
	#theme: { readonly wish: string; readonly made: Theme } | undefined;
	#ink: ReturnType<typeof render> | undefined;
	#end: () => void = () => {};
	#isEnding = false;
	#isSuspending = false;

	constructor(setup: ConsoleSetup, ports: ConsolePorts) {
		this.#setup = setup;
		this.#ports = ports;
		this.#screen = new Screen(ports.terminal, {
			onEvents: events => this.#terminalEvents(events),
			onResize: () => this.#resized(),
			onLost: () => this.#quit(),
		});
		this.#pacer = new FramePacer(
			{
				// A clock that is set back would hold the screen until its old time has come again.
				nowMs: ports.steadyMs,
				after: (ms, call) => {
					// A clock that was set back or on may leave less than nothing to wait for.
					const timer = setTimeout(call, Math.max(0, ms));
					return () => clearTimeout(timer);
				},
			},
			() => this.#draw(),
			setup.slow === true ? slowFactor : 1,
		);
		this.#screen.hasMouse = setup.mouse;
		const [state, effects] = start({
			...setup,
			size: ports.terminal.size(),
			nowMs: ports.nowMs(),
		});
		this.#state = state;
		this.#perform(effects);
	}

	async run(): Promise<void> {
		const ended = new Promise<void>(resolve => {
			this.#end = resolve;
		});
		const stop = () => this.#quit();
		this.#ports.signal.addEventListener('abort', stop);
		this.#screen.take();
		this.#pacer.acted();
		const timer = setInterval(
			() => this.#dispatch({ kind: 'tick', nowMs: this.#ports.nowMs() }),
			tickEveryMs,
		);
		try {
			this.#ports.start(event => this.#dispatch(event));
			// The theme depends on the answer; without one it is the dark theme.
			await this.#screen.answered(answerWaitMs);
			this.#ink = render(<Console state={this.#state} theme={this.#themeNow()} />, {
				stdout: frameStream(
					frame => this.#screen.writer.paint(frame),
					() => this.#state.size,
				),
				// Keys are decoded by `Screen`, so Ink gets a stdin that stays empty.
				stdin: new PassThrough() as unknown as NodeJS.ReadStream,
				patchConsole: false,
				exitOnCtrlC: false,
				// Makes Ink write whole frames at once; the screen writer decides what is written
				// and when.
				debug: true,
			});
			await Promise.race([ended, this.#ink.waitUntilExit()]);
		} finally {
			this.#isEnding = true;
			clearInterval(timer);
			this.#pacer.stop();
			this.#ports.signal.removeEventListener('abort', stop);
			await this.#screen.give();
			this.#ink?.unmount();
		}
	}

	/** All keys of one read give one frame. */
	#terminalEvents(events: readonly TerminalEvent[]): void {
		const isBurst = events.filter(({ kind }) => kind === 'key').length > 1;
		for (const event of events) {
			this.#terminalEvent(event, isBurst);
		}

		if (events.some(event => event.kind !== 'focus')) {
			this.#pacer.now();
		}
	}

	#terminalEvent(event: TerminalEvent, isBurst: boolean): void {
		switch (event.kind) {
			case 'key':
				this.#pacer.isFocused = true;
				this.#dispatch({ kind: 'key', key: event, isBurst });
				break;

			case 'mouse':
				this.#pacer.isFocused = true;
				this.#dispatch({ kind: 'mouse', mouse: event });
				break;
			case 'paste':
				this.#dispatch({ kind: 'paste', text: event.text });
				break;
			case 'focus':
				this.#pacer.isFocused = event.focused;
				this.#dispatch({ kind: 'focus', isFocused: event.focused, nowMs: this.#ports.nowMs() });
				if (event.focused) {
					this.#pacer.stop();
					this.#pacer.soon();
				}

				break;

			case 'background':
				this.#background = event;
				this.#theme = undefined;
				break;
			case 'mode':
			case 'attributes':
				break;
		}
	}

	#resized(): void {
		const size = this.#ports.terminal.size();
		this.#screen.writer.redraw(size.columns, size.rows);
		this.#dispatch({ kind: 'resize', size });
		this.#pacer.now();
	}

	#dispatch(event: Event): void {
		if (this.#isEnding) {
			return;
		}

		const before = this.#state;
		const [state, effects] = update(before, event);
		this.#state = state;
		this.#perform(effects);
		if (state !== before) {
			this.#pacer.soon(changeOf(event, state));
		}
	}

	#perform(effects: readonly Effect[]): void {
		for (const effect of effects) {
			switch (effect.kind) {
				case 'quit':
					this.#quit();
					break;
				case 'suspend':
					void this.#suspend();
					break;
				case 'edit-elsewhere':
					void this.#editElsewhere(effect.text);
					break;
				case 'redraw': {
					const size = this.#ports.terminal.size();
					this.#screen.writer.redraw(size.columns, size.rows);
					break;
				}

				case 'mouse':
					this.#screen.hasMouse = effect.isOn;
					break;
				case 'ring':
					this.#screen.writer.say(ringSequence(effect, this.#setup.env));
					break;
				case 'copy':
					this.#copy(effect.text, effect.what);
					break;
				default:
					this.#ports.perform(effect);
			}
		}
	}

	#copy(text: string, what: string): void {
		const sequence = clipboardSequence(text, this.#setup.env);
		if (sequence === undefined) {
			this.#dispatch({ kind: 'notified', level: 'warn', text: `${what} is too long to be copied` });
			return;
		}

		this.#screen.writer.say(sequence);
		// Terminals do not confirm a clipboard sequence, and some ignore it.
		this.#dispatch({ kind: 'notified', level: 'info', text: `${what} sent to the clipboard` });
	}

	async #suspend(): Promise<void> {
		if (this.#isSuspending) {
			return;
		}

		this.#isSuspending = true;
		await this.#screen.suspend();
		this.#isSuspending = false;
		this.#resized();
	}

	/** The editor has the terminal until it ends. */
	async #editElsewhere(text: string): Promise<void> {
		if (this.#isSuspending) {
			return;
		}

		this.#isSuspending = true;
		const { text: edited, error } = await this.#screen.lend(() => this.#ports.edit(text));
		this.#isSuspending = false;
		this.#resized();
		this.#dispatch({ kind: 'edited-elsewhere', text: edited });
		if (error !== undefined) {
			this.#dispatch({ kind: 'notified', level: 'warn', text: error });
		}
	}

	#draw(): void {
		if (!this.#isEnding) {
			this.#ink?.rerender(<Console state={this.#state} theme={this.#themeNow()} />);
		}
	}

	/** The same object as long as the theme is the same, so that only what changes is drawn. */
	#themeNow(): Theme {
		const wish = shownTheme(this.#state);
		if (this.#theme?.wish !== wish) {
			this.#theme = { wish, made: chooseTheme(wish, this.#setup, this.#background) };
		}

		return this.#theme.made;
	}

	#quit(): void {
		this.#isEnding = true;
		this.#end();
	}
}

/** While the console is paused, what arrives and how the source does only change what is said of them. */
function changeOf({ kind }: Event, { paused }: State): Change {
	return kind === 'result'
		? 'data'
		: paused !== undefined && (kind === 'data' || kind === 'status')
			? 'waiting'
			: 'status';
}
