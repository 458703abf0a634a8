import { allPlaces, pickPlaces, type OrderedRows } from '../frame/ordered-rows.ts';
import type { StageNode } from '../syntax/tree.ts';
import { readRowCount } from './read-parts.ts';
import { afterExpression, words } from './stage-completion.ts';
import type { StageSpec } from './stage-spec.ts';

export interface LimitStage extends StageNode {
	readonly kind: 'limit';
	/** A negative count keeps the last rows. */
	readonly count: number;
}

export const limit: StageSpec<LimitStage> = {
	kind: 'limit',
	help: {
		name: 'limit',
		group: 'rows',
		takes: 'any',
		tier: 'must',
		syntax: 'limit n',
		help: 'keeps the first n rows; a negative n keeps the last',
		snippet: 'limit 10',
		keywords: [],
		example: '| count by eventName | sort by _count | limit 10',
	},
	read: reader => ({ kind: 'limit', count: readRowCount(reader, 'limit', true) }),
	print: stage => `limit ${stage.count}`,
	name: () => 'limit',
	explain: stage => String(stage.count),
	reads: () => [],
	makes: (_, before) => before,
	keepsByPlace: true,
	run: { class: 'order', run: (ordered, stage) => limitRows(ordered, stage.count), made: () => [] },
	complete: {
		operands: 'expression',
		opens: [],
		follows: afterExpression,
		offers: point => (point.isFirst ? words(['10', '20', '100']) : []),
	},
	drill: { made: () => [], dropsRows: true },
};

export function isLimit(stage: StageNode | undefined): stage is LimitStage {
	return stage?.kind === limit.kind;
}

/** The first rows; of a negative count the last. */
export function limitRows(ordered: OrderedRows, count: number): OrderedRows {
	const indexes = allPlaces(ordered);
	return pickPlaces(ordered, count < 0 ? indexes.slice(count) : indexes.slice(0, count));
}
