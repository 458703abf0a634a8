import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describeError } from '../describe-error.ts';
import { CancelBoard } from './cancel-board.ts';
import type { PackedReply, ToConsole } from './packed-result.ts';
import type { ToWorker } from './query-messages.ts';
import { endBecause, endOfProcess } from './worker-end.ts';
import type { WorkerEnd } from './worker-end.ts';

/**
 * A small space for new objects, which else grows to 32 MB and makes no query faster, and the
 * collection of garbage that is asked for.
 */
const flags = ['--max-semi-space-size=2', '--expose-gc'];

/**
 * The C library takes back what is freed. By default it raises the size from which an allocation is
 * returned to the system with each large one that is freed, up to 32 MB; after that, columns that
 * are gone keep a third of the process. From 256 KB on, the smaller ones of heavy queries kept three
 * times what was left in use.
 */
const allocation = {
	MALLOC_MMAP_THRESHOLD_: '65536',
	MALLOC_TRIM_THRESHOLD_: '65536',
	MALLOC_ARENA_MAX: '2',
};

/** Under this number the worker has the board of what is cancelled; the three streams and the channel come before. */
const boardFd = 4;

/** A process that runs queries, from its fork to its end. */
export class WorkerProcess {
	/** Why it ended; also when it could not be started. Never rejects. */
	readonly ended: Promise<WorkerEnd>;
	readonly #child: ChildProcess | undefined;
	readonly #board = CancelBoard.create();
	#cause: string | undefined;
	#receive: (message: PackedReply) => void = () => {};

	/** @param start - starts the process; a test gives another one */
	constructor(start: (board: CancelBoard | undefined) => ChildProcess = forkWorker) {
		let child: ChildProcess;
		try {
			child = start(this.#board);
		} catch (error) {
			// There is no memory or no process left.
			this.#child = undefined;
			this.#board?.close();
			this.ended = Promise.resolve(endBecause(cannotStart(error)));
			return;
		}

		this.#child = child;
		child.on('message', message => this.#hear(message as ToConsole));
		this.ended = new Promise(resolve => {
			child.on('error', error => {
				this.#cause ??= child.pid === undefined ? cannotStart(error) : describeError(error);
				if (child.pid === undefined) {
					// Without a process there need not be an end of it.
					resolve(endBecause(this.#cause));
				}
			});
			child.once('close', (code, signal) => {
				resolve(this.#cause === undefined ? endOfProcess(code, signal) : endBecause(this.#cause));
			});
		});
		void this.ended.then(() => this.#board?.close());
	}

	/** From now on its replies are heard; it sends none before it is asked. */
	listen(receive: (message: PackedReply) => void): void {
		this.#receive = receive;
		this.#child?.ref();
		this.#child?.channel?.ref();
	}

	/** It does not keep this process alive until somebody listens. */
	unref(): void {
		this.#child?.unref();
		this.#child?.channel?.unref();
	}

	send(message: ToWorker): void {
		// Of a channel that is closed the end of the process tells.
		if (this.#child?.connected === true) {
			this.#child.send(message, () => {});
		}
	}

	/** Ends a run of the worker, also one that is inside a segment and hears nothing. */
	cancel(id: number): void {
		if (this.#child?.connected === true) {
			this.#board?.cancel(id);
			this.send({ type: 'cancel', id });
		}
	}

	kill(): void {
		this.#child?.kill('SIGKILL');
	}

	#hear(message: ToConsole): void {
		if (message.type === 'fatal') {
			this.#cause = message.message;
		} else {
			this.#receive(message);
		}
	}
}

function forkWorker(board: CancelBoard | undefined): ChildProcess {
	const words = board === undefined ? [] : [String(boardFd)];
	return fork(fileURLToPath(new URL('./query-worker.js', import.meta.url)), words, {
		execArgv: flags,
		env: { ...allocation, ...process.env },
		serialization: 'advanced',
		// What node itself prints at its end would be written into the screen.
		stdio: ['ignore', 'ignore', 'ignore', 'ipc', ...(board === undefined ? [] : [board.fd])],
	});
}

function cannotStart(error: unknown): string {
	return `the query worker could not be started: ${describeError(error)}`;
}

let early: WorkerProcess | undefined;

/** Starts a worker for the first who takes one, while the rest of the program loads. */
export function startEarly(): void {
	early = new WorkerProcess();
	early.unref();
}

/** The worker that was started early, or a new one. */
export function takeWorker(): WorkerProcess {
	const taken = early ?? new WorkerProcess();
	early = undefined;
	return taken;
}
