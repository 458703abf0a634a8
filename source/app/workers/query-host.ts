import type { StoreSnapshot } from '../../../store/index.ts';
import type { LiveTables } from '../../intel/live-tables.ts';
import type { Rule } from '../../findings/rule.ts';
import type { Engine, QueryResult } from '../../query/port.ts';
import { tellStory } from '../../story/tell-story.ts';
import { AccountWatch } from './account-watch.ts';
import { Completer } from './completer.ts';
import { damagedList } from './damaged-list.ts';
import { recordTimes } from './record-times.ts';
import { ProofWatch } from './proof-watch.ts';
import type { OpeningReader } from './opening-reader.ts';
import { ExceptionDesk } from '../findings/exception-desk.ts';
import type { FindingsView } from '../findings/findings-view.ts';
import { matchedIn } from '../findings/matched-in.ts';
import type { MarksView } from '../marks/marks-view.ts';
import { MarksWatch } from './marks-watch.ts';
import { FindingsWatch } from './findings-watch.ts';
import { RetroWatch } from './retro-watch.ts';
import type { IdleCollector } from './idle-collector.ts';
import type { BundleOutcome, BundleWish, QueryCommand, QueryReply } from './query-messages.ts';
import { cancellable, conditionOf } from './story-engine.ts';
import { describeError } from '../describe-error.ts';

/** Partial results are sent at most this often, in ms: nobody can read faster. */
const progressEveryMs = 100;

export interface BundleOptions {
	readonly signal: AbortSignal;
	/** For what hears no messages. */
	isCancelled(): boolean;
	onProgress(doneCount: number, recordCount: number): void;
}

/**
 * The ports of the host: the store’s reader, the engine over its snapshot, and the channel back.
 */
export interface QueryHostPorts {
	readonly reader: Pick<OpeningReader, 'ledgers'>;
	readonly findings: FindingsView;
	readonly marks: Pick<MarksView, 'mark' | 'unmark' | 'look'>;
	readonly engine: Engine;
	/** Of the configuration: where exceptions are written. */
	readonly configDir: string;
	/** The look-up tables of the engine. New indicators can match old records. */
	readonly tables: Pick<LiveTables, 'refresh' | 'threats' | 'names'>;
	nowMs(): number;
	/** Writes a story with its records; rejects with what a person should read. */
	bundle(wish: BundleWish, options: BundleOptions): Promise<BundleOutcome>;
	/** The rules by which stories tell findings. */
	rules(): Promise<readonly Rule[]>;
	/** Whether a run is cancelled, for a run that hears no messages. */
	cancelled(id: number): () => boolean;
	/** The snapshot that the engine reads. */
	snapshot(): StoreSnapshot;
	/** Reads what the writer has committed since the last refresh. */
	refresh(): StoreSnapshot;
	reply(message: QueryReply): void;
	/** Is told when queries run and when none does. */
	readonly rest: Pick<IdleCollector, 'busy' | 'idle'>;
}

/**
 * The query worker’s end of the channel. Runs overlap: the engine pauses between segments, so that
 * a cancel or a short query can run in between.
 */
export class QueryHost {
	readonly #ports: QueryHostPorts;
	readonly #running = new Map<number, AbortController>();
	/** That are being written. */
	readonly #bundles = new Set<Promise<void>>();
	readonly #completer: Completer;
	readonly #retro: RetroWatch;
	#toldVersion = -1;
	readonly #account: AccountWatch;
	readonly #proof: ProofWatch;
	readonly #findings: FindingsWatch;
	readonly #marks: MarksWatch;
	readonly #exceptions: ExceptionDesk;

	constructor(ports: QueryHostPorts) {
		this.#ports = ports;
		this.#retro = new RetroWatch(ports);
		this.#account = new AccountWatch(ports);
		this.#proof = new ProofWatch(ports);
		this.#findings = new FindingsWatch(ports);
		this.#marks = new MarksWatch(ports.marks, ports.reply);
		this.#exceptions = new ExceptionDesk(ports);
		this.#completer = new Completer(ports.engine, ports.snapshot, ports.tables);
	}

	/** Ends what runs; resolves when no folder of a bundle that was ended is left. */
	async end(): Promise<void> {
		this.#running.forEach(controller => controller.abort());
		await Promise.all(this.#bundles);
	}

	/** Looks for new records and indicators; cheap when there are none. */
	tick(): void {
		const snapshot = this.#ports.refresh();
		const tablesVersion = this.#ports.tables.refresh();
		this.#retro.look(tablesVersion);
		this.#ports.findings.refresh();
		this.#findings.look();
		this.#marks.look();
		// The versions only grow, so their sum changes whenever one of them does.
		const version = snapshot.version + tablesVersion + this.#ports.findings.version;
		if (version !== this.#toldVersion) {
			this.#toldVersion = version;
			this.#ports.reply({
				type: 'version',
				version,
				counts: snapshot.counts,
				account: this.#account.read(),
				times: recordTimes(snapshot),
			});
		}

		this.#account.look();
		this.#proof.look();
	}

	async handle(command: QueryCommand): Promise<void> {
		if (!('id' in command)) {
			if (command.type === 'refresh') {
				this.tick();
			}

			return;
		}

		try {
			await this.#answer(command);
		} catch (error) {
			this.#ports.reply({
				type: 'failed',
				id: command.id,
				message: describeError(error),
			});
		}
	}

	async #answer(command: Extract<QueryCommand, { id: number }>): Promise<void> {
		const { engine, reply } = this.#ports;
		switch (command.type) {
			case 'run':
				await this.#run(command);
				break;
			case 'tell':
				await this.#tell(command);
				break;
			case 'bundle': {
				const written = this.#bundle(command);
				const ended = written.catch(() => {});
				this.#bundles.add(ended);
				await written.finally(() => this.#bundles.delete(ended));
				break;
			}

			case 'cancel':
				this.#running.get(command.id)?.abort();
				break;
			case 'record':
				reply({ type: 'record', id: command.id, record: await engine.record(command.ref) });
				break;
			case 'damaged':
				reply({
					type: 'damaged',
					id: command.id,
					damaged: damagedList(this.#ports.reader.ledgers),
				});
				break;
			case 'say-of-finding': {
				const said = this.#ports.findings.say(command.ref, command.word);
				reply({ type: 'said', id: command.id, said });
				this.tick();
				break;
			}

			case 'finding-now':
				reply({ type: 'said', id: command.id, said: this.#ports.findings.now(command.ref) });
				break;

			case 'mark':
			case 'unmark':
				await this.#mark(command);
				break;
			case 'matched': {
				const parts = await matchedIn(command.rule, command.ref, this.#ports);
				reply({ type: 'matched', id: command.id, parts });
				break;
			}

			case 'exception': {
				const answer = await this.#exceptions.answer(command.wish);
				reply({ type: 'exception', id: command.id, answer });
				break;
			}

			case 'complete':
				reply({ type: 'completed', id: command.id, ...(await this.#completer.complete(command)) });
				break;
		}
	}

	async #mark(command: Extract<QueryCommand, { type: 'mark' | 'unmark' }>): Promise<void> {
		const { marks, reply } = this.#ports;
		const fault =
			command.type === 'mark'
				? await marks.mark(command.ref, command.note)
				: marks.unmark(command.key);
		reply({ type: 'marked', id: command.id, fault });
		this.#marks.look();
	}

	/** Sends partial results at intervals; the first one interval after the start. */
	#progressOf(id: number): (result: QueryResult) => void {
		const { nowMs, reply } = this.#ports;
		let toldMs = nowMs();
		return result => {
			const atMs = nowMs();
			if (atMs - toldMs >= progressEveryMs) {
				toldMs = atMs;
				reply({ type: 'progress', id, result });
			}
		};
	}

	async #run(command: Extract<QueryCommand, { type: 'run' }>): Promise<void> {
		const { engine, reply, cancelled } = this.#ports;
		await this.#busy(command.id, async signal => {
			const outcome = await engine.run(command.request, {
				signal,
				isCancelled: cancelled(command.id),
				...(command.progress ? { onProgress: this.#progressOf(command.id) } : {}),
			});
			reply({ type: 'outcome', id: command.id, outcome });
		});
	}

	async #tell({ id, request }: Extract<QueryCommand, { type: 'tell' }>): Promise<void> {
		const { engine, reply, cancelled, rules, nowMs } = this.#ports;
		await this.#busy(id, async signal => {
			const { who, scope, range, ...clock } = request;
			let toldMs = nowMs();
			const outcome = await tellStory(
				cancellable(engine, cancelled(id)),
				await rules(),
				{ ...clock, ...range, who, scope: conditionOf(scope) },
				{
					signal,
					onProgress: ({ doneCount, segmentCount }) => {
						const atMs = nowMs();
						if (atMs - toldMs >= progressEveryMs) {
							toldMs = atMs;
							reply({ type: 'telling', id, doneCount, segmentCount });
						}
					},
				},
			);
			reply({ type: 'told', id, outcome });
		});
	}

	async #bundle({ id, wish }: Extract<QueryCommand, { type: 'bundle' }>): Promise<void> {
		const { reply, cancelled, bundle, nowMs } = this.#ports;
		await this.#busy(id, async signal => {
			let toldMs = nowMs();
			const outcome = await bundle(wish, {
				signal,
				isCancelled: cancelled(id),
				onProgress: (doneCount, recordCount) => {
					const atMs = nowMs();
					if (atMs - toldMs >= progressEveryMs) {
						toldMs = atMs;
						reply({ type: 'bundling', id, doneCount, recordCount });
					}
				},
			});
			reply({ type: 'bundled', id, outcome });
		});
	}

	async #busy(id: number, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
		const { rest } = this.#ports;
		const controller = new AbortController();
		this.#running.set(id, controller);
		rest.busy();
		try {
			await work(controller.signal);
		} finally {
			this.#running.delete(id);
			if (this.#running.size === 0) {
				rest.idle();
			}
		}
	}
}
