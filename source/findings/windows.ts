import { byTime, isOfOneRecord, type Hit } from './finding.ts';
import type { RuleForm } from './rule.ts';

/**
 * The hits of one key that are in some window which fires, in order. A hit that is in several windows
 * comes once.
 *
 * @param hits - of one rule and one key, in any order
 */
export function firingHits<H extends Hit>(form: RuleForm, hits: readonly H[]): readonly H[] {
	const inOrder = hits.toSorted(byTime);
	switch (form.kind) {
		case 'each':
		case 'new':
			return inOrder;
		case 'count':
			return inWindows(inOrder, form.withinMs, new CountWindow(form.atLeast));
		case 'distinct':
			return inWindows(
				inOrder,
				form.withinMs,
				new DistinctWindow(form.atLeast, ({ value }) => value),
			);
		case 'sequence':
			return form.isOrdered
				? inSequence(inOrder, form.stepCount, form.withinMs)
				: inWindows(inOrder, form.withinMs, new DistinctWindow(form.stepCount, ({ step }) => step));
		case 'any':
			return inAny(form, hits);
	}
}

/** Of a record that several windows hold there is one hit, which names them. */
function inAny<H extends Hit>(
	{ windows }: Extract<RuleForm, { readonly kind: 'any' }>,
	hits: readonly H[],
): readonly H[] {
	const firing = windows.flatMap(({ name, form }, index) =>
		firingHits(
			form,
			hits.filter(({ window }) => window === index),
		).map((hit): H => ({ ...hit, fired: [name] })),
	);
	return groupsOfRecord(firing.toSorted(byTime)).map(group => {
		const fired = group.flatMap(({ fired: names }) => names);
		return { ...(group[0] as H), fired };
	});
}

/** What a sliding window holds. */
interface Window {
	enter(hit: Hit): void;
	leave(hit: Hit): void;
	readonly fires: boolean;
}

class CountWindow implements Window {
	readonly #atLeast: number;
	#count = 0;

	constructor(atLeast: number) {
		this.#atLeast = atLeast;
	}

	get fires(): boolean {
		return this.#count >= this.#atLeast;
	}

	enter(): void {
		this.#count++;
	}

	leave(): void {
		this.#count--;
	}
}

class DistinctWindow implements Window {
	readonly #atLeast: number;
	readonly #valueOf: (hit: Hit) => unknown;
	/** Value → hits in the window; as many entries as the window has hits. */
	readonly #counts = new Map<unknown, number>();

	constructor(atLeast: number, valueOf: (hit: Hit) => unknown) {
		this.#atLeast = atLeast;
		this.#valueOf = valueOf;
	}

	get fires(): boolean {
		return this.#counts.size >= this.#atLeast;
	}

	enter(hit: Hit): void {
		const value = this.#valueOf(hit);
		// What has no value is different from nothing.
		if (value !== null && value !== undefined) {
			this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
		}
	}

	leave(hit: Hit): void {
		const value = this.#valueOf(hit);
		const count = this.#counts.get(value) ?? 0;
		if (count > 1) {
			this.#counts.set(value, count - 1);
		} else {
			this.#counts.delete(value);
		}
	}
}

/** Both ends belong to a window. */
function inWindows<H extends Hit>(
	hits: readonly H[],
	withinMs: number,
	window: Window,
): readonly H[] {
	const firing: H[] = [];
	let start = 0;
	/** Hits before this one are in `firing` already, or in no window that fires. */
	let taken = 0;
	for (const [index, hit] of hits.entries()) {
		window.enter(hit);
		while (hit.timeMs - (hits[start] as H).timeMs > withinMs) {
			window.leave(hits[start] as H);
			start++;
		}

		if (window.fires) {
			firing.push(...hits.slice(Math.max(taken, start), index + 1));
			taken = index + 1;
		}
	}

	return firing;
}

interface Chain<H> {
	readonly startMs: number;
	readonly hits: readonly H[];
}

/**
 * Hits of the steps one after the other. Of several beginnings the latest is taken: with it the most fits
 * into the window.
 */
function inSequence<H extends Hit>(
	hits: readonly H[],
	stepCount: number,
	withinMs: number,
): readonly H[] {
	/** By the number of steps that are done. */
	const chains: (Chain<H> | undefined)[] = new Array<undefined>(stepCount + 1).fill(undefined);
	const firing = new Set<H>();
	// A record may meet several steps, and is one event of the sequence; hits of a record stand together.
	for (const group of groupsOfRecord(hits)) {
		for (const hit of group.toSorted((a, b) => b.step - a.step)) {
			const before = hit.step === 0 ? { startMs: hit.timeMs, hits: [] } : chains[hit.step];
			if (before === undefined || hit.timeMs - before.startMs > withinMs) {
				continue;
			}

			const chain: Chain<H> = { startMs: before.startMs, hits: [...before.hits, hit] };
			const known = chains[hit.step + 1];
			if (known === undefined || chain.startMs >= known.startMs) {
				chains[hit.step + 1] = chain;
			}

			if (hit.step + 1 === stepCount) {
				chain.hits.forEach(part => firing.add(part));
			}
		}
	}

	return [...firing].toSorted(byTime);
}

function groupsOfRecord<H extends Hit>(hits: readonly H[]): readonly (readonly H[])[] {
	const groups: H[][] = [];
	for (const hit of hits) {
		const last = groups.at(-1);
		const [first] = last ?? [];
		if (last !== undefined && first !== undefined && isOfOneRecord(first, hit)) {
			last.push(hit);
		} else {
			groups.push([hit]);
		}
	}

	return groups;
}
