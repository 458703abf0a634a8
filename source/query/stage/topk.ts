import {
	defineByPlace,
	groupPlaces,
	pickPlaces,
	placeValues,
	type OrderedRows,
} from '../frame/ordered-rows.ts';
import { compareKeys } from '../frame/sorted-rows.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import type { Value } from '../value.ts';
import { afterFields } from './stage-completion.ts';
import { readRowCount } from './read-parts.ts';
import { adding } from './schema.ts';
import type { StageSpec } from './stage-spec.ts';
import { byFields, listFields, plainNames } from './stage-text.ts';

export interface TopkStage extends StageNode {
	readonly kind: 'topk';
	readonly count: number;
	readonly fields: readonly Field[];
	readonly by: readonly Field[];
}

const rankName = '_rank';

export const topk: StageSpec<TopkStage> = {
	kind: 'topk',
	help: {
		name: 'topk',
		group: 'rows',
		takes: 'any',
		tier: 'must',
		syntax: 'topk(n, f[, g]) [by h, …]',
		help: 'the n largest rows of each group, with their _rank',
		snippet: 'topk(3, _count) by awsRegion',
		keywords: [],
		example: '| count by awsRegion, eventName | topk(3, _count) by awsRegion',
	},
	read: reader => {
		const syntax = 'write topk(3, _count) by f';
		reader.expectSymbol('(', syntax);
		const count = readRowCount(reader, 'topk');
		reader.expectSymbol(',', syntax);
		const fields = [reader.field()];
		while (reader.takeSymbol(',') !== undefined) {
			fields.push(reader.field());
		}

		reader.expectSymbol(')', syntax);
		return { kind: 'topk', count, fields, by: reader.optionalBy() };
	},
	print: stage => `topk(${stage.count}, ${listFields(stage.fields)})${byFields(stage.by)}`,
	name: () => 'topk',
	explain: stage =>
		`${plainNames(stage.fields)}${stage.by.length === 0 ? '' : ` by ${plainNames(stage.by)}`}`,
	reads: stage => [...stage.fields, ...stage.by],
	makes: (_, before) => adding(before, [rankName]),
	keepsByPlace: true,
	run: { class: 'order', run: largestOfGroups, made: () => [rankName] },
	complete: { operands: 'fields', opens: [], follows: afterFields },
	drill: { made: () => [rankName], dropsRows: true },
};

/** The largest rows of each group, groups in order of their first row, with their rank from 1. */
function largestOfGroups(ordered: OrderedRows, stage: TopkStage): OrderedRows {
	const compare = compareKeys(stage.fields.map(field => ({ field, descending: true })));
	const keys = placeValues(
		ordered,
		stage.fields.map(({ name }) => name),
	);
	const kept: number[] = [];
	const ranks: number[] = [];
	for (const group of groupPlaces(
		ordered,
		stage.by.map(({ name }) => name),
	)) {
		group.sort((a, b) => compare(keys[a] as Value[], keys[b] as Value[]) || a - b);
		for (const [rank, index] of group.slice(0, stage.count).entries()) {
			kept.push(index);
			ranks.push(rank + 1);
		}
	}

	const picked = pickPlaces(ordered, kept);
	defineByPlace(picked, rankName, ranks);
	return picked;
}
