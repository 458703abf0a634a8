import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** So many cancelled runs are on a board; more take the places of the oldest. */
const placesMax = 64;
const placeBytes = 8;
/** A worker looks at most this often, in ms. */
const lookEveryMs = 20;

/**
 * Which runs are cancelled, for a worker that is inside a segment and reads no messages: a file
 * without a name that both processes have open. Each run has one of the places, by its number.
 */
export class CancelBoard {
	readonly #fd: number;
	readonly #bytes = new Float64Array(1);

	private constructor(fd: number) {
		this.#fd = fd;
	}

	/** @returns undefined when there is nowhere to put it; then a cancel is heard between segments */
	static create(): CancelBoard | undefined {
		try {
			const dir = mkdtempSync(join(tmpdir(), 'trailtop-'));
			try {
				return new CancelBoard(openSync(join(dir, 'cancelled'), 'w+', 0o600));
			} finally {
				rmSync(dir, { recursive: true, force: true });
			}
		} catch {
			return undefined;
		}
	}

	/** The board that a parent process left open under this number. */
	static of(fd: number): CancelBoard {
		return new CancelBoard(fd);
	}

	get fd(): number {
		return this.#fd;
	}

	/** @param id - of a run, from 1 */
	cancel(id: number): void {
		this.#bytes[0] = id;
		try {
			writeSync(this.#fd, this.#bytes, 0, placeBytes, placeOf(id));
		} catch {
			// The disk is full: the worker hears of it between two segments.
		}
	}

	/** Whether a run is cancelled; looked up now and then, else false. */
	watch(id: number, elapsedMs: () => number): () => boolean {
		let lookedMs = elapsedMs();
		return () => {
			const atMs = elapsedMs();
			if (atMs - lookedMs < lookEveryMs) {
				return false;
			}

			lookedMs = atMs;
			return this.#isCancelled(id);
		};
	}

	close(): void {
		closeSync(this.#fd);
	}

	#isCancelled(id: number): boolean {
		this.#bytes[0] = 0;
		try {
			readSync(this.#fd, this.#bytes, 0, placeBytes, placeOf(id));
		} catch {
			// Without a board nothing is on it.
		}

		return this.#bytes[0] === id;
	}
}

function placeOf(id: number): number {
	return (id % placesMax) * placeBytes;
}
