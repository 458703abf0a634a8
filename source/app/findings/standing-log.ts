import { closeSync, constants, fstatSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
	openStanding,
	readStandingEntry,
	standingAfter,
	type FindingStanding,
	type StandingEntry,
} from '../../findings/live/standing.ts';

/** In the folder of a store: what people said of its findings, an entry a line, never changed. */
const logName = 'findings.ndjson';
/** Bytes that are read at once. */
const pieceBytes = 1 << 20;
/** Of a line; an entry is shorter. */
const lineBytesMax = 16_384;
/** Findings that something was said of; of more the earliest are forgotten by whoever reads. */
export const standingsMax = 200_000;

/**
 * The log of what people said of findings. Several consoles write it, also such that only read the store: each entry is
 * one write at the end of the file.
 */
export class StandingLog {
	readonly #file: string;
	/** By finding; at most `standingsMax`. */
	readonly #standings = new Map<string, FindingStanding>();
	#readBytes = 0;
	#rest = '';
	/** Grows whenever something was read. */
	version = 0;
	/** Lines that are no entries. */
	oddCount = 0;

	constructor(storeDir: string) {
		this.#file = join(storeDir, logName);
	}

	of(finding: string): FindingStanding {
		return this.#standings.get(finding) ?? openStanding;
	}

	/** Those that are closed. */
	*closed(): Iterable<readonly [finding: string, standing: FindingStanding]> {
		for (const entry of this.#standings) {
			if (entry[1].state === 'closed') {
				yield entry;
			}
		}
	}

	/** Reads what was written since it was called last; without the file there is nothing. */
	refresh(): void {
		const fd = openIfThere(this.#file);
		if (fd === undefined) {
			return;
		}

		try {
			const { size } = fstatSync(fd);
			if (size < this.#readBytes) {
				// Another file is in its place.
				this.#standings.clear();
				this.#readBytes = 0;
				this.#rest = '';
			}

			const piece = Buffer.alloc(Math.min(pieceBytes, Math.max(0, size - this.#readBytes)));
			while (this.#readBytes < size) {
				const count = readSync(fd, piece, 0, piece.length, this.#readBytes);
				if (count === 0) {
					break;
				}

				this.#readBytes += count;
				this.#take(piece.toString('latin1', 0, count));
			}
		} finally {
			closeSync(fd);
		}
	}

	/** @throws Error when the file cannot be written, as of a store that belongs to others */
	append(entry: StandingEntry): void {
		const flags =
			constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
		const fd = openSync(this.#file, flags, this.#mode());
		try {
			writeSync(fd, `${JSON.stringify(entry)}\n`);
		} finally {
			closeSync(fd);
		}
	}

	/** Whoever may write the store may say something of its findings. */
	#mode(): number {
		return statSync(join(dirname(this.#file), 'data.mdb')).mode & 0o666;
	}

	/** @param bytes - as Latin-1, because a piece may end inside of a character */
	#take(bytes: string): void {
		const lines = (this.#rest + bytes).split('\n');
		this.#rest = (lines.pop() ?? '').slice(0, lineBytesMax);
		for (const line of lines) {
			const entry = readStandingEntry(Buffer.from(line, 'latin1').toString('utf8'));
			if (entry === undefined) {
				this.oddCount++;
				continue;
			}

			const before = this.of(entry.finding);
			this.#standings.delete(entry.finding);
			this.#standings.set(entry.finding, standingAfter(before, entry));
			if (this.#standings.size > standingsMax) {
				const [oldest = ''] = this.#standings.keys();
				this.#standings.delete(oldest);
			}
		}

		this.version++;
	}
}

function openIfThere(file: string): number | undefined {
	try {
		return openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
	} catch {
		return undefined;
	}
}
