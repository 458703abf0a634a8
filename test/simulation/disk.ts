import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Draw } from './draw.ts';

const pageBytes = 4_096;
/** A disk writes a sector wholly or not at all. */
const sectorBytes = 512;
/** LMDB writes one of them last, after everything else is synced. */
const metaPages = 2;

/** The file of a store, in a folder that changes whenever its bytes do: nobody holds the old one. */
export class Disk {
	readonly #root: string;
	readonly #draw: Draw;
	#count = 0;
	/** The file as it was before the commit that the power cut meets. */
	#before: Buffer | undefined;

	constructor(root: string, draw: Draw) {
		this.#root = root;
		this.#draw = draw;
		mkdirSync(this.dir);
	}

	get dir(): string {
		return join(this.#root, String(this.#count));
	}

	/** An empty folder takes its place. */
	next(): string {
		this.#count++;
		return this.dir;
	}

	/** Called in a commit before it writes: the power is cut while it does. */
	cut(): void {
		this.#before = this.#read();
	}

	/**
	 * The disk as the power cut leaves it. LMDB writes the pages of a commit, syncs them, and then
	 * writes the meta page that leads to them, synced as well, which is within one sector. So until
	 * the meta page stands, of what the commit wrote any sector may be there or not, and everything
	 * that was there before is, because a commit writes into free pages alone.
	 *
	 * @returns whether the commit is whole
	 */
	afterCut(): 'kept' | 'undone' {
		const before = this.#before!;
		const after = this.#read();
		this.#before = undefined;
		const phase = this.#draw();
		const image =
			phase < 0.2 ? after : phase < 0.35 ? withMetaOf(before, after) : this.#torn(before, after);
		this.#write(image);
		return phase < 0.2 ? 'kept' : 'undone';
	}

	/** Bits turn over while nobody looks. */
	rot(): string {
		const image = this.#read();
		const count = this.#draw.between(1, 3);
		const flipped = Array.from({ length: count }, () =>
			this.#draw.between(0, image.length * 8 - 1),
		);
		for (const bit of flipped) {
			image[bit >> 3]! ^= 1 << (bit & 7);
		}

		this.#write(image);
		return flipped.map(bit => `${bit >> 15}:${(bit >> 3) & (pageBytes - 1)}.${bit & 7}`).join(' ');
	}

	#torn(before: Buffer, after: Buffer): Buffer {
		const draw = this.#draw;
		const pages = after.length / pageBytes;
		const pagesBefore = before.length / pageBytes;
		const image = Buffer.alloc(after.length);
		before.copy(image);
		for (let page = metaPages; page < pages; page++) {
			const fate = draw();
			for (let at = page * pageBytes; at < (page + 1) * pageBytes; at += sectorBytes) {
				if (fate < 0.4 || (fate < 0.7 && draw.chance(0.5))) {
					after.copy(image, at, at, at + sectorBytes);
				}
			}
		}

		// The file is made longer as its pages are written.
		return image.subarray(0, draw.between(Math.min(pagesBefore, pages), pages) * pageBytes);
	}

	#read(): Buffer {
		return readFileSync(join(this.dir, 'data.mdb'));
	}

	#write(image: Buffer): void {
		mkdirSync(this.next());
		writeFileSync(join(this.dir, 'data.mdb'), image);
	}
}

/** Everything is written but the meta page. */
function withMetaOf(before: Buffer, after: Buffer): Buffer {
	const image = Buffer.from(after);
	before.copy(image, 0, 0, metaPages * pageBytes);
	return image;
}
