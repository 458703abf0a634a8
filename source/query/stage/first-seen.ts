import type { Frame } from '../frame/frame.ts';
import { codeAt } from '../frame/vector.ts';
import type { Reader } from '../syntax/reader.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import { countNowAndPast } from './past/count-keys.ts';
import { foundKeysMax, knownRows } from './past/known-keys.ts';
import { readWithin, withinText, type Within } from './past/within.ts';
import { timeWidths, words } from './stage-completion.ts';
import type { StageContext } from './stage-context.ts';
import type { Body, Pipelines, RowStep, StageSpec } from './stage-spec.ts';
import { byFields, plainNames } from './stage-text.ts';
import { definingStep } from './steps.ts';

export interface FirstSeenStage extends StageNode {
	readonly kind: 'first-seen';
	readonly by: readonly Field[];
	/** Undefined: all that the store has. */
	readonly within: Within | undefined;
	/** What is new, before the stage runs on rows. */
	readonly learned: ReadonlyMap<string, New> | undefined;
}

/** Keys that were not there before. */
interface New {
	/** Time of their first row in ms since the epoch; NaN where a stage made times that are none. */
	readonly firstMs: number;
}

export const firstSeen: StageSpec<FirstSeenStage> = {
	kind: 'first-seen',
	help: {
		name: 'first_seen',
		group: 'rows',
		takes: 'rows',
		tier: 'later',
		syntax: 'first_seen by f1, f2 [within 30d]',
		help: 'keeps the first event of each new combination of values: one that was not there before the range, with within in so much time, else in all that the store has',
		snippet: 'first_seen by eventName',
		keywords: ['by', 'within'],
		example: '| first_seen by _user, eventSource within 30d',
	},
	read: readFirstSeen,
	print: ({ by, within }) => `first_seen${byFields(by)}${withinText(within)}`,
	name: () => 'first_seen',
	explain: ({ by, within }) => `${plainNames(by)}${withinText(within)}`,
	reads: stage => stage.by,
	makes: (_, before) => before,
	runsBeforeAgain: 'fault',
	run: {
		class: 'rows',
		learn: learnNew,
		start: startFirst,
		keptBy: () => undefined,
	},
	complete: {
		operands: 'fields',
		opens: ['by'],
		follows: words(['within']),
		offers: ({ isFirst, last }) =>
			last.word === 'within' ? words(timeWidths) : isFirst ? words(['by']) : undefined,
	},
	drill: { made: () => [], dropsRows: true },
};

function readFirstSeen(reader: Reader): Body<FirstSeenStage> {
	reader.expectWord('by', 'write first_seen by and the fields');
	const by = reader.fields();
	return { kind: 'first-seen', by, within: readWithin(reader), learned: undefined };
}

async function learnNew(
	stage: FirstSeenStage,
	context: StageContext,
	pipelines: Pipelines,
): Promise<FirstSeenStage> {
	const { spending } = context;
	const before = spending.used;
	const { now, past } = await countNowAndPast('first_seen', stage, context, pipelines);
	const learned = new Map<string, New>();
	let leftCount = 0;
	let bytes = 0;
	for (const [key, { firstMs }] of now) {
		if (past.has(key)) {
			continue;
		}

		if (learned.size === foundKeysMax) {
			leftCount++;
			continue;
		}

		bytes += 64 + 2 * key.length;
		learned.set(key, { firstMs });
	}

	if (leftCount > 0) {
		context.warn(
			`first_seen finds ${foundKeysMax} new values of ${plainNames(stage.by)}; ${leftCount} others are left out`,
		);
	}

	spending.dropTo(before);
	spending.add(bytes, stage.span);
	return { ...stage, learned };
}

/** Of several rows of one time, the first that is read: it also comes first in a list of rows. */
function startFirst({ by, learned }: FirstSeenStage, { spending }: StageContext): RowStep {
	const taken = new Set<New>();
	return definingStep([], frame => {
		const rows = knownRows(frame, by, learned ?? new Map<string, New>(), spending);
		const timeOf = timesOf(frame);
		rows.keep((found, row) => {
			const isFirst = Number.isNaN(found.firstMs) || timeOf(row) === found.firstMs;
			if (!isFirst || taken.has(found)) {
				return false;
			}

			taken.add(found);
			return true;
		});
	});
}

function timesOf(frame: Frame): (row: number) => number {
	const times = frame.field('_messageTime').get();
	return row => Number(times.value(codeAt(times, row)));
}
