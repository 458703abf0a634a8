import { createHash } from 'node:crypto';
import { cachedDataVersionTag } from 'node:v8';
import { openKept, ownerBytes } from '../../store/index.ts';
import type { KeptKey, SegmentView } from '../../store/index.ts';
import type { PartialStore } from '../query/port.ts';

/**
 * The hash of the code that computes partials, set by the build. Undefined when the program runs
 * from its sources, which change while it is developed: then nothing is stored.
 */
declare const builtRules: string | undefined;

/** Partials that outlive the process, beside a store. */
export interface OpenPartialStore extends PartialStore {
	/** Removes partials of segments that no longer exist. */
	keepOnly(segments: readonly SegmentView[]): void;
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

	return {
		// Another V8 may not read what this one serialised.
		rules: `${rules} ${cachedDataVersionTag()}`,
		get: (signatures, name) => kept.get(keyOf(signatures, name)),
		put: (signatures, name, bytes) => {
			kept.put(keyOf(signatures, name), bytes);
		},
		flush: () => {
			kept.flush();
		},
		keepOnly: segments => {
			kept.keepOnly(
				segments.flatMap(({ signature }) => (signature === undefined ? [] : [ownerOf(signature)])),
			);
		},
		close: () => kept.close(),
	};
}

/** A partial of several segments belongs to the first of them. */
function keyOf(signatures: readonly string[], name: string): KeptKey {
	const all = createHash('sha256').update([name, ...signatures].join('\n'));
	return { owner: ownerOf(signatures[0] ?? ''), name: all.digest() };
}

function ownerOf(signature: string): Buffer {
	return createHash('sha256').update(signature).digest().subarray(0, ownerBytes);
}
