import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { KeyDecoder } from './key-decoder.ts';
import type { TerminalEvent } from './key.ts';
import { ScreenWriter } from './screen-writer.ts';
import { enterSequence, leaveSequence, mouseOff, mouseOn, questions } from './terminal-modes.ts';
import type { TerminalPort } from './terminal-port.ts';
import { ttySink } from './tty-sink.ts';

/** How long the end waits for a running write and for pending answers, in ms. */
const settleWaitMs = 400;
/** The same when the program must end at once and cannot receive answers. */
const fatalWaitMs = 50;

export interface ScreenListeners {
	/** All events of one read, so that many keys give one frame. */
	onEvents(events: readonly TerminalEvent[]): void;
	/** The size may have changed, and the content of the screen is unknown. */
	onResize(): void;
	/** The terminal was closed. */
	onLost(): void;
}

/** Takes over the terminal, draws on it, and restores it. */
export class Screen {
	readonly writer: ScreenWriter;
	readonly #terminal: TerminalPort;
	readonly #listeners: ScreenListeners;
	readonly #decoder = new KeyDecoder();
	#ends: (() => void)[] = [];
	#waitTimer: NodeJS.Timeout | undefined;
	#isTaken = false;
	#hasMouse = false;
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

	get #enter(): string {
		return enterSequence + (this.#hasMouse ? mouseOn : '');
	}

	/** Whether the terminal reports the mouse, instead of selecting text with it; from now on. */
	set hasMouse(isOn: boolean) {
		this.#hasMouse = isOn;
		if (this.#isTaken) {
			this.writer.say(isOn ? mouseOn : mouseOff);
		}
	}

	/** Takes over the terminal. The screen is empty until the first frame. */
	take(): void {
		this.#isTaken = true;
		this.#answered = new Promise(resolve => {
			this.#resolveAnswered = resolve;
		});
		this.#terminal.holdMessages(true);
		this.#terminal.setRaw(true);
		this.#terminal.writeNow(this.#enter + questions);
		this.#ends = [
			this.#terminal.onInput(bytes => this.#input(bytes)),
			this.#terminal.onResize(() => this.#listeners.onResize()),
			this.#terminal.onHangup(() => this.#lost()),
			this.#terminal.onContinue(() => this.#continued()),
			this.#terminal.onFatal(() => this.#giveAtOnce()),
		];
		this.writer.resume();
	}

	/**
	 * Resolves when the terminal has answered the queries of `take`, or after `waitMs` without an
	 * answer.
	 */
	async answered(waitMs: number): Promise<void> {
		await within(waitMs, this.#answered);
		// Input that arrived while the loop was busy is read before the time counts as over.
		await nextTurn();
	}

	/**
	 * Restores the terminal; does nothing when it is not taken. Waits for a running write and for
	 * answers to our queries, which would otherwise appear on the shell's screen.
	 */
	async give(): Promise<void> {
		await this.#settle();
		this.#restore();
	}

	async #settle(): Promise<void> {
		this.writer.stop();
		if (this.#isTaken && !this.#isLost) {
			await within(settleWaitMs, Promise.all([this.writer.settled(), this.#answered]));
		}
	}

	/** Ctrl-z: the shell has the terminal until it continues the program. */
	async suspend(): Promise<void> {
		await this.give();
		await this.#terminal.suspend();
		this.take();
	}

	/** Another program has the terminal until `work` settles; messages would move its screen too. */
	async lend<T>(work: () => Promise<T>): Promise<T> {
		await this.#settle();
		this.#restore({ isLent: true });
		try {
			return await work();
		} finally {
			this.take();
		}
	}

	#giveAtOnce(): void {
		this.writer.stop();
		if (this.writer.isWriting) {
			// The write runs on another thread, which continues while this thread waits.
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, fatalWaitMs);
		}

		this.#restore();
	}

	#restore({ isLent = false } = {}): void {
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
		if (!isLent) {
			this.#terminal.holdMessages(false);
		}
	}

	/** Another process stopped us, and the shell may have changed the terminal's settings. */
	#continued(): void {
		this.#terminal.setRaw(false);
		this.#terminal.setRaw(true);
		this.#terminal.writeNow(this.#enter);
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

	/** Handles answers that only the screen needs. */
	#isAnswer(event: TerminalEvent): boolean {
		if (event.kind === 'mode') {
			this.writer.usesSync = event.mode === 2026 && event.supported;
		} else if (event.kind === 'attributes') {
			// The answer that every terminal sends comes last.
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
