import type { StoreKeeper } from '../../../store/index.ts';
import type { Tailer } from '../../ingest/tailer.ts';
import { describeError } from '../describe-error.ts';
import type { FindingsReply, FindingsWorkerData } from './findings-messages.ts';
import {
	hasSentOutputs,
	Sender,
	sentOutputs,
	type OutputsWish,
	type SenderWriter,
} from './sender.ts';
import { startFindings, type FindingsThread } from './findings-thread.ts';

/** Also without new records: rules may have changed, or segments gone. */
const lookEveryMs = 10_000;
/** A worker that ends is started again after so many ms. */
const restartAfterMs = 60_000;
/** One that ends so often is left alone. */
const endsMax = 3;

export interface FindingsWish {
	readonly storeDir: string;
	/** Of the configuration; its rules are looked for too. */
	readonly configDir: string | undefined;
	/** Whom to tell; undefined: nobody. */
	readonly telling?: OutputsWish | undefined;
}

export interface KeptFindings {
	/** Resolves when all records that are stored now were looked at, or cannot be. */
	settled(): Promise<void>;
	/**
	 * Resolves when what was found is sent, or at the latest after so many ms.
	 *
	 * @returns how many messages wait
	 */
	told(msMax: number, signal: AbortSignal): Promise<number>;
	/** Ends it; resolves when nothing is written any more. */
	end(): Promise<void>;
}

type KeeperWriter = Pick<StoreKeeper, 'counts'> & SenderWriter;

type Start = (data: FindingsWorkerData) => FindingsThread;

/**
 * Looks for findings in what a tailer stores, in a worker: no record waits for it. What it finds is written by this
 * process, which holds the store.
 *
 * @param notify - called with a sentence that a person should read
 * @param start - a test gives another thread
 */
export function keepFindings(
	wish: FindingsWish,
	tailer: Pick<Tailer, 'onChange'>,
	writer: KeeperWriter,
	notify: (text: string) => void,
	start: Start = startFindings,
): KeptFindings {
	const sender = newSender(wish, writer, notify);
	const keeper = new FindingsKeeper(wish, writer, notify, start, sender);
	const stopListening = tailer.onChange(() => keeper.changed());
	const timer = setInterval(() => keeper.look(), lookEveryMs);
	sender?.begin();
	keeper.begin();
	return {
		settled: () => keeper.settled(),
		told: async (msMax, signal) => (await sender?.drained(msMax, signal)) ?? 0,
		end: async () => {
			stopListening();
			clearInterval(timer);
			await keeper.end();
			await sender?.end();
		},
	};
}

function newSender(
	{ telling }: FindingsWish,
	writer: KeeperWriter,
	notify: (text: string) => void,
): Sender | undefined {
	return telling === undefined || !hasSentOutputs(telling)
		? undefined
		: new Sender(telling, { writer, notify, nowMs: () => Date.now() });
}

class FindingsKeeper {
	readonly #wish: FindingsWish;
	readonly #writer: KeeperWriter;
	readonly #notify: (text: string) => void;
	readonly #start: Start;
	readonly #sender: Sender | undefined;
	readonly #ending = new Int32Array(new SharedArrayBuffer(4));
	#worker: FindingsThread | undefined;
	#restart: NodeJS.Timeout | undefined;
	#endCount = 0;
	#isLooking = false;
	#isWanted = false;
	/** Until the next look. */
	#rest: NodeJS.Timeout | undefined;
	/** Who waits for a look that has not begun yet, and for the one that goes on. */
	#waiting: (() => void)[] = [];
	#served: (() => void)[] = [];
	#seenCount = -1;
	/** A transaction that is being written. */
	#writing: Promise<void> = Promise.resolve();

	constructor(
		wish: FindingsWish,
		writer: KeeperWriter,
		notify: (text: string) => void,
		start: Start,
		sender: Sender | undefined,
	) {
		this.#wish = wish;
		this.#writer = writer;
		this.#notify = notify;
		this.#start = start;
		this.#sender = sender;
	}

	begin(): void {
		clearTimeout(this.#rest);
		this.#rest = undefined;
		const { storeDir, configDir, telling } = this.#wish;
		// Where it goes to is not its business, and keys of it may be secret.
		const outputs = sentOutputs(telling?.outputs ?? []).map(({ id, minSeverity, rules }) => ({
			id,
			minSeverity,
			rules,
		}));
		const worker = this.#start({ storeDir, configDir, outputs, ending: this.#ending });
		this.#worker = worker;
		this.#isLooking = false;
		worker.onReply(reply => this.#receive(reply, worker));
		worker.onEnd(why => this.#exited(worker, why));
		this.look();
	}

	/** Something of the tailer has changed; only new records matter. */
	changed(): void {
		const { recordCount } = this.#writer.counts();
		if (recordCount !== this.#seenCount) {
			this.#seenCount = recordCount;
			this.look();
		}
	}

	look(): void {
		if (this.#worker === undefined || this.#isLooking || this.#rest !== undefined) {
			this.#isWanted = true;
			return;
		}

		this.#isWanted = false;
		this.#isLooking = true;
		this.#served = this.#waiting;
		this.#waiting = [];
		this.#worker.send({ type: 'look' });
	}

	async settled(): Promise<void> {
		if (this.#worker !== undefined) {
			await new Promise<void>(resolve => {
				this.#waiting.push(resolve);
				this.#endRest();
				this.look();
			});
		}
	}

	async end(): Promise<void> {
		clearTimeout(this.#restart);
		clearTimeout(this.#rest);
		Atomics.store(this.#ending, 0, 1);
		const worker = this.#worker;
		this.#worker = undefined;
		if (worker !== undefined) {
			worker.send({ type: 'look' });
			await worker.end();
		}

		await this.#writing;
	}

	#receive(reply: FindingsReply, worker: FindingsThread): void {
		switch (reply.type) {
			case 'commit':
				this.#writing = this.#commit(reply.rows, worker);
				break;
			case 'looked':
				if (reply.isWhole) {
					this.#sender?.tellUntold();
				}

				this.#looked(reply.restMs);
				break;
			case 'notice':
				this.#notify(reply.text);
		}
	}

	#looked(restMs: number): void {
		this.#isLooking = false;
		this.#served.forEach(resolve => resolve());
		this.#served = [];
		if (this.#waiting.length > 0) {
			this.look();
		} else {
			this.#rest = setTimeout(() => this.#endRest(), restMs);
		}
	}

	#endRest(): void {
		clearTimeout(this.#rest);
		this.#rest = undefined;
		if (this.#isWanted) {
			this.look();
		}
	}

	/** The answer goes to whoever asked: also one that is to end waits for it. */
	async #commit(
		rows: Extract<FindingsReply, { readonly type: 'commit' }>['rows'],
		worker: FindingsThread,
	): Promise<void> {
		let error: string | undefined;
		try {
			await this.#writer.putLedger(rows);
			this.#sender?.note(rows);
		} catch (failed) {
			error = describeError(failed);
		}

		worker.send({ type: 'committed', ...(error !== undefined && { error }) });
	}

	#exited(worker: FindingsThread, why: string): void {
		if (this.#worker !== worker) {
			return;
		}

		this.#worker = undefined;
		// Nobody waits for what does not come.
		[...this.#served, ...this.#waiting].forEach(resolve => resolve());
		this.#served = [];
		this.#waiting = [];
		this.#endCount++;
		const isLast = this.#endCount >= endsMax;
		const next = isLast
			? '`trailtop detect` looks once'
			: `it is started again in ${restartAfterMs / 1_000} s`;
		this.#notify(`nothing looks for findings: ${why}; ${next}`);
		if (!isLast) {
			this.#restart = setTimeout(() => this.begin(), restartAfterMs);
		}
	}
}
