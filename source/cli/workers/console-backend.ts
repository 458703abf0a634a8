import { Worker } from 'node:worker_threads';
import type { Event, SourceStatus } from '../../dashboard/state.ts';
import type { TailStatus } from '../../ingest/tail-status.ts';
import type { WorldEffect } from '../../view/console-ports.ts';
import type { Environment } from '../environment.ts';
import { formatPlural } from '../../text/number.ts';
import { exportResult } from '../export-result.ts';
import type { IntelSpec } from '../intel.ts';
import { loadLayouts } from '../layouts.ts';
import { writeSession } from '../session-file.ts';
import type { IngestReply, IngestWorkerData } from './ingest-messages.ts';
import { LayoutWatch } from './layout-watch.ts';
import { addPanel, ownLayoutFile } from './own-layout.ts';
import { QueryClient } from './query-client.ts';
import type { QueryReply, QueryWorkerData } from './query-messages.ts';
import { RunQueue } from './run-queue.ts';
import { sourceStatus } from './source-status.ts';

export interface BackendOptions {
	readonly environment: Environment;
	readonly storeDir: string;
	readonly sinceMs: number;
	readonly intel: IntelSpec;
	readonly sessionFile: string;
	/** The person's own dashboards are in `layouts` below it. */
	readonly configDir: string;
	/** Exports are written here. */
	readonly exportDir: string;
	nowMs(): number;
	/** What was wrong in layouts, told once the console stands. */
	readonly faults: readonly string[];
}

type CompleteEffect = Extract<WorldEffect, { kind: 'complete' }>;
type Dispatch = (event: Event) => void;

/** How long a worker may take to end before it is ended. */
const stopWaitMs = 4_000;

/** Everything behind the screen: the workers, the files, and what they tell the console. */
export class ConsoleBackend {
	readonly #options: BackendOptions;
	#dispatch: Dispatch = () => {};
	#ingest: Worker | undefined;
	#query: Worker | undefined;
	#client: QueryClient | undefined;
	#runs: RunQueue;
	#isStopping = false;
	/** Whether our ingest worker is the store's writer. */
	#isFilling = false;
	readonly #watch: LayoutWatch;
	/** One at a time: while one is answered only the newest of the others waits. */
	#isCompleting = false;
	#nextComplete: CompleteEffect | undefined;
	#saving: Promise<void> = Promise.resolve();

	constructor(options: BackendOptions) {
		this.#options = options;
		this.#watch = new LayoutWatch(options.configDir, () => this.#reloadLayouts());
		this.#runs = new RunQueue(options.nowMs, event => this.#dispatch(event));
		this.#startIngest();
		if (options.environment.source === undefined) {
			this.#startQuery();
		}
	}

	start(dispatch: Dispatch): void {
		this.#dispatch = dispatch;
		for (const fault of this.#options.faults) {
			dispatch({ kind: 'told', level: 'warn', text: fault });
		}

		if (this.#options.environment.source === undefined) {
			this.#status({ ...sourceStatus(undefined), state: 'idle', detail: 'store only' });
		}

		this.#watch.start();
	}

	perform(effect: WorldEffect): void {
		switch (effect.kind) {
			case 'run': {
				this.#runs.add(effect);
				break;
			}

			case 'cancel': {
				this.#runs.cancel(effect.slot);
				break;
			}

			case 'fetch-record': {
				void this.#fetchRecord(effect);
				break;
			}

			case 'list-damaged': {
				void this.#listDamaged();
				break;
			}

			case 'retry-damaged': {
				this.#retryDamaged();
				break;
			}

			case 'complete': {
				this.#nextComplete = effect;
				void this.#complete();
				break;
			}

			case 'save-panel': {
				void this.#savePanel(effect);
				break;
			}

			case 'export': {
				void this.#export(effect);
				break;
			}

			case 'save-session': {
				this.#saving = this.#saving
					.then(() => writeSession(this.#options.sessionFile, effect.session))
					.catch((error: unknown) =>
						this.#tell('warn', `the session was not saved: ${said(error)}`),
					);
				break;
			}
		}
	}

	/** Ends the workers; what they were committing is committed. */
	async stop(): Promise<void> {
		this.#isStopping = true;
		await this.#watch.stop();
		await this.#saving;
		this.#ingest?.postMessage({ type: 'stop' });
		this.#query?.postMessage({ type: 'close' });
		await Promise.all([ended(this.#ingest), ended(this.#query)]);
	}

	#startIngest(): void {
		const { environment, storeDir, sinceMs } = this.#options;
		if (environment.source === undefined) {
			return;
		}

		const data: IngestWorkerData = { environment, storeDir, sinceMs };
		this.#ingest = new Worker(new URL('./ingest-worker.js', import.meta.url), { workerData: data });
		this.#ingest.on('message', (reply: IngestReply) => this.#ingestSaid(reply));
		this.#ingest.on('error', error => this.#sourceFailed(said(error)));
	}

	#ingestSaid(reply: IngestReply): void {
		switch (reply.type) {
			case 'ready': {
				this.#isFilling = true;
				this.#startQuery();
				break;
			}

			case 'read-only': {
				this.#startQuery();
				this.#status({
					...sourceStatus(undefined),
					state: 'idle',
					detail: 'filled by another trailtop',
				});
				break;
			}

			case 'status': {
				this.#client?.refresh();
				this.#statusOf(reply.status);
				break;
			}

			case 'failed': {
				this.#startQuery();
				this.#sourceFailed(`${reply.message}; ${reply.next}`);
				break;
			}

			case 'told': {
				this.#tell('info', reply.text);
				break;
			}

			case 'retried': {
				this.#tell('info', `${formatPlural(reply.count, 'object')} tried again`);
				void this.#listDamaged();
				break;
			}

			case 'stopped': {
				break;
			}
		}
	}

	#startQuery(): void {
		if (this.#query !== undefined || this.#isStopping) {
			return;
		}

		const data: QueryWorkerData = { storeDir: this.#options.storeDir, intel: this.#options.intel };
		const worker = new Worker(new URL('./query-worker.js', import.meta.url), { workerData: data });
		const client = new QueryClient({ post: command => worker.postMessage(command) });
		this.#query = worker;
		this.#client = client;
		worker.on('message', (reply: QueryReply) => {
			client.receive(reply);
			if (reply.type === 'retro-match') {
				this.#tell('warn', reply.text);
			} else if (reply.type === 'version') {
				this.#dispatch({
					kind: 'data',
					version: reply.version,
					recordCount: reply.counts.recordCount,
					nowMs: this.#options.nowMs(),
				});
			}
		});
		worker.on('error', error => {
			client.fail(said(error));
			this.#tell('bad', `queries have ended: ${said(error)}`);
		});
		this.#runs.connect(client);
	}

	async #fetchRecord(effect: Extract<WorldEffect, { kind: 'fetch-record' }>): Promise<void> {
		try {
			const record = await this.#client?.record(effect.ref);
			this.#dispatch({ kind: 'record', id: effect.id, json: record?.delivered });
		} catch (error) {
			this.#dispatch({ kind: 'record', id: effect.id, json: undefined });
			this.#tell('bad', said(error));
		}
	}

	async #listDamaged(): Promise<void> {
		try {
			const damaged = await this.#client?.damaged();
			if (damaged !== undefined) {
				this.#dispatch({ kind: 'damaged', damaged });
			}
		} catch (error) {
			this.#tell('warn', said(error));
		}
	}

	#retryDamaged(): void {
		if (this.#isFilling) {
			this.#ingest?.postMessage({ type: 'retry' });
			this.#tell('info', 'objects that are not whole are fetched again …');
		} else {
			this.#tell('warn', 'this trailtop only reads: press r where the store is filled');
		}
	}

	async #complete(): Promise<void> {
		const effect = this.#nextComplete;
		if (effect === undefined || this.#isCompleting) {
			return;
		}

		this.#isCompleting = true;
		this.#nextComplete = undefined;
		const { text, cursor } = effect;
		try {
			const completed = await this.#client?.complete(text, cursor, this.#options.nowMs());
			if (completed !== undefined) {
				this.#dispatch({ kind: 'completions', text, cursor, ...completed });
			}
		} catch (error) {
			this.#tell('warn', said(error));
		} finally {
			this.#isCompleting = false;
			void this.#complete();
		}
	}

	async #savePanel(effect: Extract<WorldEffect, { kind: 'save-panel' }>): Promise<void> {
		const { configDir } = this.#options;
		try {
			const id = await addPanel(configDir, effect);
			await this.#watch.look();
			this.#tell('info', `${id} is in ${ownLayoutFile(configDir)}; 0 lists all dashboards`);
		} catch (error) {
			this.#tell('bad', `the panel was not saved: ${said(error)}`);
		}
	}

	/** A wrong file is told and left out; the other dashboards live on. */
	async #reloadLayouts(): Promise<void> {
		try {
			const { layouts, faults } = await loadLayouts(this.#options.configDir);
			this.#dispatch({ kind: 'layouts', layouts });
			for (const fault of faults) {
				this.#tell('warn', fault);
			}
		} catch (error) {
			this.#tell('warn', `the dashboards were not read again: ${said(error)}`);
		}
	}

	async #export(effect: Extract<WorldEffect, { kind: 'export' }>): Promise<void> {
		try {
			const file = await exportResult(effect, this.#options.exportDir, this.#options.nowMs());
			this.#tell('info', `${effect.rows.length} rows written to ${file}`);
		} catch (error) {
			this.#tell('bad', `nothing was exported: ${said(error)}`);
		}
	}

	#statusOf(status: TailStatus): void {
		this.#status(sourceStatus(status));
		const last = status.lastError;
		if (last !== undefined && status.state === 'waiting') {
			this.#tell('bad', `${last.tried}: ${last.found}; ${last.next}`);
		}
	}

	#sourceFailed(message: string): void {
		this.#status({ ...sourceStatus(undefined), state: 'stopped', detail: 'ingest has ended' });
		this.#tell('bad', message);
	}

	#status(status: SourceStatus): void {
		this.#dispatch({ kind: 'status', status });
	}

	#tell(level: 'info' | 'warn' | 'bad', text: string): void {
		this.#dispatch({ kind: 'told', level, text });
	}
}

async function ended(worker: Worker | undefined): Promise<void> {
	if (worker === undefined) {
		return;
	}

	let timer: NodeJS.Timeout | undefined;
	await Promise.race([
		new Promise<void>(resolve => {
			worker.once('exit', () => resolve());
		}),
		new Promise<void>(resolve => {
			timer = setTimeout(resolve, stopWaitMs);
		}),
	]);
	clearTimeout(timer);
	await worker.terminate();
}

function said(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
