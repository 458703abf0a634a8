import type { Fault, Span, Value } from './value.ts';

/** Characters of a text that a function makes. No field of a record is a tenth as long. */
export const textLengthMax = 2 ** 24;
/** Bytes that a run makes, when nobody says otherwise. */
const runBytesMax = 512 * 2 ** 20;

/** A run would need more memory than it may; what it has made so far is garbage. */
export class TooLarge extends Error {
	override readonly name = 'TooLarge';
	/** Of the stage or function that asked for more; undefined where only the caller knows it. */
	readonly span: Span | undefined;

	constructor(message: string, span: Span | undefined) {
		super(message);
		this.span = span;
	}

	static text(span?: Span): TooLarge {
		return new TooLarge(`this text has more than ${textLengthMax} characters`, span);
	}

	/**
	 * The same error with a place, also for what JavaScript throws when a text, list or buffer would
	 * be too large; any other error as it is.
	 */
	static at(span: Span, error: unknown): unknown {
		if (error instanceof TooLarge) {
			return error.span === undefined ? new TooLarge(error.message, span) : error;
		}

		return error instanceof RangeError && isOfSize.test(error.message)
			? new TooLarge('this makes more than JavaScript can hold', span)
			: error;
	}
}

const isOfSize = /invalid (string|array|typed array) length|allocation failed|maximum size/i;

/** What a query asks for cannot be answered at the time of the run, and its fault says why. */
export class Unanswerable extends Error {
	override readonly name = 'Unanswerable';
	readonly fault: Fault;

	constructor(fault: Fault) {
		super(fault.message);
		this.fault = fault;
	}
}

/** Thrown when the caller cancelled the run; never leaves the engine. */
export class Cancelled extends Error {
	override readonly name = 'Cancelled';
}

/** So many pieces of work are done between two questions whether the run was cancelled. */
const piecesBetween = 16;

/**
 * Bytes that one run has made and not dropped again, approximately: texts, rows and groups. What a
 * segment's columns and the caches hold is counted elsewhere.
 */
export class Spending {
	readonly #bytesMax: number;
	#isCancelled: () => boolean;
	#used = 0;
	#pieces = 0;

	/** @param isCancelled - is asked while the run works, and must be cheap */
	constructor(bytesMax = runBytesMax, isCancelled: () => boolean = () => false) {
		this.#bytesMax = bytesMax;
		this.#isCancelled = isCancelled;
	}

	get used(): number {
		return this.#used;
	}

	/** Whether it may be worth looking at what was dropped in the meantime. */
	get isHigh(): boolean {
		return this.#used * 2 > this.#bytesMax;
	}

	/**
	 * To be called before the bytes are made, or for each small part of them.
	 *
	 * @param span - of the stage or function that makes them; undefined: the whole query
	 * @throws TooLarge
	 */
	add(bytes: number, span: Span | undefined): void {
		this.#used += bytes;
		if (this.#used > this.#bytesMax) {
			const megabytes = Math.round(this.#bytesMax / 1e6);
			throw new TooLarge(`this query needs more than the ${megabytes} MB that it may use`, span);
		}
	}

	/**
	 * To be called before each small piece of work, such as a test of one text: the event loop does not
	 * run within a segment, and nobody else could end it.
	 *
	 * @throws Cancelled
	 */
	work(): void {
		this.#pieces++;
		if (this.#pieces % piecesBetween === 0 && this.#isCancelled()) {
			throw new Cancelled();
		}
	}

	/** Another run begins, with what was compiled for the one before. */
	begin(isCancelled: () => boolean = () => false): void {
		this.#isCancelled = isCancelled;
		this.#used = 0;
	}

	/** The run is over. What it has cached may still tell it of work, which is another run's. */
	end(): void {
		this.#isCancelled = () => false;
	}

	/** What was added since `used` was this much is dropped. */
	dropTo(used: number): void {
		this.#used = Math.min(this.#used, used);
	}

	drop(bytes: number): void {
		this.#used -= bytes;
	}
}

/** Bytes of a row of values, without the texts. */
export function rowBytes(columnCount: number): number {
	return 32 + columnCount * 8;
}

/** Bytes of a row with its texts, by their characters. */
export function wholeRowBytes(row: readonly Value[]): number {
	let bytes = rowBytes(row.length);
	for (const value of row) {
		bytes += typeof value === 'string' ? value.length : 0;
	}

	return bytes;
}

/** Where what a stage makes is counted. */
export class StageSpending {
	readonly #spending: Spending;
	readonly #span: Span;

	constructor(spending: Spending, span: Span) {
		this.#spending = spending;
		this.#span = span;
	}

	/**
	 * @param bytes - of what is made next
	 * @throws TooLarge, Cancelled
	 */
	add(bytes: number): void {
		this.#spending.work();
		this.#spending.add(bytes, this.#span);
	}
}
