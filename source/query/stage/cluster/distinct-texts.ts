import { textOf } from '../../comparison.ts';
import type { Row } from '../../frame/columns.ts';
import type { Table, TableContext } from '../../frame/table.ts';
import { rowBytes } from '../../spending.ts';
import type { Field, StageNode } from '../../syntax/tree.ts';
import type { Span, Value } from '../../value.ts';
import type { AggregateStage } from '../aggregate.ts';
import type { MaskStage } from '../mask.ts';
import type { WeighedText } from './cluster.ts';

/** What is clustered. */
export interface TextSource {
	readonly span: Span;
	/** Undefined: the whole event, unless there are `values`. */
	readonly field: Field | undefined;
	/** Fields whose values are compared instead of one text. */
	readonly values: readonly Field[];
}

/** Events of one text and one set of keys. */
export interface CountedText {
	readonly text: string;
	readonly keys: readonly Value[];
	readonly count: number;
}

export interface DistinctTexts {
	readonly texts: readonly WeighedText[];
	readonly rows: readonly CountedText[];
	/** Events without the field. */
	readonly emptyCount: number;
}

/** Stages that count events by their masked texts and some keys: what `distinctTexts` takes. */
export function textStages(source: TextSource, by: readonly Field[]): readonly StageNode[] {
	const { span } = source;
	const sources =
		source.values.length > 0 ? source.values.map(({ name }) => name) : [nameOf(source)];
	const masks = sources.map((name, index): MaskStage => ({
		kind: 'mask',
		source: name,
		as: `_masked_${index}`,
		span,
	}));
	const count: AggregateStage = {
		kind: 'aggregate',
		aggregates: [{ name: 'count', args: [], numbers: [], titles: ['_masked_count'], span }],
		by: [...masks.map(({ as }) => ({ name: as, span })), ...by],
		span,
	};
	return [...masks, count];
}

function nameOf({ field }: TextSource): string {
	return field?.name ?? '_raw';
}

/**
 * Texts with their events.
 *
 * @param table - of `textStages`
 * @throws TooLarge
 */
export function distinctTexts(
	table: Table,
	source: TextSource,
	context: Pick<TableContext, 'spending'>,
): DistinctTexts {
	const weights = new Map<string, number>();
	const rows: CountedText[] = [];
	let emptyCount = 0;
	const width = Math.max(1, source.values.length);
	for (const row of table.rows) {
		const text = source.values.length > 0 ? valuesText(row, source.values) : row[0];
		const count = Number(row.at(-1));
		if (text === null || text === undefined) {
			emptyCount += count;
			continue;
		}

		const known = textOf(text);
		context.spending.work();
		context.spending.add(rowBytes(row.length) + 2 * known.length, source.span);
		weights.set(known, (weights.get(known) ?? 0) + count);
		rows.push({ text: known, keys: row.slice(width, -1), count });
	}

	return { texts: [...weights].map(([text, weight]) => ({ text, weight })), rows, emptyCount };
}

/** Values as JSON, which makes each one word of the text; null when there are none. */
function valuesText(row: Row, values: readonly Field[]): string | null {
	const own = row.slice(0, values.length);
	const pairs = values.map(
		({ name }, index) => `${JSON.stringify(name)}:${JSON.stringify(own[index] ?? null)}`,
	);
	return own.every(value => value === null) ? null : `{${pairs.join(',')}}`;
}

/** Warns of what is in no signature. */
export function tellLeft(
	stage: string,
	source: TextSource,
	left: { readonly texts: number; readonly events: number },
	emptyCount: number,
	context: Pick<TableContext, 'warn'>,
): void {
	if (left.texts > 0) {
		context.warn(
			`${stage} leaves out ${left.texts} texts of ${left.events} events: there are too many that differ`,
		);
	}

	if (emptyCount > 0) {
		const names =
			source.values.length > 0 ? source.values.map(({ name }) => name) : [nameOf(source)];
		context.warn(`${stage} leaves out ${emptyCount} events without ${names.join(', ')}`);
	}
}
