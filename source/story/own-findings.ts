import { allOf, anyOf, isTrue, notOf } from '../findings/expressions.ts';
import { detect, type Detected } from '../findings/detect.ts';
import type { Finding } from '../findings/finding.ts';
import type { FoundHit } from '../findings/finding-book.ts';
import { lowered, type Rule, type Severity } from '../findings/rule.ts';
import type { Engine, MatchProgress, RecordRef } from '../query/port.ts';
import type { Expression } from '../query/syntax/tree.ts';
import { formatPlural } from '../text/number.ts';
import { dayMs } from '../text/duration.ts';
import { Unanswered, type AskerRequest } from './asker.ts';
import { within } from './conditions.ts';

/** Hits of all principals that are held until it is known whose they are; more are told. */
export const storyHitsMax = 200_000;

/** Hits of one rule within a day. */
export interface OwnFinding {
	readonly rule: Rule;
	readonly severity: Severity;
	readonly isAttempt: boolean;
	readonly firstMs: number;
	readonly count: number;
	/** Of the records that it counts. */
	readonly condition: Expression;
}

interface HeldHit {
	readonly rule: Rule;
	readonly hit: FoundHit;
}

export interface OwnFindings {
	readonly findings: readonly OwnFinding[];
	readonly warnings: readonly string[];
}

/**
 * What rules find in the records of one principal. The rules look at all records, because windows do.
 *
 * @throws Unanswered
 */
export async function findOwn(
	engine: Engine,
	rules: readonly Rule[],
	own: Expression,
	request: AskerRequest,
	options: {
		readonly signal?: AbortSignal;
		readonly onProgress?: (progress: MatchProgress) => void;
		/** Of the hits that are held. */
		readonly hitsMax?: number;
	},
): Promise<OwnFindings> {
	const held = new Map<string, HeldHit[]>();
	const { hitsMax = storyHitsMax, ...watching } = options;
	let heldCount = 0;
	let leftCount = 0;
	const detected = await detect(engine, rules, request, {
		...watching,
		onHit: (rule, hit) => {
			if (heldCount >= hitsMax) {
				leftCount++;
				return;
			}

			heldCount++;
			const key = recordKey(hit.ref);
			held.set(key, [...(held.get(key) ?? []), { rule, hit }]);
		},
	});
	if (!detected.ok) {
		throw new Unanswered('fault' in detected ? { ok: false, faults: [detected.fault] } : detected);
	}

	const hits = await hitsOf(engine, own, request, held, options.signal);
	const left =
		leftCount > 0
			? [`not looked at: ${formatPlural(leftCount, 'hit')} of rules; a shorter range has fewer`]
			: [];
	return { findings: gathered(hits, detected, own), warnings: [...detected.warnings, ...left] };
}

function recordKey({ segmentId, row }: RecordRef): string {
	return `${segmentId} ${row}`;
}

/** The hits that are records of the principal. */
async function hitsOf(
	engine: Engine,
	own: Expression,
	request: AskerRequest,
	held: ReadonlyMap<string, readonly HeldHit[]>,
	signal: AbortSignal | undefined,
): Promise<readonly HeldHit[]> {
	const hits: HeldHit[] = [];
	const { fromMs } = request;
	const conditions = [{ when: own, unless: [], fromMs }];
	const outcome = await engine.match(
		{ ...request, conditions, fields: [], keyField: 'eventName' },
		{
			onMet: ({ records }) => {
				hits.push(...records.flatMap(({ ref }) => held.get(recordKey(ref)) ?? []));
			},
			...(signal && { signal }),
		},
	);
	if (!outcome.ok) {
		throw new Unanswered('fault' in outcome ? { ok: false, faults: [outcome.fault] } : outcome);
	}

	return hits;
}

/** Hits that are part of some finding, by rule and day. */
function gathered(
	hits: readonly HeldHit[],
	{ findings }: Detected,
	own: Expression,
): readonly OwnFinding[] {
	const isFound = foundBy(findings);
	const byRule = groupedBy(
		hits.toSorted((a, b) => a.hit.timeMs - b.hit.timeMs),
		({ rule, hit }) => JSON.stringify([rule.id, hit.isAttempt]),
	);
	return [...byRule.values()].flatMap(all =>
		all.some(isFound) ? inDays(all).map(day => ownFinding(day, own)) : [],
	);
}

function groupedBy<Item>(
	items: readonly Item[],
	keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
	const groups = new Map<string, Item[]>();
	for (const item of items) {
		const group = groups.get(keyOf(item)) ?? [];
		group.push(item);
		groups.set(keyOf(item), group);
	}

	return groups;
}

function foundBy(findings: readonly Finding[]): (held: HeldHit) => boolean {
	const spans = groupedBy(findings, ({ rule, isAttempt, by }) =>
		JSON.stringify([rule.id, isAttempt, ...by]),
	);
	return ({ rule, hit: { isAttempt, by, timeMs } }) =>
		(spans.get(JSON.stringify([rule.id, isAttempt, ...by])) ?? []).some(
			({ firstMs, lastMs }) => firstMs <= timeMs && timeMs <= lastMs,
		);
}

/** What comes within a day of the first one is told with it. */
function inDays(hits: readonly HeldHit[]): readonly (readonly HeldHit[])[] {
	const days: HeldHit[][] = [];
	for (const held of hits) {
		const day = days.at(-1);
		if (day !== undefined && held.hit.timeMs < (day[0] as HeldHit).hit.timeMs + dayMs) {
			day.push(held);
		} else {
			days.push([held]);
		}
	}

	return days;
}

function ownFinding(hits: readonly HeldHit[], own: Expression): OwnFinding {
	const { rule, hit } = hits[0] as HeldHit;
	const { isAttempt, timeMs: firstMs } = hit;
	const probes = rule.probes.filter(probe => probe.isAttempt === isAttempt);
	const condition = allOf([
		own,
		anyOf(probes.map(probe => probe.condition)),
		// One without an answer leaves nothing out.
		...rule.unless.map(exception => notOf(isTrue(exception))),
		within({ fromMs: firstMs, toMs: firstMs + dayMs }),
	]);
	const severity = isAttempt ? lowered(rule.severity) : rule.severity;
	return { rule, severity, isAttempt, firstMs, count: hits.length, condition };
}
