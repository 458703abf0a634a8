import { readFileSync } from 'node:fs';
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import type { ProgramReport } from './frames-program.ts';

const frameEnd = '\u001B[?2026l';
const waitMsMax = 180_000;
/** Linux counts a process's CPU time in these, on every machine we know. */
const ticksASecond = 100;
/** A terminal that knows synchronised output, answers about its background, and says what it is. */
const answers = '\u001B]11;rgb:1010/1414/1818\u001B\\\u001B[?2026;2$y\u001B[?62;22c';

/** A file of Linux about a process; empty when the process has just ended. */
function readProc(pid: number, file: string): string {
	try {
		return readFileSync(`/proc/${pid}/${file}`, 'latin1');
	} catch {
		return '';
	}
}

/** A program under the benchmark in a pseudo-terminal; only counts what comes. */
export class FrameTerminal {
	byteCount = 0;
	frameCount = 0;
	/** What came, for a look at the end. */
	text = '';
	readonly #process: ReturnType<typeof spawn>;
	readonly #reportFile: string;
	readonly #columns: number;
	readonly #rows: number;
	#bytesPerSecondMax = Number.POSITIVE_INFINITY;
	#wake: () => void = () => {};
	#hasEnded = false;
	#emulator: xterm.Terminal | undefined;
	#emulatedLength = 0;

	constructor(
		command: readonly string[],
		options: {
			readonly columns: number;
			readonly rows: number;
			/** Where a program that reports on itself does so. */
			readonly reportFile?: string;
			/** Given to it behind the file. */
			readonly words?: readonly string[];
		},
	) {
		const { columns, rows, reportFile, words = [] } = options;
		const named = reportFile === undefined ? [] : [reportFile, ...words];
		this.#reportFile = reportFile ?? '';
		this.#columns = columns;
		this.#rows = rows;
		this.#process = spawn(process.execPath, [...command, ...named], {
			cols: columns,
			rows,
			cwd: process.cwd(),
			env: {
				PATH: process.env['PATH'] ?? '',
				HOME: process.env['HOME'] ?? '/',
				TERM: 'xterm-256color',
				COLORTERM: 'truecolor',
				LANG: 'C.UTF-8',
				NODE_ENV: 'production',
			},
		});
		this.#process.onData(data => this.#came(data));
		this.#process.onExit(() => {
			this.#hasEnded = true;
			this.#wake();
		});
	}

	/** Reads no faster than a link of so many bytes a second. */
	slowDown(bytesPerSecond: number): void {
		this.#bytesPerSecondMax = bytesPerSecond;
	}

	/** Sends keys, or asks for the next frame of data. */
	send(keys: string): void {
		this.#process.write(keys);
	}

	nextData(): void {
		this.#process.kill('SIGUSR2');
	}

	/** Waits for one frame more than there are now; ms it took. */
	async nextFrame(cause: () => void): Promise<number> {
		const before = this.frameCount;
		const startMs = performance.now();
		cause();
		await this.until(() => this.frameCount > before);
		return performance.now() - startMs;
	}

	async until(holds: () => boolean): Promise<void> {
		const deadlineMs = performance.now() + waitMsMax;
		while (!holds()) {
			if (this.#hasEnded || performance.now() > deadlineMs) {
				throw new Error(
					`the program under the benchmark does not go on:\n${this.text.slice(-2_000)}`,
				);
			}

			await new Promise<void>(resolve => {
				const timer = setTimeout(resolve, 1_000);
				this.#wake = () => {
					clearTimeout(timer);
					resolve();
				};
			});
		}
	}

	/** The lines that the terminal shows now; the emulator goes on from what it has seen. */
	async lines(): Promise<readonly string[]> {
		const emulator = (this.#emulator ??= new xterm.Terminal({
			cols: this.#columns,
			rows: this.#rows,
			allowProposedApi: true,
		}));
		const text = this.text.slice(this.#emulatedLength);
		this.#emulatedLength = this.text.length;
		await new Promise<void>(resolve => {
			emulator.write(text, resolve);
		});
		const { active } = emulator.buffer;
		return Array.from(
			{ length: this.#rows },
			(_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
		);
	}

	/** Waits until the screen is as asked; ms since `startMs`. */
	async shows(startMs: number, holds: (screen: string) => boolean): Promise<number> {
		for (;;) {
			const seen = this.byteCount;
			const screen = (await this.lines()).join('\n');
			if (holds(screen)) {
				return performance.now() - startMs;
			}

			await this.until(() => this.byteCount > seen);
		}
	}

	/** CPU seconds of all its threads so far, as Linux tells it. */
	cpuSeconds(): number {
		let ticks = 0;
		for (const pid of this.#family()) {
			const stat = readProc(pid, 'stat');
			// The name in brackets may hold spaces; user and system time are fields 14 and 15, those
			// of children that have ended 16 and 17.
			const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
			const times = pid === this.#process.pid ? fields.slice(11, 15) : fields.slice(11, 13);
			ticks += times.reduce((sum, field) => sum + Number(field), 0);
		}

		return ticks / ticksASecond;
	}

	/** Memory that is the program's own (RssAnon), of all its processes, as Linux tells it. */
	memoryBytes(): number {
		return this.#family().reduce((sum, pid) => {
			const status = readProc(pid, 'status');
			return sum + Number(/RssAnon:\s*(\d+)/.exec(status)?.[1] ?? 0) * 1024;
		}, 0);
	}

	/** The program's process and its children. */
	#family(): number[] {
		const { pid } = this.#process;
		const children = readProc(pid, `task/${pid}/children`).split(' ').filter(Boolean);
		return [pid, ...children.map(Number)];
	}

	/** Ends the program and waits until it has. */
	async quit(): Promise<void> {
		this.send('q');
		while (!this.#hasEnded) {
			await new Promise<void>(resolve => {
				this.#wake = resolve;
			});
		}
	}

	/** Ends the program and reads what it says about itself. */
	async end(): Promise<ProgramReport> {
		await this.quit();
		return JSON.parse(readFileSync(this.#reportFile, 'utf8')) as ProgramReport;
	}

	/** What the terminal shows after all that came. */
	async screen(): Promise<string> {
		return (await this.lines()).join('\n');
	}

	#came(data: string): void {
		this.byteCount += Buffer.byteLength(data);
		this.text += data;
		// The end of a frame may be torn in two.
		const tail = this.text.slice(-(data.length + frameEnd.length - 1));
		this.frameCount += tail.split(frameEnd).length - 1;
		if (data.includes('\u001B[c')) {
			this.#process.write(answers);
		}

		if (Number.isFinite(this.#bytesPerSecondMax)) {
			this.#process.pause();
			const pauseMs = (data.length / this.#bytesPerSecondMax) * 1_000;
			setTimeout(() => this.#process.resume(), pauseMs);
		}

		this.#wake();
	}
}
