import type { Indicator, KeptIndicator } from './indicator.ts';

/** How long a withdrawn indicator is kept, in ms: longer than records are usually kept. */
export const withdrawnKeptMs = 400 * 24 * 3_600_000;

export interface Merged {
	readonly indicators: readonly KeptIndicator[];
	readonly newCount: number;
	readonly withdrawnCount: number;
	readonly activeCount: number;
}

/**
 * Joins the present indicators of a source with its history: new ones start now, and those that are
 * gone end now and are kept.
 */
export function merge(
	before: readonly KeptIndicator[],
	now: readonly Indicator[],
	nowMs: number,
): Merged {
	const known = new Map(before.map(kept => [keyOf(kept), kept]));
	const active = new Map<string, KeptIndicator>();
	let newCount = 0;
	for (const indicator of now) {
		const key = keyOf(indicator);
		const old = known.get(key);
		// A list may contain an indicator twice; the one with the higher confidence counts.
		const twin = active.get(key);
		if (twin !== undefined && twin.about.confidence >= indicator.about.confidence) {
			continue;
		}

		newCount += old === undefined && twin === undefined ? 1 : 0;
		active.set(key, {
			...indicator,
			firstImportedMs: old?.firstImportedMs ?? nowMs,
			lastSeenMs: nowMs,
			withdrawnMs: undefined,
		});
	}

	let withdrawnCount = 0;
	const gone: KeptIndicator[] = [];
	for (const [key, kept] of known) {
		if (active.has(key)) {
			continue;
		}

		withdrawnCount += kept.withdrawnMs === undefined ? 1 : 0;
		const withdrawnMs = kept.withdrawnMs ?? nowMs;
		if (nowMs - withdrawnMs < withdrawnKeptMs) {
			gone.push({ ...kept, withdrawnMs });
		}
	}

	return {
		indicators: [...active.values(), ...gone],
		newCount,
		withdrawnCount,
		activeCount: active.size,
	};
}

function keyOf({ type, indicator }: Indicator): string {
	return `${type} ${indicator}`;
}
