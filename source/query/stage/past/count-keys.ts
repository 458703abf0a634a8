import { keyOfAll } from '../../comparison.ts';
import { rowBytes } from '../../spending.ts';
import type { AggregateCall, Field, StageNode } from '../../syntax/tree.ts';
import type { AggregateStage } from '../aggregate.ts';
import type { StageContext } from '../stage-context.ts';
import type { Pipelines } from '../stage-spec.ts';
import { pastStartMs, tellShortPast, type Within } from './within.ts';

/**
 * How often rows with one combination of keys were there, and when, in ms since the epoch; NaN where a stage made
 * times that are none.
 */
export interface Seen {
	readonly count: number;
	readonly firstMs: number;
	readonly lastMs: number;
}

/** A stage that looks at keys. */
interface Keyed extends StageNode {
	readonly by: readonly Field[];
}

/** A call such as `min(_messageTime)`. */
function call(name: string, span: StageNode['span']): AggregateCall {
	const args = name === 'count' ? [] : [{ name: '_messageTime', span }];
	return { name, args, numbers: [], titles: [name], span };
}

/**
 * Counts the rows before a stage by its keys, over any range; the end is exclusive, times are in ms. The most
 * frequent keys come first. What they take is told to the run until the caller gives it back.
 *
 * @throws TooLarge, Cancelled
 */
async function countKeys(
	{ by, span }: Keyed,
	fromMs: number,
	toMs: number,
	{ spending }: StageContext,
	pipelines: Pipelines,
): Promise<ReadonlyMap<string, Seen>> {
	if (fromMs >= toMs) {
		return new Map();
	}

	const aggregates = ['count', 'min', 'max'].map(name => call(name, span));
	const counting: AggregateStage = { kind: 'aggregate', aggregates, by, span };
	const { rows } = await pipelines.elsewhere({ fromMs, toMs, query: undefined }, [counting]);
	spending.add(rows.length * rowBytes(by.length + 8), span);
	return new Map(
		rows.map(row => {
			const [count, firstMs, lastMs] = row.slice(by.length).map(value => Number(value ?? NaN));
			const key = keyOfAll(row.slice(0, by.length));
			spending.add(2 * key.length, span);
			return [key, { count: count ?? 0, firstMs: firstMs ?? NaN, lastMs: lastMs ?? NaN }];
		}),
	);
}

/** The same of the range and of what a stage looks back at; a past that is short is told. */
export async function countNowAndPast(
	name: string,
	stage: Keyed & { readonly within: Within | undefined },
	context: StageContext,
	pipelines: Pipelines,
): Promise<Readonly<Record<'now' | 'past', ReadonlyMap<string, Seen>>>> {
	const { fromMs, toMs } = context;
	const startMs = pastStartMs(stage.within, context, pipelines);
	const now = await countKeys(stage, fromMs, toMs, context, pipelines);
	const past = await countKeys(stage, startMs, fromMs, context, pipelines);
	tellShortPast(name, stage.within, context, pipelines);
	return { now, past };
}
