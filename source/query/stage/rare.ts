import type { Reader } from '../syntax/reader.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import { countNowAndPast, type Seen } from './past/count-keys.ts';
import { foundKeysMax, knownRows } from './past/known-keys.ts';
import { readWithin, withinText, type Within } from './past/within.ts';
import { readBetween } from './read-parts.ts';
import { adding } from './schema.ts';
import { timeWidths, words } from './stage-completion.ts';
import type { StageContext } from './stage-context.ts';
import type { Body, Pipelines, RowStep, StageSpec } from './stage-spec.ts';
import { byFields, plainNames } from './stage-text.ts';
import { definingStep } from './steps.ts';

export interface RareStage extends StageNode {
	readonly kind: 'rare';
	/** What was seen more often is not rare. */
	readonly times: number;
	readonly by: readonly Field[];
	/** Undefined: all that the store has. */
	readonly within: Within | undefined;
	/** What is rare, before the stage runs on rows. */
	readonly learned: ReadonlyMap<string, Seen> | undefined;
}

const usualTimes = 5;
/** What is seen more often is rare for nobody. */
export const rareTimesMax = 1_000_000;

const titles = ['_seen', '_firstSeen', '_lastSeen'];

export const rare: StageSpec<RareStage> = {
	kind: 'rare',
	help: {
		name: 'rare',
		group: 'rows',
		takes: 'rows',
		tier: 'later',
		syntax: 'rare [n] by f1, f2 [within 30d]',
		help: 'keeps the events whose fields had these values n times (5) at most, in the range and in the time before it; without within, in all that the store has; makes _seen, _firstSeen and _lastSeen',
		snippet: 'rare by eventName',
		keywords: ['by', 'within'],
		example: 'errorCode=AccessDenied | rare 3 by _user, eventName within 30d',
	},
	read: readRare,
	print: ({ times, by, within }) => `rare ${times}${byFields(by)}${withinText(within)}`,
	name: () => 'rare',
	explain: ({ by, within }) => `${plainNames(by)}${withinText(within)}`,
	reads: stage => stage.by,
	makes: (_, before) => adding(before, titles),
	runsBeforeAgain: 'fault',
	run: {
		class: 'rows',
		learn: learnRare,
		start: startRare,
		keptBy: () => undefined,
	},
	complete: {
		operands: 'fields',
		opens: ['by'],
		follows: words(['within']),
		offers: ({ isFirst, last }) =>
			last.word === 'within' ? words(timeWidths) : isFirst ? words(['by']) : undefined,
	},
	drill: { made: () => titles.map(title => title.toLowerCase()), dropsRows: true },
};

function readRare(reader: Reader): Body<RareStage> {
	const isNumber = reader.peek().kind === 'number';
	const times = isNumber ? readBetween(reader, 'a number of times', 1, rareTimesMax) : usualTimes;
	reader.expectWord('by', 'write rare by and the fields');
	const by = reader.fields();
	return { kind: 'rare', times, by, within: readWithin(reader), learned: undefined };
}

async function learnRare(
	stage: RareStage,
	context: StageContext,
	pipelines: Pipelines,
): Promise<RareStage> {
	const { spending } = context;
	const before = spending.used;
	const { now, past } = await countNowAndPast('rare', stage, context, pipelines);
	const learned = new Map<string, Seen>();
	let leftCount = 0;
	let bytes = 0;
	// The rarest come first, so that what falls out is the least rare.
	for (const [key, seen] of [...now].reverse()) {
		const all = both(past.get(key), seen);
		if (all.count > stage.times) {
			continue;
		}

		if (learned.size === foundKeysMax) {
			leftCount++;
			continue;
		}

		bytes += 64 + 2 * key.length;
		learned.set(key, all);
	}

	if (leftCount > 0) {
		context.warn(
			`rare finds ${foundKeysMax} values of ${plainNames(stage.by)}; ${leftCount} others are left out`,
		);
	}

	spending.dropTo(before);
	spending.add(bytes, stage.span);
	return { ...stage, learned };
}

function both(past: Seen | undefined, now: Seen): Seen {
	return past === undefined
		? now
		: {
				count: past.count + now.count,
				firstMs: Math.min(past.firstMs, now.firstMs),
				lastMs: Math.max(past.lastMs, now.lastMs),
			};
}

function startRare({ by, learned }: RareStage, { spending }: StageContext): RowStep {
	return definingStep(titles, frame => {
		const rows = knownRows(frame, by, learned ?? new Map<string, Seen>(), spending);
		rows.keep(() => true);
		rows.define('_seen', ({ count }) => count);
		rows.define('_firstSeen', ({ firstMs }) => timeValue(firstMs));
		rows.define('_lastSeen', ({ lastMs }) => timeValue(lastMs));
	});
}

function timeValue(ms: number): number | null {
	return Number.isNaN(ms) ? null : ms;
}
