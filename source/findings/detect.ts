import type { Engine, MatchProgress, Met } from '../query/port.ts';
import type { Fault } from '../query/value.ts';
import { formatNumber } from '../text/number.ts';
import { byTime, type Finding } from './finding.ts';
import { FindingBook, type FoundHit } from './finding-book.ts';
import { distinctField, HitColumns } from './hit-columns.ts';
import type { Probe, Rule } from './rule.ts';

/** A half-open range in ms since the epoch. */
export interface DetectRequest {
	readonly fromMs: number;
	readonly toMs: number;
	readonly nowMs: number;
	readonly timeZone: string;
}

export interface DetectOptions {
	readonly signal?: AbortSignal;
	/** Every record in the range that a rule met, once a rule, as it is met. */
	readonly onHit?: (rule: Rule, hit: FoundHit) => void;
	readonly onProgress?: (progress: MatchProgress) => void;
}

export interface Detected {
	readonly findings: readonly Finding[];
	/** Hits that exceptions left out, by rule id. */
	readonly silenced: ReadonlyMap<string, number>;
	/** Rules for what is new that cannot say so yet, and why. */
	readonly learning: readonly { readonly rule: Rule; readonly sinceMs: number }[];
	readonly recordCount: number;
	readonly warnings: readonly string[];
}

export type DetectOutcome =
	| ({ readonly ok: true } & Detected)
	| { readonly ok: false; readonly cancelled: true }
	| { readonly ok: false; readonly fault: Fault };

/** Before and after any record, in ms. */
export const everMs = 8.64e15;
/** What a finding tells of each hit, whatever its rule. */
export const commonFields = ['eventID', '_account', 'awsRegion'] as const;
/** A field that most rules compare with constants. */
export const keyField = 'eventName';

interface Placed {
	readonly rule: Rule;
	readonly probe: Probe;
}

/** Looks for the findings of rules in the records of a range, in one pass over them. */
export async function detect(
	engine: Engine,
	rules: readonly Rule[],
	request: DetectRequest,
	options: DetectOptions = {},
): Promise<DetectOutcome> {
	const probes = rules.flatMap(rule => rule.probes.map((probe): Placed => ({ rule, probe })));
	const fieldsOfRule = new Map(rules.map(rule => [rule, wantedOf(rule)]));
	const book = new FindingBook(request);
	const silenced = new Map<string, number>();
	const told = new ToldRecords();
	const onMet = (met: Met): void => {
		const { rule, probe } = probes[met.condition] as Placed;
		if (met.silencedCount > 0) {
			silenced.set(rule.id, (silenced.get(rule.id) ?? 0) + met.silencedCount);
		}

		const columns = new HitColumns(rule, probe, met, fieldsOfRule.get(rule) ?? []);
		for (const row of met.rows) {
			const hit = columns.hit(row);
			book.add(rule, hit);
			if (hit.timeMs >= request.fromMs && told.isNew(rule, hit)) {
				options.onHit?.(rule, hit);
			}
		}
	};

	const conditions = probes.map(({ rule, probe }) => ({
		when: probe.condition,
		unless: rule.unless,
		fromMs: request.fromMs - lookBackMs(rule),
		fields: wantedOf(rule),
	}));
	const { toMs, nowMs, timeZone } = request;
	const { signal } = options;
	const onProgress = (progress: MatchProgress): void => {
		book.settle(progress.restMs, progress.storeStartMs);
		options.onProgress?.(progress);
	};

	const outcome = await engine.match(
		{ conditions, fields: commonFields, keyField, toMs, nowMs, timeZone },
		{ onMet, onProgress, ...(signal && { signal }) },
	);
	if (!outcome.ok) {
		return outcome;
	}

	const { recordCount, storeStartMs, warnings } = outcome;
	return {
		ok: true,
		findings: book.findings(),
		silenced,
		learning: learningOf(rules, request, storeStartMs),
		recordCount,
		warnings: [...warnings, ...leftWarning(book)],
	};
}

function leftWarning({ leftCount }: FindingBook): readonly string[] {
	return leftCount === 0
		? []
		: [
				`${formatNumber(leftCount)} hits are in no finding: there are too many; a shorter range has fewer`,
			];
}

/** Fields that are read of the hits of a rule. */
export function wantedOf(rule: Rule): readonly string[] {
	return [...new Set([...commonFields, ...fieldsOf(rule)])];
}

/** Fields whose values its findings tell. */
function fieldsOf({ by: own, form, probes }: Rule): readonly string[] {
	const by = [...own, ...probes.flatMap(probe => probe.by ?? [])];
	switch (form.kind) {
		case 'distinct':
			return [...by, form.field];
		case 'any':
			return [...by, ...form.windows.flatMap(({ form: own }) => distinctField(own) ?? [])];
		case 'new':
			return [...by, ...form.fields];
		default:
			return by;
	}
}

/** How much earlier than its range a rule must read, because what was before decides. */
function lookBackMs({ form }: Rule): number {
	switch (form.kind) {
		case 'each':
			return 0;
		case 'new':
			return Math.max(form.learnMs, form.forgetMs);
		default:
			return form.withinMs;
	}
}

/** Rules that do not know yet what is usual. */
export function learningOf(
	rules: readonly Rule[],
	{ toMs }: Pick<DetectRequest, 'toMs'>,
	storeStartMs: number,
): Detected['learning'] {
	return rules
		.filter(({ form }) => form.kind === 'new' && toMs - form.learnMs < storeStartMs)
		.map(rule => ({ rule, sinceMs: storeStartMs }));
}

/** Which records a rule has told. Those of one rule and one segment come together. */
class ToldRecords {
	#rule: Rule | undefined;
	#segmentId = '';
	readonly #rows = new Set<number>();

	isNew(rule: Rule, { ref: { segmentId, row } }: FoundHit): boolean {
		if (rule !== this.#rule || segmentId !== this.#segmentId) {
			this.#rule = rule;
			this.#segmentId = segmentId;
			this.#rows.clear();
		}

		const isNew = !this.#rows.has(row);
		this.#rows.add(row);
		return isNew;
	}
}

/** Hits in the order of their events. */
export function hitsInOrder<H extends FoundHit>(hits: readonly H[]): readonly H[] {
	return hits.toSorted(byTime);
}
