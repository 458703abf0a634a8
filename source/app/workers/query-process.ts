import { unpackReply } from './packed-result.ts';
import type { PackedReply } from './packed-result.ts';
import { QueryClient } from './query-client.ts';
import type { QueryReply, WorkerSettings } from './query-messages.ts';
import { takeWorker } from './worker-process.ts';
import type { WorkerEnd } from './worker-end.ts';
import type { WorkerProcess } from './worker-process.ts';

/** How long a worker may take to end by itself, in ms; then it is killed. */
const stopWaitMs = 4_000;

interface Events {
	/** Every message of the worker, after the one who asked has it. */
	replied(reply: QueryReply): void;
	/**
	 * The worker has ended by itself, or could not be started; what waited has failed.
	 *
	 * @param hadStarted - whether it answered at all
	 */
	failed(end: WorkerEnd, hadStarted: boolean): void;
}

/**
 * A query worker and the channel to it. It is a process: what it frees goes back to the system, and
 * a query that needs more memory than there is ends this process and not the console.
 */
export class QueryProcess {
	readonly client: QueryClient;
	readonly #worker: WorkerProcess;
	#isStopping = false;
	#hasStarted = false;

	constructor(settings: WorkerSettings, events: Events, worker = takeWorker()) {
		this.#worker = worker;
		this.client = new QueryClient({
			post: command => {
				if (command.type === 'cancel') {
					worker.cancel(command.id);
				} else {
					worker.send(command);
				}
			},
		});
		worker.listen(message => this.#receive(message, events));
		void worker.ended.then(end => {
			this.client.fail(end.message);
			if (!this.#isStopping) {
				events.failed(end, this.#hasStarted);
			}
		});
		worker.send({ type: 'start', settings });
	}

	/** Resolves when the worker has ended. */
	async stop(): Promise<void> {
		this.#isStopping = true;
		// A run that is inside a segment would hear of the end only behind it.
		this.client.cancelAll();
		this.#worker.send({ type: 'close' });
		const timer = setTimeout(() => this.#worker.kill(), stopWaitMs);
		await this.#worker.ended;
		clearTimeout(timer);
	}

	#receive(message: PackedReply, events: Events): void {
		this.#hasStarted = true;
		const reply = unpackReply(message);
		this.client.receive(reply);
		events.replied(reply);
	}
}
