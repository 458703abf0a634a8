import type { CellLine } from './cells.ts';
import { cellsOf } from './cells.ts';
import { frameDiff } from './frame-diff.ts';

/** The output for bytes; at most one write is running. */
export interface ScreenSink {
	/** Calls back when the terminal has taken all bytes. */
	write(bytes: string, done: () => void): void;
}

const syncStart = '\u001B[?2026h';
const syncEnd = '\u001B[?2026l';

/**
 * Shows frames: writes only the cells that differ from what the terminal shows. While a write is
 * running, the newest frame waits and older ones are dropped, so that a slow link does not fall
 * behind.
 */
export class ScreenWriter {
	/** Set when the terminal reported that it supports synchronised output. */
	usesSync = false;
	/** Frames that were replaced by a newer one before they were written. */
	droppedCount = 0;
	frameCount = 0;
	byteCount = 0;

	readonly #sink: ScreenSink;
	#columns: number;
	#rows: number;
	#shown: readonly CellLine[] = [];
	#pending: string | undefined;
	#sequences = '';
	#isWriting = false;
	#mustClear = true;
	#isStopped = false;
	#idle: (() => void)[] = [];
	// Parsed lines of the last frame by their text, because most lines do not change.
	#lines = new Map<string, CellLine>();

	constructor(sink: ScreenSink, columns: number, rows: number) {
		this.#sink = sink;
		this.#columns = columns;
		this.#rows = rows;
	}

	/** Writes a frame, now or when the running write has ended. */
	paint(frame: string): void {
		if (this.#isStopped) {
			return;
		}

		if (this.#pending !== undefined) {
			this.droppedCount += 1;
		}

		this.#pending = frame;
		this.#flush();
	}

	get isWriting(): boolean {
		return this.#isWriting;
	}

	/** Writes a sequence that draws nothing, such as clipboard data, between two frames. */
	say(sequence: string): void {
		if (!this.#isStopped) {
			this.#sequences += sequence;
			this.#flush();
		}
	}

	/** After a resize or ctrl-l, the present content of the screen is unknown. */
	redraw(columns: number, rows: number): void {
		this.#columns = columns;
		this.#rows = rows;
		this.#mustClear = true;
		this.#lines.clear();
	}

	/** No more frames are written; a running write is completed. */
	stop(): void {
		this.#isStopped = true;
		this.#pending = undefined;
		this.#sequences = '';
	}

	resume(): void {
		this.#isStopped = false;
		this.#mustClear = true;
	}

	/** Resolves when nothing is under way and nothing waits. */
	async settled(): Promise<void> {
		if (this.#isWriting || this.#pending !== undefined) {
			await new Promise<void>(resolve => {
				this.#idle.push(resolve);
			});
		}
	}

	#flush(): void {
		if (this.#isWriting || this.#isStopped) {
			return;
		}

		const bytes = this.#sequences + this.#frameBytes();
		this.#sequences = '';
		if (bytes === '') {
			this.#settle();
			return;
		}

		this.byteCount += Buffer.byteLength(bytes);
		this.#isWriting = true;
		this.#sink.write(bytes, () => {
			this.#isWriting = false;
			this.#flush();
			this.#settle();
		});
	}

	#settle(): void {
		if (!this.#isWriting && this.#pending === undefined) {
			for (const resolve of this.#idle.splice(0)) {
				resolve();
			}
		}
	}

	/** The bytes that the waiting frame changes on the screen. */
	#frameBytes(): string {
		const frame = this.#pending;
		this.#pending = undefined;
		const bytes = frame === undefined ? '' : this.#bytesFor(frame);
		if (bytes === '') {
			return '';
		}

		this.frameCount += 1;
		return this.usesSync ? syncStart + bytes + syncEnd : bytes;
	}

	#bytesFor(frame: string): string {
		const lines = frame.split('\n').slice(0, this.#rows);
		const known = this.#lines;
		this.#lines = new Map();
		const after = lines.map(line => {
			const cells = known.get(line) ?? cellsOf(line, this.#columns);
			this.#lines.set(line, cells);
			return cells;
		});
		const clear = this.#mustClear ? '\u001B[m\u001B[H\u001B[2J' : '';
		const bytes = clear + frameDiff(this.#mustClear ? [] : this.#shown, after);
		this.#mustClear = false;
		this.#shown = after;
		return bytes;
	}
}
