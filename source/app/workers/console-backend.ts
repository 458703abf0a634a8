import { availableParallelism } from 'node:os';
import type { Event } from '../../dashboard/state/event.ts';
import type { BackendEffect } from '../../view/console-ports.ts';
import { formatPlural } from '../../text/number.ts';
import { exportToFile } from './export-effects.ts';
import type { IntelSpec } from '../intel.ts';
import { loadLayouts } from '../layouts.ts';
import { writeSession } from '../session-file.ts';
import { Filler } from './filler.ts';
import type { ShownStore } from './filler.ts';
import { ringFor } from './rings.ts';
import { LayoutWatch } from './layout-watch.ts';
import { mergeStatus } from './merge-status.ts';
import { addPanel, ownLayoutFile } from './own-layout.ts';
import type { QueryClient } from './query-client.ts';
import type { QueryReply } from './query-messages.ts';
import { QueryProcess } from './query-process.ts';
import { Restarts } from './restarts.ts';
import { askWorker } from './finding-effects.ts';
import { RunQueue } from './run-queue.ts';
import { StoryTeller } from './story-teller.ts';
import { SecondProcess } from './second-process.ts';
import type { WorkerEnd } from './worker-end.ts';
import { describeError } from '../describe-error.ts';
import { EventGate } from './event-gate.ts';

export interface BackendOptions {
	/** At least one; several stores are read as one. */
	readonly stores: readonly ShownStore[];
	readonly administrators: readonly string[];
	readonly intel: IntelSpec;
	/** Bytes of all that is kept to answer faster. */
	readonly answersBytesMax: number;
	/** Bytes that one query may make while it runs. */
	readonly runBytesMax: number;
	readonly sessionFile: string;
	/** The person's own dashboards are in `layouts` below it. */
	readonly configDir: string;
	/** Exports are written here. */
	readonly exportDir: string;
	nowMs(): number;
	/** What was decided without being asked, told when the console has started. */
	readonly notes: readonly string[];
	/** Faults in the layouts, reported when the console has started. */
	readonly faults: readonly string[];
}

type CompleteEffect = Extract<BackendEffect, { kind: 'complete' }>;

/**
 * Everything behind the screen: the workers, the files, and the events that they send to the
 * console.
 */
export class ConsoleBackend {
	readonly #options: BackendOptions;
	readonly #events = new EventGate();

	readonly #fillers: readonly Filler[];
	#query: QueryProcess | undefined;
	readonly #restarts = new Restarts();
	readonly #runs: RunQueue;
	readonly #second: SecondProcess;
	readonly #stories: StoryTeller;

	#isStopping = false;
	/** The query worker is not started again unless the user asks. */
	#hasEnded = false;
	readonly #watch: LayoutWatch;
	/** One request at a time: while one runs, only the newest of the others is kept waiting. */
	#isCompleting = false;
	#nextComplete: CompleteEffect | undefined;
	#saving: Promise<void> = Promise.resolve();

	constructor(options: BackendOptions) {
		this.#options = options;
		this.#stories = new StoryTeller(() => this.#client, this.#events.send, options);
		this.#watch = new LayoutWatch(options.configDir, () => this.#reloadLayouts());
		this.#second = new SecondProcess({
			start: () => this.#secondProcess(),
			connect: client => this.#runs.connectHelper(client),
			disconnect: client => this.#runs.disconnect(client),
			lose: (client, end) => this.#runs.lose(client, end),
		});
		this.#runs = new RunQueue(options.nowMs, this.#events.send, (waitingCount, workingCount) => {
			if (!this.#isStopping && this.#query !== undefined && availableParallelism() > 1) {
				this.#second.load(waitingCount, workingCount);
			}
		});
		this.#fillers = options.stores.map(store => this.#fill(store));
		if (this.#fillers.some(({ hasSource }) => !hasSource)) {
			this.#startQuery();
		}
	}

	start(dispatch: (event: Event) => void): void {
		for (const fault of this.#options.faults) {
			dispatch({ kind: 'notified', level: 'warn', text: fault });
		}

		for (const note of this.#options.notes) {
			dispatch({ kind: 'notified', level: 'info', text: note });
		}

		this.#events.open(dispatch);
		this.#reportStatus();
		this.#watch.start();
	}

	/** From now on no event is sent to the console. */
	mute(): void {
		this.#events.close();
	}

	perform(effect: BackendEffect): void {
		switch (effect.kind) {
			case 'run':
				if (effect.again && this.#hasEnded) {
					this.#restarts.reset();
					this.#startQuery();
				}

				this.#runs.add(effect);
				break;
			case 'cancel':
				this.#runs.cancel(effect.slot);
				break;
			case 'fetch-record':
				void this.#fetchRecord(effect);
				break;
			case 'find-record':
			case 'tell-story':
			case 'cancel-story':
			case 'bundle-story':
			case 'cancel-bundle':
				this.#stories.perform(effect);
				break;
			case 'list-damaged':
				void this.#listDamaged();
				break;
			case 'refresh-finding':
			case 'say-of-finding':
			case 'mark':
			case 'unmark':
			case 'fetch-matched':
			case 'exception':
				void askWorker(effect, this.#client, this.#events.send);
				break;
			case 'retry-damaged':
				this.#retryDamaged();
				break;
			case 'complete':
				this.#nextComplete = effect;
				void this.#complete();
				break;

			case 'save-panel':
				void this.#savePanel(effect);
				break;
			case 'export':
			case 'export-story':
				void exportToFile(effect, this.#options, this.#events.send);
				break;
			case 'save-session':
				this.#saving = this.#saving
					.then(() => writeSession(this.#options.sessionFile, effect.session))
					.catch((error: unknown) =>
						this.#notify('warn', `the session was not saved: ${describeError(error)}`),
					);
				break;
		}
	}

	/** Stops the workers. Transactions that are being committed are completed. */
	async stop(): Promise<void> {
		this.#isStopping = true;
		await this.#watch.stop();
		await this.#saving;
		await Promise.all([
			...this.#fillers.map(filler => filler.stop()),
			this.#query?.stop(),
			this.#second.stop(),
		]);
	}

	#fill(store: ShownStore): Filler {
		return new Filler(store, {
			readable: () => this.#startQuery(),
			committed: () => this.#client?.refresh(),
			statusChanged: () => this.#reportStatus(),
			notify: (level, text) =>
				this.#notify(level, this.#fillers.length > 1 ? `${store.environment.name}: ${text}` : text),
			retried: count => {
				this.#notify('info', `${formatPlural(count, 'object')} tried again`);
				void this.#listDamaged();
			},
		});
	}

	#startQuery(): void {
		if (this.#query !== undefined || this.#isStopping) {
			return;
		}

		this.#query = new QueryProcess(this.#workerSettings(this.#options.answersBytesMax), {
			replied: reply => this.#hear(reply),
			failed: (end, hadStarted) => this.#lost(end, hadStarted),
		});
		this.#hasEnded = false;
		this.#runs.connect(this.#query.client);
	}

	/** What was asked has failed; the next questions go to a new worker. */
	#lost(end: WorkerEnd, hadStarted: boolean): void {
		const lost = this.#query;
		this.#query = undefined;
		if (lost !== undefined) {
			this.#runs.lose(lost.client, end);
		}

		const { message } = end;
		if (!this.#restarts.isAllowed(hadStarted)) {
			const next = 'r starts them again; `trailtop doctor` looks closer';
			this.#hasEnded = true;
			this.#notify('bad', `queries have ended: ${message}; ${next}`);
			this.#runs.end({ message, next });
			return;
		}

		this.#notify('bad', `${message}, and was started again; what it ran is told in its panel`);
		this.#startQuery();
	}

	/** The first worker hears of new records for both, and its budget is there for good. */
	#secondProcess(): QueryProcess {
		return new QueryProcess(this.#workerSettings(this.#options.answersBytesMax / 2), {
			replied: () => {},
			failed: end => this.#second.lost(end),
		});
	}

	#workerSettings(memoryBytes: number) {
		const stores = this.#options.stores.map(({ environment, storeDir }, index) => ({
			name: environment.name,
			dir: storeDir,
			category: environment.sourceCategory,
			isFilled: this.#fillers[index]?.hasSource === true,
		}));
		const { intel, configDir, runBytesMax } = this.#options;
		return { stores, intel, configDir, memoryBytes, runBytesMax };
	}

	#hear(reply: QueryReply): void {
		if (reply.type === 'outcome') {
			this.#restarts.reset();
		} else if (reply.type === 'retro-match' || reply.type === 'unreadable') {
			this.#notify('warn', reply.text);
		} else if (reply.type === 'account') {
			this.#events.send({ kind: 'account', account: reply.account });
		} else if (reply.type === 'findings') {
			this.#events.send({ kind: 'findings', findings: reply.findings });
			const outputs = this.#options.stores.flatMap(store => store.outputs);
			const ring = ringFor(outputs, reply.fresh);
			if (ring !== undefined) {
				this.#events.send(ring);
			}
		} else if (reply.type === 'marks') {
			this.#events.send({ kind: 'marks', marks: reply.marks });
		} else if (reply.type === 'proof') {
			const { proof, account } = reply;
			this.#events.send({ kind: 'proof', proof, account });
		} else if (reply.type === 'version') {
			this.#events.send({
				kind: 'data',
				version: reply.version,
				recordCount: reply.counts.recordCount,
				account: reply.account,
				times: reply.times,
				nowMs: this.#options.nowMs(),
			});
		}
	}

	get #client(): QueryClient | undefined {
		return this.#query?.client;
	}

	async #fetchRecord(effect: Extract<BackendEffect, { kind: 'fetch-record' }>): Promise<void> {
		try {
			const record = await this.#client?.record(effect.ref);
			this.#events.send({ kind: 'record', id: effect.id, json: record?.delivered });
		} catch (error) {
			this.#events.send({ kind: 'record', id: effect.id, json: undefined });
			this.#notify('bad', describeError(error));
		}
	}

	async #listDamaged(): Promise<void> {
		try {
			const damaged = await this.#client?.damaged();
			if (damaged !== undefined) {
				this.#events.send({ kind: 'damaged', damaged });
			}
		} catch (error) {
			this.#notify('warn', describeError(error));
		}
	}

	#retryDamaged(): void {
		const tried = this.#fillers.filter(filler => filler.retryDamaged());
		if (tried.length > 0) {
			this.#notify('info', 'objects that are not whole are fetched again …');
		} else {
			this.#notify('warn', 'this trailtop only reads: press r where the store is filled');
		}
	}

	async #complete(): Promise<void> {
		const effect = this.#nextComplete;
		if (effect === undefined || this.#isCompleting) {
			return;
		}

		this.#isCompleting = true;
		this.#nextComplete = undefined;
		const { text, cursor, range } = effect;
		try {
			const completed = await this.#client?.complete(text, cursor, range);
			if (completed !== undefined) {
				this.#events.send({ kind: 'completions', text, cursor, ...completed });
			}
		} catch (error) {
			this.#notify('warn', describeError(error));
		} finally {
			this.#isCompleting = false;
			void this.#complete();
		}
	}

	async #savePanel(effect: Extract<BackendEffect, { kind: 'save-panel' }>): Promise<void> {
		const { configDir } = this.#options;
		try {
			const id = await addPanel(configDir, effect);
			await this.#watch.look();
			this.#notify('info', `${id} is in ${ownLayoutFile(configDir)}; 0 lists all dashboards`);
		} catch (error) {
			this.#notify('bad', `the panel was not saved: ${describeError(error)}`);
		}
	}

	/** A file with faults is reported and left out; the other dashboards stay. */
	async #reloadLayouts(): Promise<void> {
		try {
			const { layouts, faults } = await loadLayouts(
				this.#options.configDir,
				this.#options.administrators,
			);
			this.#events.send({ kind: 'layouts', layouts });
			for (const fault of faults) {
				this.#notify('warn', fault);
			}
		} catch (error) {
			this.#notify('warn', `the dashboards were not read again: ${describeError(error)}`);
		}
	}

	#reportStatus(): void {
		const parts = this.#fillers.map(({ name, status }) => ({ name, status }));
		this.#events.send({ kind: 'status', status: mergeStatus(parts) });
	}

	#notify(level: 'info' | 'warn' | 'bad', text: string): void {
		this.#events.send({ kind: 'notified', level, text });
	}
}
