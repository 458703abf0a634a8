import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { KeyDecoder } from './key-decoder.ts';
import type { TerminalEvent } from './key.ts';
import { ScreenWriter } from './screen-writer.ts';
import { enterSequence, leaveSequence, questions } from './terminal-modes.ts';
import type { TerminalPort } from './terminal-port.ts';
import { ttySink } from './tty-sink.ts';

/** How long the end waits for a frame under way and for answers that are still to come. */
const settleWaitMs = 400;
/** The same when the program has to end at once and cannot listen any more. */
const fatalWaitMs = 50;

export interface ScreenListeners {
	/** All that one read brought, so that many keys make one frame. */
	onEvents(events: readonly TerminalEvent[]): void;
	/** The size may be another, and nothing on the screen can be relied on. */
	onResize(): void;
	/** The terminal is gone. */
	onLost(): void;
}

/** The terminal in the console's hands: taken over, drawn on, and given back as it was. */
export class Screen {
	readonly writer: ScreenWriter;
	readonly #terminal: TerminalPort;
	readonly #listeners: ScreenListeners;
	readonly #decoder = new KeyDecoder();
	#ends: (() => void)[] = [];
	#waitTimer: NodeJS.Timeout | undefined;
	#isTaken = false;
	#isLost = false;
	#answered: Promise<void> = Promise.resolve();
	#resolveAnswered: () => void = () => {};

	constructor(terminal: TerminalPort, listeners: ScreenListeners) {
		const { columns, rows } = terminal.size();
		this.#terminal = terminal;
		this.#listeners = listeners;
		this.writer = new ScreenWriter(
			ttySink(terminal.outputDescriptor, () => this.#lost()),
			columns,
			rows,
		);
	}

	/** Takes the terminal over; the screen is empty until the first frame. */
	take(): void {
		this.#isTaken = true;
		this.#answered = new Promise(resolve => {
			this.#resolveAnswered = resolve;
		});
		this.#terminal.setRaw(true);
		this.#terminal.writeNow(enterSequence + questions);
		this.#ends = [
			this.#terminal.onInput(bytes => this.#input(bytes)),
			this.#terminal.onResize(() => this.#listeners.onResize()),
			this.#terminal.onHangup(() => this.#lost()),
			this.#terminal.onContinue(() => this.#continued()),
			this.#terminal.onFatal(() => this.#giveAtOnce()),
		];
		this.writer.resume();
	}

	/** Resolves when the terminal has answered what `take` asked, or after so long without. */
	async answered(waitMs: number): Promise<void> {
		await within(waitMs, this.#answered);
		// What came while the loop was busy is read before the time is held to be over.
		await nextTurn();
	}

	/**
	 * Gives it back as it was; harmless when it is not taken. A frame under way ends first, else it
	 * would land on the shell's screen, and so would the answers to our questions.
	 */
	async give(): Promise<void> {
		this.writer.stop();
		if (this.#isTaken && !this.#isLost) {
			await within(settleWaitMs, Promise.all([this.writer.settled(), this.#answered]));
		}

		this.#restore();
	}

	/** Ctrl-z: the shell has the terminal until it brings us back. */
	async suspend(): Promise<void> {
		await this.give();
		await this.#terminal.suspend();
		this.take();
	}

	#giveAtOnce(): void {
		this.writer.stop();
		if (this.writer.isWriting) {
			// The write is on another thread, which goes on while this one waits.
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, fatalWaitMs);
		}

		this.#restore();
	}

	#restore(): void {
		if (!this.#isTaken) {
			return;
		}

		this.#isTaken = false;
		clearTimeout(this.#waitTimer);
		for (const end of this.#ends.splice(0)) {
			end();
		}

		this.#terminal.writeNow(leaveSequence);
		this.#terminal.setRaw(false);
	}

	/** Something stopped us without asking, and a shell may have set the terminal to its liking. */
	#continued(): void {
		this.#terminal.setRaw(false);
		this.#terminal.setRaw(true);
		this.#terminal.writeNow(enterSequence);
		this.#listeners.onResize();
	}

	#lost(): void {
		this.#isLost = true;
		this.#listeners.onLost();
	}

	#input(bytes: Uint8Array): void {
		this.#notify(this.#decoder.write(bytes));
	}

	#notify(all: readonly TerminalEvent[]): void {
		clearTimeout(this.#waitTimer);
		const waitMs = this.#decoder.waitMs;
		if (waitMs !== undefined) {
			this.#waitTimer = setTimeout(() => this.#notify(this.#decoder.flush()), waitMs);
		}

		const events = all.filter(event => !this.#isAnswer(event));
		if (events.length > 0) {
			this.#listeners.onEvents(events);
		}
	}

	/** Answers that concern nobody but the screen. */
	#isAnswer(event: TerminalEvent): boolean {
		if (event.kind === 'mode') {
			this.writer.usesSync = event.mode === 2026 && event.supported;
		} else if (event.kind === 'attributes') {
			// The answer that every terminal gives comes last.
			this.#resolveAnswered();
		}

		return event.kind === 'mode' || event.kind === 'attributes';
	}
}

async function within(waitMs: number, what: Promise<unknown>): Promise<void> {
	const timer = new AbortController();
	await Promise.race([
		what,
		delay(waitMs, undefined, { signal: timer.signal }).catch(() => undefined),
	]);
	timer.abort();
}
