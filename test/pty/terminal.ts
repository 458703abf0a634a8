import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

export interface TerminalOptions {
	readonly columns: number;
	readonly rows: number;
	readonly env?: Readonly<Record<string, string>>;
	/** A home folder of its own for every terminal unless one is given. */
	readonly home?: string;
	/** Nobody has started the console in this home yet. */
	readonly isNew?: boolean;
	/** That of the tests unless given. */
	readonly workingDir?: string;
}

/** How long a test waits for something to appear before it gives up and shows the screen. */
const waitMsMax = 40_000;

/** A program in a real pseudo-terminal, its bytes shown by a real terminal emulator. */
export class Terminal {
	readonly emulator: InstanceType<typeof xterm.Terminal>;
	/** Everything the program wrote, as it came. */
	bytes = '';
	exit: { readonly exitCode: number; readonly signal: number | undefined } | undefined;

	readonly #process: ReturnType<typeof spawn>;
	readonly #home: string;
	#ownsHome: boolean;
	#waiters: (() => void)[] = [];
	#shown = Promise.resolve();
	#shownLength = 0;

	constructor(command: string, args: readonly string[], options: TerminalOptions) {
		const { columns, rows } = options;
		this.#ownsHome = options.home === undefined;
		this.#home = options.home ?? mkdtempSync(join(tmpdir(), 'trailtop-home-'));
		if (options.isNew !== true) {
			greet(this.#home);
		}

		this.emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
		this.#process = spawn(command, [...args], {
			// This is TERM, whatever the environment says.
			name: options.env?.['TERM'] ?? 'xterm-256color',
			cols: columns,
			rows,
			cwd: options.workingDir ?? process.cwd(),
			env: {
				PATH: process.env['PATH'] ?? '',
				HOME: this.#home,
				TERM: 'xterm-256color',
				LANG: 'C.UTF-8',
				TZ: 'UTC',
				TMPDIR: tmpdir(),
				...options.env,
			},
		});
		this.#process.onData(data => {
			this.bytes += data;
			this.#shown = this.#shown.then(
				() =>
					new Promise(resolve => {
						this.emulator.write(data, () => {
							this.#shownLength += data.length;
							resolve();
							this.#wake();
						});
					}),
			);
		});
		// What the program asks the terminal (colours, modes) is answered like a real one would.
		this.emulator.onData(answer => this.#process.write(answer));
		this.#process.onExit(({ exitCode, signal }) => {
			this.exit = { exitCode, signal };
			void this.#shown.then(() => this.#wake());
		});
	}

	get pid(): number {
		return this.#process.pid;
	}

	/** The visible lines, without trailing blanks. */
	lines(): string[] {
		const { active } = this.emulator.buffer;
		return Array.from({ length: this.emulator.rows }, (_, row) =>
			(active.getLine(active.viewportY + row)?.translateToString(true) ?? '').trimEnd(),
		);
	}

	/** Every cell of the screen: its glyph, or the empty string for the second half of a wide one. */
	cells(): string[][] {
		const { active } = this.emulator.buffer;
		return Array.from({ length: this.emulator.rows }, (_, row) =>
			Array.from({ length: this.emulator.cols }, (__, column) => {
				const cell = active.getLine(active.viewportY + row)?.getCell(column);
				return cell?.getWidth() === 0 ? '' : cell?.getChars() || ' ';
			}),
		);
	}

	screen(): string {
		return this.lines().join('\n');
	}

	/** Types text or sends the bytes of a key. */
	send(keys: string): void {
		this.#process.write(keys);
	}

	resize(columns: number, rows: number): void {
		this.emulator.resize(columns, rows);
		this.#process.resize(columns, rows);
	}

	kill(signal: string): void {
		this.#process.kill(signal);
	}

	/** Closes the terminal under the program, as a lost connection does. */
	hangUp(): void {
		(this.#process as unknown as { destroy(): void }).destroy();
	}

	/** Waits until the screen holds this, or fails with the screen in the message. */
	async until(what: string | RegExp | ((screen: string) => boolean)): Promise<string> {
		const holds = () => {
			const screen = this.screen();
			return this.#isWithinFrame()
				? false
				: typeof what === 'string'
					? screen.includes(what)
					: what instanceof RegExp
						? what.test(screen)
						: what(screen);
		};

		await this.#wait(holds, String(what));
		return this.screen();
	}

	/** Waits until the bytes written since a point hold this. */
	async untilBytes(what: string | RegExp, since = 0): Promise<void> {
		await this.#wait(() => {
			const bytes = this.bytes.slice(since);
			return typeof what === 'string' ? bytes.includes(what) : what.test(bytes);
		}, String(what));
	}

	async untilExit(): Promise<{ readonly exitCode: number; readonly signal: number | undefined }> {
		await this.#wait(() => this.exit !== undefined, 'the end of the program');
		return this.exit ?? { exitCode: -1, signal: undefined };
	}

	close(): void {
		if (this.exit === undefined) {
			this.#process.kill('SIGKILL');
		}

		this.emulator.dispose();
		if (this.#ownsHome) {
			rmSync(this.#home, { recursive: true, force: true });
		}
	}

	/** Half a frame is never seen: the terminal shows it when its end has come. */
	#isWithinFrame(): boolean {
		const start = this.bytes.lastIndexOf('\u001B[?2026h', this.#shownLength);
		return start >= 0 && this.bytes.lastIndexOf('\u001B[?2026l', this.#shownLength) < start;
	}

	async #wait(holds: () => boolean, what: string): Promise<void> {
		const deadline = AbortSignal.timeout(waitMsMax);
		while (!holds()) {
			if (deadline.aborted || (this.exit !== undefined && what !== 'the end of the program')) {
				throw new Error(
					`waited for ${what}; ${this.exit === undefined ? '' : `exit code ${this.exit.exitCode}; `}the screen:\n${this.screen()}`,
				);
			}

			await new Promise<void>(resolve => {
				const wake = () => {
					deadline.removeEventListener('abort', wake);
					resolve();
				};

				deadline.addEventListener('abort', wake);
				this.#waiters.push(wake);
			});
		}
	}

	#wake(): void {
		for (const waiter of this.#waiters.splice(0)) {
			waiter();
		}
	}
}

/** As after the first start, which tells of its keys. */
function greet(home: string): void {
	const dir = join(home, '.local/state/trailtop');
	mkdirSync(dir, { recursive: true });
	writeFileSync(join(dir, 'greeted'), '');
}

/** Keys by name, as a terminal sends them. */
export const keys = {
	enter: '\r',
	escape: '\u001B',
	tab: '\t',
	shiftTab: '\u001B[Z',
	up: '\u001B[A',
	down: '\u001B[B',
	right: '\u001B[C',
	left: '\u001B[D',
	ctrlC: '\u0003',
	pageDown: '\u001B[6~',
	ctrlA: '\u0001',
	ctrlE: '\u0005',
	ctrlK: '\u000B',
	ctrlR: '\u0012',
	ctrlU: '\u0015',
	ctrlW: '\u0017',
	ctrlY: '\u0019',
	ctrlL: '\u000C',
	ctrlZ: '\u001A',
	paste: (text: string) => `\u001B[200~${text}\u001B[201~`,
} as const;
