import { closeSync, constants, fstatSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Bytes that are read at once. */
const pieceBytes = 1 << 20;
/** By which a log is known again. */
const tailBytes = 64;
/** Of a line; an entry is shorter. */
const lineBytesMax = 16_384;

/**
 * A log in the folder of a store: an entry a line, never changed. Several consoles write it, also such that only read
 * the store: each entry is one write at the end of the file.
 */
export class AppendLog {
	readonly #file: string;
	readonly #take: (line: string) => void;
	readonly #restart: () => void;
	/** The last bytes that were read, to know the file again. */
	#tail: Buffer = Buffer.alloc(0);
	#readBytes = 0;
	#rest = '';

	/**
	 * @param take - is given each whole line, once
	 * @param restart - another file is in its place: what was taken is void
	 */
	constructor(storeDir: string, name: string, take: (line: string) => void, restart: () => void) {
		this.#file = join(storeDir, name);
		this.#take = take;
		this.#restart = restart;
	}

	/** Whether its last line has no end: it is being written, or never will be. */
	get isCut(): boolean {
		return this.#rest !== '';
	}

	/** Reads what was written since it was called last; without the file there is nothing. Returns whether there was some. */
	refresh(): boolean {
		const fd = openIfThere(this.#file);
		if (fd === undefined) {
			return false;
		}

		try {
			const { size } = fstatSync(fd);
			const isOther = !this.#isKnown(fd);
			if (isOther) {
				this.#restart();
				this.#readBytes = 0;
				this.#tail = Buffer.alloc(0);
				this.#rest = '';
			}

			return this.#readTo(fd, size) || isOther;
		} finally {
			closeSync(fd);
		}
	}

	/** @throws Error when the file cannot be written, as of a store that belongs to others */
	append(entry: unknown): void {
		const flags =
			constants.O_RDWR |
			constants.O_APPEND |
			constants.O_CREAT |
			constants.O_NOFOLLOW |
			constants.O_NONBLOCK;
		const fd = openSync(this.#file, flags, this.#mode());
		try {
			if (!fstatSync(fd).isFile()) {
				throw new Error(`${this.#file} is no regular file, and is not written`);
			}

			// What a killed writer left of a line would take this one along.
			const line = Buffer.from(`${endsInLine(fd) ? '' : '\n'}${JSON.stringify(entry)}\n`);
			if (writeSync(fd, line) < line.length) {
				throw new Error(`${this.#file} took only a part of it: the disk is full`);
			}
		} finally {
			closeSync(fd);
		}
	}

	/** Nothing that was read is changed by who writes a log; another file may have its name and its number. */
	#isKnown(fd: number): boolean {
		const { length } = this.#tail;
		const there = Buffer.alloc(length);
		const count = length === 0 ? 0 : readSync(fd, there, 0, length, this.#readBytes - length);
		return count === length && there.equals(this.#tail);
	}

	#readTo(fd: number, size: number): boolean {
		const from = this.#readBytes;
		const piece = Buffer.alloc(Math.min(pieceBytes, Math.max(0, size - from)));
		while (this.#readBytes < size) {
			const count = readSync(fd, piece, 0, piece.length, this.#readBytes);
			if (count === 0) {
				break;
			}

			this.#readBytes += count;
			this.#tail = Buffer.from(piece.subarray(Math.max(0, count - tailBytes), count));
			this.#split(piece.toString('latin1', 0, count));
		}

		return this.#readBytes > from;
	}

	/** Whoever may write the store may say something of what is in it. */
	#mode(): number {
		return statSync(join(dirname(this.#file), 'data.mdb')).mode & 0o666;
	}

	/** @param bytes - as Latin-1, because a piece may end inside of a character */
	#split(bytes: string): void {
		const lines = (this.#rest + bytes).split('\n');
		this.#rest = (lines.pop() ?? '').slice(0, lineBytesMax);
		for (const line of lines) {
			this.#take(Buffer.from(line, 'latin1').toString('utf8'));
		}
	}
}

function endsInLine(fd: number): boolean {
	const { size } = fstatSync(fd);
	const last = Buffer.alloc(1);
	return size === 0 || (readSync(fd, last, 0, 1, size - 1) === 1 && last[0] === 0x0a);
}

/** What is no regular file has no entries; a pipe would keep whoever opens it waiting. */
function openIfThere(file: string): number | undefined {
	let fd: number | undefined;
	try {
		fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
		if (fstatSync(fd).isFile()) {
			return fd;
		}
	} catch {
		return undefined;
	}

	closeSync(fd);
	return undefined;
}
