import { quoteString } from '../syntax/escape.ts';
import { printField } from '../syntax/print-expression.ts';
import type { LookupPort } from '../lookup-port.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import { afterFields } from './stage-completion.ts';
import { enrichRun, fixedKey, isTable, type Enrichment } from './enrichment.ts';
import { opened } from './schema.ts';
import type { StageSpec } from './stage-spec.ts';
import { flagWord } from './stage-text.ts';
import { threatOutputs, threatSource } from './threatip.ts';

export interface ThreatlookupStage extends StageNode {
	readonly kind: 'threatlookup';
	readonly single: boolean;
	readonly sourceName: string | undefined;
	readonly field: Field;
}

export const threatlookup: StageSpec<ThreatlookupStage> = {
	kind: 'threatlookup',
	help: {
		name: 'threatlookup',
		group: 'enrich',
		takes: 'any',
		tier: 'should',
		syntax: 'threatlookup [singleIndicator] [source="s"] f',
		help: 'adds _threatlookup.* from the local table of indicators',
		snippet: 'threatlookup singleIndicator sourceIPAddress',
		keywords: ['singleindicator', 'source'],
		example: '| threatlookup singleIndicator sourceIPAddress | limit 10',
	},
	read: reader => {
		const single = reader.takeWord('singleindicator') !== undefined;
		let sourceName: string | undefined;
		if (reader.isWord('source') && reader.peekSecond().text === '=') {
			reader.take();
			reader.take();
			sourceName = reader.string('a source');
		}

		return { kind: 'threatlookup', single, sourceName, field: reader.field() };
	},
	print: stage => {
		const from = stage.sourceName === undefined ? '' : ` source=${quoteString(stage.sourceName)}`;
		return `threatlookup${flagWord(stage.single, 'singleIndicator')}${from} ${printField(stage.field)}`;
	},
	name: () => 'threatlookup',
	explain: stage => stage.field.name,
	reads: stage => [stage.field],
	makes: (_, before) => opened(before),
	run: enrichRun(prepare),
	complete: { operands: 'fields', opens: ['threatlookup'], follows: afterFields },
	drill: { made: () => [], dropsRows: false },
};

function prepare(
	{ field, sourceName }: ThreatlookupStage,
	lookups: LookupPort,
	warn: (message: string) => void,
): Enrichment {
	const source = sourceName === undefined ? threatSource : `sumo://threat/${sourceName}`;
	const table = lookups.table(source);
	const columns = isTable(table) ? table.columns : threatOutputs.map(({ column }) => column);
	const outputs = columns.map(column => ({ column, as: `_threatlookup.${column}` }));
	return fixedKey(source, field.name, outputs, lookups, warn);
}
