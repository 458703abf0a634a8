import { createHash } from 'node:crypto';
import { openKept, ownerBytes } from '../../store/index.ts';
import type { KeptKey, SegmentView } from '../../store/index.ts';
import type { PartialStore } from '../query/port.ts';

/**
 * The hash of the code that computes partials, set by the build. Undefined when the program runs
 * from its sources, which change while it is developed: then nothing is stored.
 */
declare const builtRules: string | undefined;

/** Bytes of a key that tell the rules. */
const groupBytes = 4;

/** Partials that outlive the process, beside a store. */
export interface OpenPartialStore extends PartialStore {
	/**
	 * To be told the segments of each snapshot. At first, and whenever a segment has gone, removes
	 * partials of segments that no longer exist, and of other rules.
	 */
	follow(segments: readonly SegmentView[]): void;
	/** Whether much more would push out what is there. */
	isNearlyFull(): boolean;
	close(): Promise<void>;
}

/**
 * Opens the partials beside a store, or undefined where none can be stored.
 *
 * @param dir - of the store
 * @param rules - what computes them; absent: the code of this build
 */
export function openPartialStore(
	dir: string,
	rules = typeof builtRules === 'undefined' ? undefined : builtRules,
): OpenPartialStore | undefined {
	const kept = rules === undefined ? undefined : openKept(dir);
	if (kept === undefined) {
		return undefined;
	}

	// Another V8 may not read what this one serialised. Its cachedDataVersionTag is not what tells it: that differs by the
	// flags of a process as well, and the console's worker has some that a command has not.
	const allRules = `${rules} ${process.versions.v8}`;
	let followed: ReadonlySet<string> | undefined;
	const group = hashOf(allRules).subarray(0, groupBytes);
	return {
		rules: allRules,
		get: (signatures, name) => kept.get(keyOf(signatures, name, group)),
		put: (signatures, name, bytes) => {
			kept.put(keyOf(signatures, name, group), bytes);
		},
		flush: () => {
			kept.flush();
		},
		follow: segments => {
			const now = new Set(segments.flatMap(({ signature }) => signature ?? []));
			if (followed === undefined || [...followed].some(signature => !now.has(signature))) {
				kept.keepOnly(Array.from(now, ownerOf), group);
			}

			followed = now;
		},
		isNearlyFull: () => kept.isNearlyFull(),
		close: () => kept.close(),
	};
}

/** A partial of several segments belongs to the first of them. */
function keyOf(signatures: readonly string[], name: string, group: Buffer): KeptKey {
	const all = hashOf([name, ...signatures].join('\n'));
	return { owner: ownerOf(signatures[0] ?? ''), name: Buffer.concat([group, all]) };
}

function ownerOf(signature: string): Buffer {
	return hashOf(signature).subarray(0, ownerBytes);
}

function hashOf(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
