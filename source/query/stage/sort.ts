import { compareKeys } from '../frame/sorted-rows.ts';
import { allPlaces, pickPlaces, placeValues, type OrderedRows } from '../frame/ordered-rows.ts';
import type { SortKey, StageNode } from '../syntax/tree.ts';
import type { Value } from '../value.ts';
import { words } from './stage-completion.ts';
import { readSortKeys } from './read-parts.ts';
import type { StageSpec } from './stage-spec.ts';
import { listKeys, plainKeys } from './stage-text.ts';

export interface SortStage extends StageNode {
	readonly kind: 'sort';
	/** None: the rows stay in the order that they come in. */
	readonly keys: readonly SortKey[];
}

export const sort: StageSpec<SortStage> = {
	kind: 'sort',
	help: {
		name: 'sort',
		aliases: ['order'],
		group: 'rows',
		takes: 'any',
		tier: 'must',
		syntax: 'sort [by] [+|-]f [asc|desc], … | sort',
		help: 'orders rows, largest first unless asc or + says otherwise; without a field they stay',
		snippet: 'sort by _count',
		keywords: ['asc', 'desc'],
		example: '| count by eventName | sort by _count desc, eventName asc',
	},
	read: reader => {
		const isBare = reader.takeWord('by') === undefined && reader.peek().kind === 'end';
		return { kind: 'sort', keys: isBare ? [] : readSortKeys(reader) };
	},
	print: stage => (stage.keys.length === 0 ? 'sort' : `sort by ${listKeys(stage.keys)}`),
	name: () => 'sort',
	explain: stage => (stage.keys.length === 0 ? '' : `by ${plainKeys(stage.keys)}`),
	reads: stage => stage.keys.map(key => key.field),
	makes: (_, before) => before,
	check: (stage, checking) => {
		if (stage.keys.length === 0) {
			const message = 'sort names no field: the rows stay as they come';
			checking.add('warning', message, 'write sort by _count, or another field');
		}

		for (const { field } of stage.keys) {
			if (checking.sortsAsText(field)) {
				checking.add(
					'warning',
					`${field.name} is text, and sorts as text: 10 before 9`,
					`put | num(${field.name}) before it`,
					field.span,
				);
			}
		}
	},
	run: { class: 'order', run: (ordered, stage) => sortRows(ordered, stage.keys), made: () => [] },
	complete: {
		operands: 'fields',
		opens: ['sort', 'order'],
		follows: words(['desc', 'asc']),
		offers: point => (point.isFirst ? [...words(['by']), ...point.fields()] : undefined),
	},
	drill: { made: () => [], dropsRows: false },
};

export function isSort(stage: StageNode | undefined): stage is SortStage {
	return stage?.kind === sort.kind;
}

/** Rows by several keys, each with its own direction; equal rows keep their order. */
export function sortRows(ordered: OrderedRows, keys: readonly SortKey[]): OrderedRows {
	const compare = compareKeys(keys);
	const values = placeValues(
		ordered,
		keys.map(({ field }) => field.name),
	);
	const indexes = allPlaces(ordered).sort(
		(a, b) => compare(values[a] as Value[], values[b] as Value[]) || a - b,
	);
	return pickPlaces(ordered, indexes);
}
