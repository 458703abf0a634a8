import { keyOfAll } from '../comparison.ts';
import { pickPlaces, placeValues, type OrderedRows } from '../frame/ordered-rows.ts';
import { StageSpending, wholeRowBytes } from '../spending.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import { afterFields } from './stage-completion.ts';
import type { StageContext } from './stage-context.ts';
import type { StageSpec } from './stage-spec.ts';
import { byFields, flagWord, plainNames } from './stage-text.ts';

export interface DedupStage extends StageNode {
	readonly kind: 'dedup';
	readonly count: number;
	readonly consecutive: boolean;
	/** Without any, the record's text. */
	readonly fields: readonly Field[];
}

export const dedup: StageSpec<DedupStage> = {
	kind: 'dedup',
	help: {
		name: 'dedup',
		group: 'rows',
		takes: 'any',
		tier: 'should',
		syntax: 'dedup [consecutive] [n] [[by] f, …]',
		help: 'keeps the first n rows (1) of each value; consecutive looks at neighbours only',
		snippet: 'dedup by userIdentity.arn',
		keywords: ['consecutive'],
		example: 'ConsoleLogin | dedup by userIdentity.arn',
	},
	read: reader => {
		let consecutive = reader.takeWord('consecutive') !== undefined;
		const counts = reader.peek().kind === 'number' && reader.peekSecond().text !== ',';
		const count = counts ? reader.integer('a number of rows') : 1;
		consecutive = reader.takeWord('consecutive') !== undefined || consecutive;
		const named = reader.takeWord('by') !== undefined || reader.isField();
		return { kind: 'dedup', count, consecutive, fields: named ? reader.fields() : [] };
	},
	print: stage =>
		`dedup${flagWord(stage.consecutive, 'consecutive')} ${stage.count}${byFields(stage.fields)}`,
	name: () => 'dedup',
	explain: stage => plainNames(stage.fields),
	reads: stage => stage.fields,
	makes: (_, before) => before,
	check: (stage, checking) => {
		if (checking.schema.kind === 'table' && stage.fields.length === 0) {
			checking.add('fault', 'dedup needs fields after an aggregate', 'write dedup by f');
		}
	},
	run: { class: 'order', run: firstOfEach, made: () => [] },
	complete: { operands: 'fields', opens: ['dedup', 'consecutive'], follows: afterFields },
	drill: { made: () => [], dropsRows: true },
};

function firstOfEach(
	ordered: OrderedRows,
	stage: DedupStage,
	{ spending }: StageContext,
): OrderedRows {
	const before = spending.used;
	const own = new StageSpending(spending, stage.span);
	const named = stage.fields.map(({ name }) => name);
	const seen = new Map<string, number>();
	let previous: string | undefined;
	const kept: number[] = [];
	for (const [index, values] of placeValues(
		ordered,
		named.length > 0 ? named : ['_raw'],
	).entries()) {
		const key = keyOfAll(values);
		own.add(wholeRowBytes(values) + key.length);
		if (stage.consecutive && key !== previous) {
			seen.clear();
		}

		previous = key;
		const count = (seen.get(key) ?? 0) + 1;
		seen.set(key, count);
		if (count <= stage.count) {
			kept.push(index);
		}
	}

	spending.dropTo(before);
	return pickPlaces(ordered, kept);
}
