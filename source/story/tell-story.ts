import { allOf, anyOf, fieldOf, numberTest } from '../findings/expressions.ts';
import type { Rule } from '../findings/rule.ts';
import type { Engine, MatchProgress } from '../query/port.ts';
import { printExpression } from '../query/syntax/print-expression.ts';
import type { Expression } from '../query/syntax/tree.ts';
import type { Fault } from '../query/value.ts';
import { Asker, Unanswered, type AskerRequest } from './asker.ts';
import { tellLed, tellOrigins, usedKeys } from './chain.ts';
import { queryOf } from './conditions.ts';
import { tellGifts } from './gave-section.ts';
import { tellIssuers, tellNamed } from './issuers.ts';
import { namesNear } from './near.ts';
import { findOwn } from './own-findings.ts';
import { rowOf, words, type Story, type StoryRow, type StorySection } from './story.ts';
import { tellTimeline } from './timeline.ts';
import { tellWhat } from './what-section.ts';
import { hasBefore, tellWhere } from './where-section.ts';
import { otherReadings, tellWho } from './who-section.ts';
import { readingsOf, type Reading } from './who.ts';

export interface StoryRequest extends AskerRequest {
	/** As a person wrote it. */
	readonly who: string;
	/** Records beside these are not looked at, as of other accounts; undefined: all are. */
	readonly scope?: Expression | undefined;
}

export interface StoryOptions {
	readonly signal?: AbortSignal;
	/** Of the search for findings, which takes longest. */
	readonly onProgress?: (progress: MatchProgress) => void;
}

export type StoryOutcome =
	| { readonly ok: true; readonly story: Story }
	| { readonly ok: false; readonly cancelled: true }
	| { readonly ok: false; readonly faults: readonly Fault[] };

/** Tells what the records of a range say of one principal. A few queries a section, however many rows it has. */
export async function tellStory(
	engine: Engine,
	rules: readonly Rule[],
	request: StoryRequest,
	options: StoryOptions = {},
): Promise<StoryOutcome> {
	const { who, scope, ...range } = request;
	const asker = new Asker(engine, range, options.signal);
	try {
		const readings = readingsOf(who).map(reading => scoped(reading, scope));
		const counts = await countReadings(asker, readings);
		const best = bestOf(readings, counts);
		const story =
			best === undefined
				? await unknownStory(asker, who, readings, counts)
				: await knownStory(
						asker,
						engine,
						rules,
						who,
						best,
						otherRows(best, readings, counts),
						options,
					);
		return { ok: true, story: { ...story, warnings: [...asker.warnings, ...story.warnings] } };
	} catch (error) {
		if (error instanceof Unanswered) {
			return error.outcome;
		}

		throw error;
	}
}

function scoped(reading: Reading, scope: Expression | undefined): Reading {
	return scope === undefined
		? reading
		: { ...reading, condition: allOf([reading.condition, scope]) };
}

interface ReadingCount {
	readonly inRange: number;
	readonly inStore: number;
}

/** How many records each reading has, in one pass over the store. */
async function countReadings(
	asker: Asker,
	readings: readonly Reading[],
): Promise<readonly ReadingCount[]> {
	const inRange = printExpression(numberTest(fieldOf('_messageTime'), '>=', asker.request.fromMs));
	const flags = readings.flatMap(({ condition }, index) => [
		`if(${printExpression(condition)}, 1, 0) as _all${index}`,
		`if(_all${index} = 1 and ${inRange}, 1, 0) as _in${index}`,
	]);
	const sums = readings.map(
		(_, index) => `sum(_all${index}) as _s${index}, sum(_in${index}) as _i${index}`,
	);
	const any = anyOf(readings.map(({ condition }) => condition));
	const { rows } = await asker.ask(any, [...flags, sums.join(', ')], { range: asker.store });
	const values = rows[0] ?? [];
	return readings.map((_, index) => ({
		inStore: Number(values[2 * index] ?? 0),
		inRange: Number(values[2 * index + 1] ?? 0),
	}));
}

/** The one with most records, of as many the likeliest. */
function bestOf(
	readings: readonly Reading[],
	counts: readonly ReadingCount[],
): Reading | undefined {
	const counted = readings
		.map((reading, index) => ({ reading, count: counts[index]?.inRange ?? 0 }))
		.filter(({ count }) => count > 0);
	const [best] = counted.toSorted(
		(a, b) =>
			Number(a.reading.isLast ?? false) - Number(b.reading.isLast ?? false) || b.count - a.count,
	);
	return best?.reading;
}

/** Others whose records are not those of the best one. */
function otherRows(
	best: Reading,
	readings: readonly Reading[],
	counts: readonly ReadingCount[],
): readonly Reading[] {
	return readings.filter((reading, index) => reading !== best && (counts[index]?.inRange ?? 0) > 0);
}

async function unknownStory(
	asker: Asker,
	who: string,
	readings: readonly Reading[],
	counts: readonly ReadingCount[],
): Promise<Story> {
	const found = readings.findIndex((_, index) => (counts[index]?.inStore ?? 0) > 0);
	const reading = readings[Math.max(0, found)] as Reading;
	const { rows } =
		found < 0
			? { rows: [] }
			: await asker.ask(
					reading.condition,
					['count as _n, min(_messageTime) as _first, max(_messageTime) as _last'],
					{ range: asker.store },
				);
	const [count, first, last] = (rows[0] ?? []).map(Number);
	return {
		...asker.request,
		who,
		readAs: found < 0 && readings.length > 1 ? '' : reading.title,
		recordCount: 0,
		query: queryOf(reading.condition),
		sections: [],
		near: found < 0 ? await namesNear(asker, who) : [],
		elsewhere:
			found < 0
				? undefined
				: { count: count ?? 0, range: { fromMs: first ?? 0, toMs: (last ?? 0) + 1 } },
		warnings: [],
	};
}

async function knownStory(
	asker: Asker,
	engine: Engine,
	rules: readonly Rule[],
	who: string,
	reading: Reading,
	others: readonly Reading[],
	options: StoryOptions,
): Promise<Story> {
	const { condition: own } = reading;
	const isOld = await hasBefore(asker, own);
	const whoSection = await tellWho(asker, reading, await otherReadings(asker, others, own));
	const whereSection = await tellWhere(asker, own, isOld);
	const [what, refused] = await tellWhat(asker, own, isOld);
	const gave = await tellGifts(asker, own);
	const [from, to] = await tellChains(asker, reading);
	const { findings, warnings } = await findOwn(engine, rules, own, asker.request, options);
	const timeline = await tellTimeline(asker, own, findings);
	const { rows } = await asker.ask(own, ['count']);
	return {
		fromMs: asker.request.fromMs,
		toMs: asker.request.toMs,
		who,
		readAs: reading.title,
		recordCount: Number(rows[0]?.[0] ?? 0),
		query: queryOf(own),
		sections: [whoSection, whereSection, what, refused, gave, from, to, timeline],
		near: [],
		elsewhere: undefined,
		warnings,
	};
}

/** Where its sessions come from, and where those that it made led to. */
async function tellChains(
	asker: Asker,
	{ condition: own, named }: Reading,
): Promise<readonly [from: StorySection, to: StorySection]> {
	const used = await usedKeys(asker, own);
	const origins = await tellOrigins(asker, used);
	const led = await tellLed(asker, own, used);
	const issuers = await tellIssuers(asker, own);
	const naming = named === undefined ? [] : await tellNamed(asker, own, named);
	return [
		{
			id: 'from',
			title: 'Where its sessions come from',
			rows: [...origins.rows, ...issuers, ...noteRows(origins.notes)],
		},
		{
			id: 'to',
			title: 'What its sessions led to',
			rows: [...led.rows, ...naming, ...noteRows(led.notes)],
		},
	];
}

function noteRows(notes: readonly string[]): readonly StoryRow[] {
	return [...new Set(notes)].map(note => rowOf([words('note', note)]));
}
