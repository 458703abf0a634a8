import { expect } from 'vitest';
import { Kernel, newKernelInstance } from '../../../store/kernel/kernel.ts';
import { hashSeed, mixHash } from '../../../store/shred/bytes.ts';
import { SegmentBuilder } from '../../../store/segment/segment-builder.ts';
import type { SealedSegment } from '../../../store/segment/sealed.ts';
import { benchObjects } from '../../bench/data/objects.ts';
import { noonMs, schema } from '../segment/build.ts';

/** A kernel of its own, which may take so many pages of 64 KiB. */
export function aKernel(pages?: number): Kernel {
	const instance = newKernelInstance(pages);
	if (instance === undefined) {
		throw new Error('no kernel: run npm run build');
	}

	return new Kernel(instance);
}

function sealedBytes({ header, groups }: SealedSegment): Buffer {
	return Buffer.concat([header, ...groups.values()]);
}

/** The same segment, read with a kernel and without one. */
export class Both {
	readonly kernel: Kernel;
	readonly withKernel: SegmentBuilder;
	readonly alone: SegmentBuilder;

	constructor(kernel = aKernel()) {
		this.kernel = kernel;
		this.withKernel = new SegmentBuilder({ id: 's', schema, kernel });
		this.alone = new SegmentBuilder({ id: 's', schema, kernel: null });
	}

	/** Adds a record to both, and compares what is said of it. */
	add(bytes: Uint8Array, start = 0, end = bytes.length): void {
		const facts = [this.withKernel, this.alone].map(builder => {
			const { timeMs, id, scope, idHash } = builder.peek(bytes, start, end);
			const raw = builder.peekedRaw();
			builder.commit({ _object: 'one' }, Number.isNaN(timeMs) ? noonMs : timeMs);
			return { timeMs, id, scope, idHash, raw };
		});
		expect(facts[0]).toEqual(facts[1]);
	}

	addText(text: string): void {
		this.add(Buffer.from(text));
	}

	/** Compares what the segment counts of itself, and its bytes on disk. */
	expectSame(): void {
		expect(this.withKernel.approxBytes).toBe(this.alone.approxBytes);
		expect(this.withKernel.full).toBe(this.alone.full);
		const sealed = sealedBytes(this.withKernel.seal());
		expect(sealed.equals(sealedBytes(this.alone.seal()))).toBe(true);
	}
}

/** A sequence of numbers below 2 ** 32 that is the same for the same seed. */
export function numbersFrom(seed: number): (below: number) => number {
	let state = seed;
	return below => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

/** Records as the trail has them, one a text. */
export function realRecords(count: number): Buffer[] {
	return [...benchObjects(count)].flatMap(({ bytes, spans }) =>
		Array.from({ length: spans.length / 2 }, (_, at) =>
			Buffer.from(bytes.subarray(spans[at * 2], spans[at * 2 + 1])),
		),
	);
}

/** Texts of eight printable bytes with one hash. */
export function collidingTexts(seed: number, count: number): string[] {
	const number = numbersFrom(seed);
	const bytes = Buffer.alloc(8);
	const texts = new Set<string>();
	while (texts.size < count) {
		for (let at = 0; at < 4; at += 1) {
			bytes[at] = 0x61 + number(26);
		}

		// The second word takes back what the first has changed.
		const first = mixHash(hashSeed, bytes.readInt32LE(0));
		bytes.writeInt32LE(((first << 11) | (first >>> 21)) ^ 0x5a5a5a5a, 4);
		if (bytes.every(byte => byte > 0x22 && byte < 0x7f && byte !== 0x5c)) {
			texts.add(bytes.toString());
		}
	}

	return [...texts];
}
