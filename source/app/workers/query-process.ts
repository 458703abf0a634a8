import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { unpackReply } from './packed-result.ts';
import type { ToConsole } from './packed-result.ts';
import { QueryClient } from './query-client.ts';
import type { QueryReply, ToWorker, WorkerSettings } from './query-messages.ts';

/** How long a worker may take to end by itself, in ms; then it is killed. */
const stopWaitMs = 4_000;

/**
 * A small space for new objects, which else grows to 32 MB and makes no query faster, and the
 * collection of garbage that is asked for.
 */
const flags = ['--max-semi-space-size=2', '--expose-gc'];

/**
 * The C library takes back what is freed. By default it raises the size from which an allocation is
 * returned to the system with each large one that is freed, up to 32 MB; after that, columns that
 * are gone keep a third of the process.
 */
const allocation = { MALLOC_MMAP_THRESHOLD_: '262144', MALLOC_ARENA_MAX: '2' };

interface Events {
	/** Every message of the worker, after the one who asked has it. */
	replied(reply: QueryReply): void;
	/**
	 * The worker has ended by itself; what waited has failed with this message.
	 *
	 * @param hadStarted - whether it answered at all
	 */
	failed(message: string, hadStarted: boolean): void;
}

/**
 * A query worker and the channel to it. It is a process: what it frees goes back to the system, and
 * a query that needs more memory than there is ends this process and not the console.
 */
export class QueryProcess {
	readonly client: QueryClient;
	readonly #child: ChildProcess;
	readonly #ended: Promise<void>;
	#isStopping = false;
	#hasStarted = false;
	#cause: string | undefined;

	constructor(settings: WorkerSettings, events: Events) {
		const file = fileURLToPath(new URL('./query-worker.js', import.meta.url));
		this.#child = fork(file, [], {
			execArgv: flags,
			env: { ...allocation, ...process.env },
			serialization: 'advanced',
			// What node itself prints at its end would be written into the screen.
			stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
		});
		this.client = new QueryClient({ post: command => this.#send(command) });
		this.#child.on('message', message => this.#receive(message as ToConsole, events));
		this.#child.on('error', error => {
			this.#cause ??= error.message;
		});
		this.#ended = new Promise(resolve => {
			this.#child.once('close', (code, signal) => {
				this.#fail(code, signal, events);
				resolve();
			});
		});
		this.#send({ type: 'start', settings });
	}

	/** Resolves when the worker has ended. */
	async stop(): Promise<void> {
		this.#isStopping = true;
		this.#send({ type: 'close' });
		const timer = setTimeout(() => this.#child.kill('SIGKILL'), stopWaitMs);
		await this.#ended;
		clearTimeout(timer);
	}

	#send(message: ToWorker): void {
		// Of a channel that is closed the end of the process tells.
		if (this.#child.connected) {
			this.#child.send(message, () => {});
		}
	}

	#receive(message: ToConsole, events: Events): void {
		if (message.type === 'fatal') {
			this.#cause = message.message;
			return;
		}

		this.#hasStarted = true;
		const reply = unpackReply(message);
		this.client.receive(reply);
		events.replied(reply);
	}

	#fail(code: number | null, signal: NodeJS.Signals | null, events: Events): void {
		const end = signal === null ? `exit code ${code}` : signal;
		// V8 ends a process that has used up its heap by this signal.
		const likely = signal === 'SIGABRT' ? 'it ran out of memory, ' : '';
		const message = this.#cause ?? `the query worker ended: ${likely}${end}`;
		this.client.fail(message);
		if (!this.#isStopping) {
			events.failed(message, this.#hasStarted);
		}
	}
}
