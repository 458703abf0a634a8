import { KeyDecoder } from './key-decoder.ts';
import type { TerminalEvent } from './key.ts';
import { ScreenWriter } from './screen-writer.ts';
import { enterSequence, leaveSequence, questions } from './terminal-modes.ts';
import type { TerminalPort } from './terminal-port.ts';
import { ttySink } from './tty-sink.ts';

/** How long a lone escape waits for the rest of a sequence: less than a person notices. */
const escapeWaitMs = 30;

export interface ScreenListeners {
	onEvent(event: TerminalEvent): void;
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
	#escapeTimer: NodeJS.Timeout | undefined;
	#isTaken = false;

	constructor(terminal: TerminalPort, listeners: ScreenListeners) {
		const { columns, rows } = terminal.size();
		this.#terminal = terminal;
		this.#listeners = listeners;
		this.writer = new ScreenWriter(
			ttySink(terminal.outputDescriptor, () => listeners.onLost()),
			columns,
			rows,
		);
	}

	/** Takes the terminal over; the screen is empty until the first frame. */
	take(): void {
		this.#isTaken = true;
		this.#terminal.setRaw(true);
		this.#terminal.writeNow(enterSequence + questions);
		this.#ends = [
			this.#terminal.onInput(bytes => this.#input(bytes)),
			this.#terminal.onResize(() => this.#listeners.onResize()),
			this.#terminal.onHangup(() => this.#listeners.onLost()),
			this.#terminal.onFatal(() => this.give()),
		];
		this.writer.resume();
	}

	/** Gives it back as it was; harmless when it is not taken. */
	give(): void {
		if (!this.#isTaken) {
			return;
		}

		this.#isTaken = false;
		this.writer.stop();
		clearTimeout(this.#escapeTimer);
		for (const end of this.#ends.splice(0)) {
			end();
		}

		this.#terminal.writeNow(leaveSequence);
		this.#terminal.setRaw(false);
	}

	/** Ctrl-z: the shell has the terminal until it brings us back. */
	async suspend(): Promise<void> {
		await this.writer.settled();
		this.give();
		await this.#terminal.suspend();
		this.take();
	}

	#input(bytes: Uint8Array): void {
		clearTimeout(this.#escapeTimer);
		this.#tell(this.#decoder.write(bytes));
		if (this.#decoder.isWaiting) {
			this.#escapeTimer = setTimeout(() => this.#tell(this.#decoder.flush()), escapeWaitMs);
		}
	}

	#tell(events: readonly TerminalEvent[]): void {
		for (const event of events) {
			if (event.kind === 'mode') {
				this.writer.usesSync = event.mode === 2026 && event.supported;
			} else {
				this.#listeners.onEvent(event);
			}
		}
	}
}
