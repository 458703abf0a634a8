import type { Mark, Marks } from '../../dashboard/state/mark.ts';
import { isFinding } from '../../dashboard/state/finding-page.ts';
import { fieldOfRecord } from '../../dashboard/state/chosen-record.ts';
import { recordFacts } from '../../dashboard/state/record-facts.ts';
import type { Engine, RecordRef } from '../../query/port.ts';
import { hasOneOf, queryOf } from '../../story/conditions.ts';
import { describeError } from '../describe-error.ts';
import type { FoundStore, Speaker } from '../findings/findings-view.ts';
import { keyOfMark, MarkLog, markNoteMax, nameMax } from './mark-log.ts';
import type { MarkEntry } from './mark-log.ts';

/** What became of marking: undefined, or why it was not written down. */
export type MarkFault = string | undefined;

/** Records that one query looks for. */
const soughtAtOnce = 100;
/** A record that is not there may come; so long nobody looks again, in ms. */
const lookAgainMs = 30_000;
/** Of a title. */
const titleCharacters = 200;

interface MarksPorts {
	/** The stores that are open now. */
	open(): readonly Pick<FoundStore, 'dir' | 'category'>[];
	readonly engine: Pick<Engine, 'run' | 'record'>;
	/** Ids of the segments that there are. */
	segments(): ReadonlySet<string>;
	readonly speaker: Speaker;
}

/** The marks of some stores, with where their records are. */
export class MarksView {
	readonly #ports: MarksPorts;
	/** By folder; as many as stores are read as one. */
	readonly #logs = new Map<string, MarkLog>();
	/** By mark; no more than there are marks. */
	#refs = new Map<string, RecordRef>();
	/** When a record was looked for in vain; no more than there are marks. */
	#missed = new Map<string, number>();

	constructor(ports: MarksPorts) {
		this.#ports = ports;
	}

	/** Marks a record in the log of its store, or says something else of one that is marked. */
	async mark(ref: RecordRef, note: string): Promise<MarkFault> {
		const { engine, speaker, open } = this.#ports;
		const record = isFinding(ref) ? undefined : await engine.record(ref);
		if (record === undefined) {
			return 'this record is gone: its segment has left the store';
		}

		const { delivered, meta } = record;
		const event = fieldOfRecord(delivered, 'eventID');
		const facts = recordFacts({ json: delivered });
		const account = fieldOfRecord(delivered, 'recipientAccountId') ?? '';
		if (
			event === undefined ||
			facts === undefined ||
			event.length > nameMax ||
			account.length > nameMax
		) {
			return 'this record has no eventID, name and time, by which a mark is found again';
		}

		const stores = open();
		const store = stores.find(({ category }) => category === meta['_sourceCategory']) ?? stores[0];
		const name = fieldOfRecord(delivered, 'eventName') ?? '';
		const who = facts.who === '' ? '' : ` by ${facts.who}`;
		return this.#write(store === undefined ? [] : [store.dir], {
			event,
			timeMs: facts.timeMs,
			account,
			title: `${name}${who}`.slice(0, titleCharacters),
			note: note.slice(0, markNoteMax),
			isGone: false,
			by: speaker.who,
			atMs: speaker.nowMs(),
		});
	}

	/** Takes a mark away, also of a record that is gone. */
	unmark(key: string): MarkFault {
		const { speaker } = this.#ports;
		const dirs = [...this.#logs].filter(([, { marks }]) => marks.has(key)).map(([dir]) => dir);
		const known = this.#logs.get(dirs[0] ?? '')?.marks.get(key);
		return known === undefined
			? 'this mark is gone already'
			: this.#write(dirs, {
					...known,
					...{ title: '', note: '', isGone: true, by: speaker.who, atMs: speaker.nowMs() },
				});
	}

	/** What is marked now, and where it is. */
	async look(): Promise<Marks> {
		for (const { dir } of this.#ports.open()) {
			const log = this.#logs.get(dir) ?? new MarkLog(dir);
			this.#logs.set(dir, log);
			log.refresh();
		}

		const logs = [...this.#logs.values()];
		const entries = logs.flatMap(({ marks }) => [...marks.values()]);
		await this.#find(entries);
		const marks = entries
			.map(entry => this.#markOf(entry))
			.toSorted((a, b) => b.atMs - a.atMs || (a.key < b.key ? -1 : 1));
		return {
			marks,
			oddCount: logs.reduce((sum, { oddCount }) => sum + oddCount, 0),
			forgottenCount: logs.reduce((sum, { forgottenCount }) => sum + forgottenCount, 0),
		};
	}

	#markOf(entry: MarkEntry): Mark {
		const { title, timeMs, note, by, atMs } = entry;
		const key = keyOfMark(entry);
		return { key, title, timeMs, note, by, atMs, ref: this.#refs.get(key) };
	}

	#write(dirs: readonly string[], entry: MarkEntry): MarkFault {
		try {
			for (const dir of dirs) {
				const log = this.#logs.get(dir) ?? new MarkLog(dir);
				this.#logs.set(dir, log);
				log.append(entry);
			}
		} catch (error) {
			return `it could not be written beside the store: ${describeError(error)}`;
		}

		return dirs.length === 0 ? 'no store is open yet' : undefined;
	}

	/** Asks for the records of marks that are nowhere, or in a segment that was sealed since. */
	async #find(entries: readonly MarkEntry[]): Promise<void> {
		const segments = this.#ports.segments();
		const nowMs = this.#ports.speaker.nowMs();
		const keys = new Set(entries.map(keyOfMark));
		const isThere = ([key, ref]: readonly [string, RecordRef]) =>
			keys.has(key) && segments.has(ref.segmentId);
		this.#refs = new Map([...this.#refs].filter(isThere));
		this.#missed = new Map([...this.#missed].filter(([key]) => keys.has(key)));
		const sought = entries
			.filter(entry => {
				const key = keyOfMark(entry);
				const missedMs = this.#missed.get(key) ?? Number.NEGATIVE_INFINITY;
				return !this.#refs.has(key) && Math.abs(nowMs - missedMs) >= lookAgainMs;
			})
			// Near ones together, so that each query has a narrow range.
			.toSorted((a, b) => a.timeMs - b.timeMs);
		for (let from = 0; from < sought.length; from += soughtAtOnce) {
			await this.#ask(sought.slice(from, from + soughtAtOnce), nowMs);
		}
	}

	async #ask(entries: readonly MarkEntry[], nowMs: number): Promise<void> {
		const condition = hasOneOf(
			'eventID',
			entries.map(({ event }) => event),
		);
		const outcome = await this.#ports.engine.run({
			text: queryOf(condition, ['fields eventID, _messageTime, recipientAccountId']),
			fromMs: entries[0]?.timeMs ?? 0,
			toMs: (entries.at(-1)?.timeMs ?? 0) + 1,
			nowMs,
			timeZone: 'UTC',
		});
		if (!outcome.ok) {
			return;
		}

		outcome.result.rows.forEach(([event, timeMs, account], row) => {
			const ref = outcome.result.refs?.[row];
			if (ref !== undefined) {
				const found = { event: String(event), timeMs: Number(timeMs) };
				this.#refs.set(keyOfMark({ ...found, account: String(account ?? '') }), ref);
			}
		});
		for (const key of entries.map(keyOfMark)) {
			if (this.#refs.has(key)) {
				this.#missed.delete(key);
			} else {
				this.#missed.set(key, nowMs);
			}
		}
	}
}
