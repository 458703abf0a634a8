import { didYouMean } from '../syntax/advice.ts';
import type { Table, TableContext } from '../frame/table.ts';
import { nearest } from '../syntax/nearest.ts';
import type { Reader } from '../syntax/reader.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import type { Value } from '../value.ts';
import { distinctTexts, tellLeft, textStages, type TextSource } from './cluster/distinct-texts.ts';
import { clusterTexts } from './cluster/cluster.ts';
import { reducedRows, type ReducedRow } from './cluster/reduced-rows.ts';
import { namingKeys } from './cluster/words-of.ts';
import { readSourceField } from './read-parts.ts';
import { tableOf } from './schema.ts';
import { words } from './stage-completion.ts';
import type { Body, Pipelines, StageSpec } from './stage-spec.ts';
import { byFields, flagWord, listFields, plainNames, sourceField } from './stage-text.ts';
import { fieldColumns, ownColumns } from './titled-columns.ts';

export interface LogreduceStage extends StageNode, TextSource {
	readonly kind: 'logreduce';
	readonly by: readonly Field[];
	/** Signatures that are shown; undefined: all. */
	readonly limit: number | undefined;
	readonly criteria: 'mostcommon' | 'leastcommon';
}

const criteria = ['mostcommon', 'leastcommon'] as const;

/** Titles of the columns behind the keys. */
export function reducedTitles({ by, values }: LogreduceStage): readonly string[] {
	if (values.length > 0) {
		return ['_cluster_id', '_signature', '_count'];
	}

	return by.length > 0 ? ['signature', '_count'] : ['_count', '_signature_id', '_signature'];
}

const columnsOf = (stage: LogreduceStage) => [
	...stage.by.map(({ name }) => name),
	...reducedTitles(stage),
];

export const logreduce: StageSpec<LogreduceStage> = {
	kind: 'logreduce',
	help: {
		name: 'logreduce',
		group: 'aggregate',
		takes: 'rows',
		tier: 'should',
		syntax:
			'logreduce [field=f] [by k, …] [limit=n] [criteria=mostcommon|leastcommon] | logreduce values on a, b',
		help: 'groups texts that are alike, with * where they differ; by k counts signature by the keys, and values on compares the values of fields',
		snippet: 'logreduce field=errorMessage',
		keywords: ['field', 'limit', 'criteria', 'values', 'on', 'optimize', ...criteria],
		example: '| where !isEmpty(errorMessage) | logreduce field=errorMessage limit=20',
	},
	read: readLogreduce,
	print: stage => {
		const what =
			stage.values.length > 0
				? `values on ${listFields(stage.values)}`
				: sourceField(stage.field).trim();
		const limit = stage.limit === undefined ? '' : ` limit=${stage.limit}`;
		const order = flagWord(stage.criteria !== 'mostcommon', `criteria=${stage.criteria}`);
		return `logreduce ${what}${byFields(stage.by)}${limit}${order}`.replace(/ {2,}/g, ' ').trim();
	},
	name: () => 'logreduce',
	explain: stage => plainNames(readsOf(stage)),
	reads: readsOf,
	makes: stage => tableOf(columnsOf(stage)),
	columns: stage => [...fieldColumns(stage.by), ...ownColumns(reducedTitles(stage))],
	run: {
		class: 'pipelines',
		inner: () => [],
		startsAnew: true,
		keys: stage => stage.by.map(({ name }) => name),
		run: runLogreduce,
	},
	complete: {
		operands: 'fields',
		opens: ['by', 'on'],
		follows: words(['by', 'limit=', 'criteria=mostcommon', 'criteria=leastcommon']),
		offers: ({ isFirst, last }) =>
			isFirst
				? words([
						'field=',
						'by',
						'values on',
						'limit=',
						'criteria=mostcommon',
						'criteria=leastcommon',
					])
				: last.word === 'criteria'
					? words(criteria)
					: undefined,
	},
	drill: {
		made: stage => reducedTitles(stage).map(title => title.toLowerCase()),
		dropsRows: false,
	},
};

function readsOf(stage: LogreduceStage): readonly Field[] {
	const source = stage.field === undefined ? [] : [stage.field];
	return [...source, ...stage.values, ...stage.by];
}

function readLogreduce(reader: Reader): Body<LogreduceStage> {
	refuseParts(reader);
	const values = readValues(reader);
	const field = values.length > 0 ? undefined : readField(reader);
	let by: readonly Field[] = [];
	let limit: number | undefined;
	let order: LogreduceStage['criteria'] = 'mostcommon';
	for (;;) {
		reader.takeSymbol(',');
		if (reader.isWord('by', 'group')) {
			by = reader.optionalBy(() => ['limit', 'criteria'].includes(reader.peekSecond().word));
			continue;
		}

		const option = reader.takeWord('limit', 'criteria', 'optimize');
		if (option === undefined) {
			return { kind: 'logreduce', field, values, by, limit, criteria: order };
		}

		if (option.word === 'optimize') {
			const message = 'logreduce finds its signatures anew each time: optimize changes nothing';
			reader.note('warning', reader.span(option.start), message, 'leave optimize out');
			continue;
		}

		reader.takeSymbol('=');
		if (option.word === 'limit') {
			limit = reader.integer('a number of signatures');
		} else {
			order = readCriteria(reader);
		}
	}
}

/** What needs what an earlier search has kept, or what nothing here does. */
function refuseParts(reader: Reader): void {
	const { word, start, end } = reader.peek();
	const repairs: Readonly<Record<string, string>> = {
		keys: 'name the fields: logreduce values on eventSource, eventName',
		details: 'filter instead: where errorMessage matches "the signature, with its stars"',
		noaggregate: 'leave it out, or count by the field',
		'values-details': 'filter by the values that the signature shows',
	};
	const repair = repairs[word];
	if (repair !== undefined) {
		reader.fail(reader.span(start, end), `logreduce ${word} is not supported`, repair);
	}
}

function readValues(reader: Reader): readonly Field[] {
	if (!reader.isWord('values') || reader.peekSecond().word !== 'on') {
		return [];
	}

	reader.take();
	reader.take();
	return reader.fields(() => ['limit', 'criteria'].includes(reader.peekSecond().word));
}

/** `field=f`, `field f` or `(f)`; undefined: the whole event. */
function readField(reader: Reader): Field | undefined {
	if (reader.takeSymbol('(') !== undefined) {
		const field = reader.field();
		reader.expectSymbol(')', 'close logreduce( with )');
		return field;
	}

	if (reader.isWord('field') && reader.peekSecond().text !== '=') {
		reader.take();
		return reader.field();
	}

	return readSourceField(reader);
}

function readCriteria(reader: Reader): LogreduceStage['criteria'] {
	const word = reader.takeWord(...criteria)?.word;
	if (word !== undefined) {
		return word as LogreduceStage['criteria'];
	}

	const near = nearest(reader.peek().word, criteria);
	return reader.failHere(
		'Expected what comes first',
		didYouMean(near, `write criteria=${criteria.join(' or criteria=')}`),
	);
}

async function runLogreduce(
	_: Table,
	stage: LogreduceStage,
	context: TableContext,
	pipelines: Pipelines,
): Promise<Table> {
	const { spending } = context;
	const before = spending.used;
	const { table } = await pipelines.with(textStages(stage, stage.by), Infinity, []);
	const found = distinctTexts(table, stage, context);
	// What `values on` names is what is compared.
	const naming = stage.values.length > 0 ? new Set<string>() : namingKeys;
	const clustered = clusterTexts(found.texts, naming, spending, stage.span);
	tellLeft('logreduce', stage, clustered.left, found.emptyCount, context);
	const rows = reducedRows(found, clustered.signatures, stage, context);
	spending.dropTo(before);
	return { columns: columnsOf(stage), rows: rows.map(row => rowOf(row, stage)) };
}

function rowOf(
	{ keys, signature, count }: ReducedRow,
	{ by, values }: LogreduceStage,
): readonly Value[] {
	if (values.length > 0) {
		return [...keys, signature.id, signature.text, count];
	}

	return by.length > 0 ? [...keys, signature.text, count] : [count, signature.id, signature.text];
}
