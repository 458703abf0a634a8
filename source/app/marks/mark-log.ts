import { AppendLog } from '../append-log.ts';

/** In the folder of a store: which of its records people marked. */
const logName = 'marks.ndjson';
/** Marks of a store; of more the earliest are forgotten by whoever reads, and how many is told. */
export const marksMax = 2_000;
/** Characters of a note. */
export const markNoteMax = 500;
/** Characters of what names a record; its id has 36. */
export const nameMax = 1_000;

/** Which record is meant, whatever segment it is in. */
export interface MarkedEvent {
	readonly event: string;
	/** Ms since the epoch. */
	readonly timeMs: number;
	/** Empty where the record says none. */
	readonly account: string;
}

/** One entry of the log. */
export interface MarkEntry extends MarkedEvent {
	/** What it was, in words; empty where the mark is taken away. */
	readonly title: string;
	readonly note: string;
	/** The mark is taken away. */
	readonly isGone: boolean;
	readonly by: string;
	/** Ms since the epoch. */
	readonly atMs: number;
}

export function keyOfMark({ event, timeMs, account }: MarkedEvent): string {
	return JSON.stringify([event, timeMs, account]);
}

/** The log of the marks of a store. */
export class MarkLog {
	readonly #log: AppendLog;
	/** By what they mark, the newest last; at most `marksMax`. */
	readonly #marks = new Map<string, MarkEntry>();
	#oddCount = 0;
	forgottenCount = 0;

	constructor(storeDir: string) {
		this.#log = new AppendLog(
			storeDir,
			logName,
			line => this.#take(line),
			() => this.#forget(),
		);
	}

	/** Lines that are no entries, one without an end among them. */
	get oddCount(): number {
		return this.#oddCount + (this.#log.isCut ? 1 : 0);
	}

	get marks(): ReadonlyMap<string, MarkEntry> {
		return this.#marks;
	}

	/** Reads what was written since it was called last. */
	refresh(): void {
		this.#log.refresh();
	}

	/** @throws Error when the file cannot be written, as of a store that belongs to others */
	append(entry: MarkEntry): void {
		this.#log.append(entry);
	}

	#forget(): void {
		this.#marks.clear();
		this.#oddCount = 0;
		this.forgottenCount = 0;
	}

	#take(line: string): void {
		const entry = readMarkEntry(line);
		if (entry === undefined) {
			this.#oddCount += line === '' ? 0 : 1;
			return;
		}

		const key = keyOfMark(entry);
		this.#marks.delete(key);
		if (!entry.isGone) {
			this.#marks.set(key, entry);
		}

		if (this.#marks.size > marksMax) {
			const [oldest = ''] = this.#marks.keys();
			this.#marks.delete(oldest);
			this.forgottenCount++;
		}
	}
}

/** A line of the log as an entry; undefined where it is none, as when it was cut or another program wrote it. */
export function readMarkEntry(line: string): MarkEntry | undefined {
	const value = parsed(line);
	if (typeof value !== 'object' || value === null) {
		return undefined;
	}

	const { event, timeMs, account, title, note, isGone, by, atMs } = value as Record<
		string,
		unknown
	>;
	const isWhole =
		isName(event) &&
		isName(account) &&
		isName(title) &&
		isName(by) &&
		typeof note === 'string' &&
		isTime(timeMs) &&
		isTime(atMs);
	return isWhole
		? {
				...{ event, timeMs, account, title, by, atMs },
				note: note.slice(0, markNoteMax),
				isGone: isGone === true,
			}
		: undefined;
}

function isName(value: unknown): value is string {
	return typeof value === 'string' && value.length <= nameMax;
}

function isTime(value: unknown): value is number {
	return typeof value === 'number' && Math.abs(value) <= 8.64e15;
}

function parsed(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}
