import type { ExceptionAnswer, ExceptionWish } from '../../dashboard/state/exception.ts';
import type { FindingWord } from '../../dashboard/input/finding-word.ts';
import type { MatchedPart } from '../../dashboard/state/matched-part.ts';
import type { DamagedList } from '../../dashboard/state/source-status.ts';
import type { TimeSpan } from '../../panels/model.ts';
import type { RecordRef, RunOutcome, RunRequest, QueryResult } from '../../query/port.ts';
import type { StoryOutcome } from '../../story/tell-story.ts';
import type { Said } from '../findings/findings-view.ts';
import type {
	BundleOutcome,
	BundleWish,
	OpenedRecord,
	QueryCommand,
	QueryReply,
	StoryProgress,
	StoryWish,
} from './query-messages.ts';

/** The channel to a query worker. */
export interface QueryPort {
	post(command: QueryCommand): void;
}

/** The reply to a request with an id; `undefined` when the worker ended first. */
type Answer = Extract<QueryReply, { id: number }>;

/** Requests that may wait for a reply. When there are more, new ones fail at once. */
const waitingMax = 1_000;

/** The console’s end of the channel to the query worker. */
export class QueryClient {
	readonly #port: QueryPort;
	readonly #waiting = new Map<number, (answer: Answer) => void>();
	readonly #progress = new Map<number, (result: QueryResult) => void>();
	readonly #telling = new Map<number, (progress: StoryProgress) => void>();
	readonly #bundling = new Map<number, (doneCount: number, recordCount: number) => void>();
	#nextId = 1;

	constructor(port: QueryPort) {
		this.#port = port;
	}

	/** Takes every message of the worker. */
	receive(reply: QueryReply): void {
		if (!('id' in reply)) {
			return;
		}

		if (reply.type === 'progress') {
			this.#progress.get(reply.id)?.(reply.result);
			return;
		}

		if (reply.type === 'telling') {
			this.#telling.get(reply.id)?.(reply);
			return;
		}

		if (reply.type === 'bundling') {
			this.#bundling.get(reply.id)?.(reply.doneCount, reply.recordCount);
			return;
		}

		const answer = this.#waiting.get(reply.id);
		this.#waiting.delete(reply.id);
		this.#progress.delete(reply.id);
		this.#telling.delete(reply.id);
		answer?.(reply);
	}

	/** Ends all runs that have not been answered. */
	cancelAll(): void {
		for (const id of this.#waiting.keys()) {
			this.#port.post({ type: 'cancel', id });
		}
	}

	/** The worker has ended: all waiting requests fail. */
	fail(message: string): void {
		for (const [id, answer] of this.#waiting) {
			answer({ type: 'failed', id, message });
		}

		this.#waiting.clear();
		this.#progress.clear();
		this.#telling.clear();
		this.#bundling.clear();
	}

	/**
	 * @param onProgress - called with the partial result while segments are still to be read
	 * @returns the outcome, and a function that cancels the run
	 * @throws Error when the worker could not answer
	 */
	run(
		request: RunRequest,
		onProgress?: (result: QueryResult) => void,
	): { readonly outcome: Promise<RunOutcome>; cancel(): void } {
		const id = this.#nextId++;
		if (onProgress !== undefined) {
			this.#progress.set(id, onProgress);
		}

		const outcome = this.#ask(
			{ type: 'run', id, request, progress: onProgress !== undefined },
			'outcome',
		)
			.then(answer => answer.outcome)
			// A request that was refused gets no answer that would let go of it.
			.finally(() => this.#progress.delete(id));
		return { outcome, cancel: () => this.#port.post({ type: 'cancel', id }) };
	}

	/**
	 * Tells a story.
	 *
	 * @returns the outcome, and a function that ends the telling
	 * @throws Error when the worker could not answer
	 */
	tell(
		request: StoryWish,
		onProgress: (progress: StoryProgress) => void,
	): { readonly outcome: Promise<StoryOutcome>; cancel(): void } {
		const id = this.#nextId++;
		this.#telling.set(id, onProgress);
		const outcome = this.#ask({ type: 'tell', id, request }, 'told')
			.then(answer => answer.outcome)
			.finally(() => this.#telling.delete(id));
		return { outcome, cancel: () => this.#port.post({ type: 'cancel', id }) };
	}

	/**
	 * Writes a story with its records.
	 *
	 * @param onProgress - called with the numbers of records that are written and that will be
	 * @returns the outcome, and a function that ends the writing
	 * @throws Error when the worker could not answer, or the bundle not be written
	 */
	bundle(
		wish: BundleWish,
		onProgress: (doneCount: number, recordCount: number) => void,
	): { readonly outcome: Promise<BundleOutcome>; cancel(): void } {
		const id = this.#nextId++;
		this.#bundling.set(id, onProgress);
		const outcome = this.#ask({ type: 'bundle', id, wish }, 'bundled')
			.then(answer => answer.outcome)
			.finally(() => this.#bundling.delete(id));
		return { outcome, cancel: () => this.#port.post({ type: 'cancel', id }) };
	}

	async record(ref: RecordRef): Promise<OpenedRecord | undefined> {
		const answer = await this.#ask({ type: 'record', id: this.#nextId++, ref }, 'record');
		return answer.record;
	}

	async damaged(): Promise<DamagedList> {
		return (await this.#ask({ type: 'damaged', id: this.#nextId++ }, 'damaged')).damaged;
	}

	async sayOfFinding(ref: RecordRef, word: FindingWord): Promise<Said> {
		const command = { type: 'say-of-finding', id: this.#nextId++, ref, word } as const;
		return (await this.#ask(command, 'said')).said;
	}

	async findingNow(ref: RecordRef): Promise<Said> {
		return (await this.#ask({ type: 'finding-now', id: this.#nextId++, ref }, 'said')).said;
	}

	/** Why it was not marked; undefined when it was. */
	async mark(ref: RecordRef, note: string): Promise<string | undefined> {
		return (await this.#ask({ type: 'mark', id: this.#nextId++, ref, note }, 'marked')).fault;
	}

	async unmark(key: string): Promise<string | undefined> {
		return (await this.#ask({ type: 'unmark', id: this.#nextId++, key }, 'marked')).fault;
	}

	async matched(rule: string, ref: RecordRef): Promise<readonly MatchedPart[]> {
		const command = { type: 'matched', id: this.#nextId++, rule, ref } as const;
		return (await this.#ask(command, 'matched')).parts;
	}

	async exception(wish: ExceptionWish): Promise<ExceptionAnswer> {
		const command = { type: 'exception', id: this.#nextId++, wish } as const;
		return (await this.#ask(command, 'exception')).answer;
	}

	async complete(
		text: string,
		cursor: number,
		range: TimeSpan,
	): Promise<Pick<Extract<QueryReply, { type: 'completed' }>, 'items' | 'faults' | 'signature'>> {
		const command = { type: 'complete', id: this.#nextId++, text, cursor, range } as const;
		const { items, faults, signature } = await this.#ask(command, 'completed');
		return { items, faults, signature };
	}

	refresh(): void {
		this.#port.post({ type: 'refresh' });
	}

	async #ask<Type extends Answer['type']>(
		command: Extract<QueryCommand, { id: number }>,
		type: Type,
	): Promise<Extract<Answer, { type: Type }>> {
		if (this.#waiting.size >= waitingMax) {
			throw new Error(`${waitingMax} queries wait already; try again when some have ended`);
		}

		const answer = await new Promise<Answer>(resolve => {
			this.#waiting.set(command.id, resolve);
			this.#port.post(command);
		});
		if (answer.type === 'failed') {
			throw new Error(answer.message);
		}

		if (answer.type !== type) {
			throw new Error(`asked the query worker for ${type}, got ${answer.type}`);
		}

		return answer as Extract<Answer, { type: Type }>;
	}
}
