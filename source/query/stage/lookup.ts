import { didYouMean } from '../syntax/advice.ts';
import type { LookupPort, LookupTable } from '../lookup-port.ts';
import { quoteName, quoteString, stringBody, unescapeString } from '../syntax/escape.ts';
import { nearest } from '../syntax/nearest.ts';
import { printField } from '../syntax/print-expression.ts';
import { refuseSameNames } from '../syntax/same-names.ts';
import type { Reader } from '../syntax/reader.ts';
import { isSpace } from '../syntax/scanner.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import type { Span } from '../value.ts';
import { afterFields, words } from './stage-completion.ts';
import {
	enrichRun,
	enrichment,
	isTable,
	missing,
	warnOfUnknown,
	type Enrichment,
	type Output,
} from './enrichment.ts';
import { adding, opened } from './schema.ts';
import type { StageCheck, StageSpec } from './stage-spec.ts';

export interface LookupStage extends StageNode {
	readonly kind: 'lookup';
	readonly outputs: readonly Output[] | 'all';
	/** There is a `*` beside the named outputs: all other columns are added too. */
	readonly rest?: true;
	readonly source: LookupSource;
	readonly on: readonly { readonly left: Field; readonly right: Field }[];
}

interface LookupSource {
	/** `geo://location`, `asn://default`, `sumo://threat/cs`, or the path of a table. */
	readonly name: string;
	readonly span: Span;
}

const outputsOf = (stage: LookupStage) => (stage.outputs === 'all' ? [] : stage.outputs);
const isOpen = (stage: LookupStage) => stage.outputs === 'all' || stage.rest === true;
const namesOf = (stage: LookupStage) => outputsOf(stage).map(output => output.as);

export const lookup: StageSpec<LookupStage> = {
	kind: 'lookup',
	help: {
		name: 'lookup',
		group: 'enrich',
		takes: 'any',
		tier: 'must',
		syntax: 'lookup c1 [as a], c2, * from source on x = y [and …]',
		help: 'adds columns of a table where the keys are equal; no match gives nulls',
		snippet: 'lookup country_code, city from geo://location on ip = sourceIPAddress',
		keywords: ['from', 'on'],
		example:
			'ConsoleLogin | lookup country_name from geo://location on ip = sourceIPAddress | count by country_name',
	},
	read: reader => {
		const { outputs, all } = readOutputs(reader);
		const from = reader.expectWord('from', syntax);
		const source = readSource(reader, from.end);
		reader.expectWord('on', syntax);
		const on: { left: Field; right: Field }[] = [];
		do {
			const left = reader.field();
			const right = reader.takeSymbol('=', '==') === undefined ? left : reader.field();
			on.push({ left, right });
		} while (reader.takeWord('and') !== undefined || reader.takeSymbol(',') !== undefined);

		return all && outputs.length > 0
			? { kind: 'lookup', outputs, rest: true, source, on }
			: { kind: 'lookup', outputs: all ? 'all' : outputs, source, on };
	},
	print: stage => {
		const named = outputsOf(stage).map(out => `${quoteName(out.column)} as ${quoteName(out.as)}`);
		const outputs = [...named, ...(isOpen(stage) ? ['*'] : [])].join(', ');
		const on = stage.on.map(({ left, right }) => `${printField(left)} = ${printField(right)}`);
		return `lookup ${outputs} from ${sourceText(stage.source.name)} on ${on.join(' and ')}`;
	},
	name: () => 'lookup',
	explain: stage => `from ${stage.source.name}`,
	// One side of each pair is a column of the table, and only the data shows which.
	reads: () => [],
	makes: (stage, before) => {
		const after = adding(before, namesOf(stage));
		return isOpen(stage) ? opened(after) : after;
	},
	check: checkLookup,
	run: enrichRun(prepare, stage => ({ columns: keyFields(stage) })),
	complete: {
		operands: 'fields',
		opens: ['lookup'],
		follows: afterFields,
		offers: ({ last, fields, tables }) =>
			last.word === 'from'
				? [...words(tables.map(pathOf), 'a table of yours'), ...words(sourcesOffered, 'a table')]
				: last.word === 'on' || last.text === '=' || last.word === 'and'
					? fields()
					: last.text === ','
						? undefined
						: words(['from', 'as', 'on']),
	},
	drill: { made: stage => namesOf(stage).map(name => name.toLowerCase()), dropsRows: false },
};

const syntax = 'write lookup a, b from source on key = field';
const builtInSources = ['geo://location', 'asn://default', 'sumo://threat/cs'];
const pathOf = (table: string): string => `path://"/${table}"`;
const sourcesOffered = [...builtInSources, 'path://"'];
/** Any name may follow; which sources exist is known when the query runs. */
const threatPrefix = 'sumo://threat/';
/** The keys of built-in tables; the field stands on the other side of the equation. */
const builtInKeys = new Set(['ip', 'threat']);

function readOutputs(reader: Reader): {
	readonly outputs: readonly Output[];
	readonly all: boolean;
} {
	const outputs: Output[] = [];
	const names = new Map<string, Field>();
	let all = false;
	do {
		if (reader.takeSymbol('*') !== undefined) {
			all = true;
		} else {
			const { name: column, span } = reader.newName();
			const as = reader.optionalAs() ?? { name: column, span };
			outputs.push({ column, as: as.name });
			// The same column under the same name twice is that column.
			names.set(`${column}\n${as.name}`.toLowerCase(), as);
		}
	} while (reader.takeSymbol(',') !== undefined);

	refuseSameNames(reader, [...names.values()]);
	return { outputs, all };
}

/** `geo://location`, `path://"/a table"`, `/shared/table` or `"/shared/table"`. */
function readSource(reader: Reader, from: number): LookupSource {
	const { text, reading, limit } = reader;
	const start = skipSpace(text, from, limit);
	let at = start;
	while (at < limit && !isSpace(text[at])) {
		reading.scanner.meter.steps++;
		if (text[at] === '"') {
			const region = reading.scanner.string(at);
			const span = reader.span(at, Math.min(region.end, limit));
			if (!region.closed) {
				reader.fail(span, 'unterminated double quoted string', 'close it with "');
			}

			at = region.end;
		} else {
			at++;
		}
	}

	at = Math.min(at, limit);
	if (at === start) {
		reader.failHere('Expected a table', 'write geo://location, asn://default or path://"/table"');
	}

	const written = text.slice(start, at).replace(/^path:\/\//i, '');
	const name = written.startsWith('"') ? unescapeString(stringBody(written)) : written;
	reader.moveTo(at);
	return { name, span: reader.span(start) };
}

/**
 * A source may start with a slash, which the token reader would read as a comment or a division.
 */
function skipSpace(text: string, from: number, limit: number): number {
	let at = from;
	while (at < limit && isSpace(text[at])) {
		at++;
	}

	return at;
}

function sourceText(name: string): string {
	return /^[a-z]+:\/\/[^\s"|]+$/.test(name) ? name : `path://${quoteString(name)}`;
}

/** Reports a misspelt built-in table, and keys of which no side is a field. */
function checkLookup({ source, on }: LookupStage, checking: StageCheck): void {
	for (const { left, right } of on) {
		if (![left, right].some(side => checking.has(side.name))) {
			checking.unknown(right);
		}
	}

	const name = source.name.toLowerCase();
	if (/^https?:\/\//.test(name)) {
		checking.add(
			'fault',
			'a query fetches no table from the network',
			'save it as a table of your own, and write path://"/table.csv"',
			source.span,
		);
		return;
	}

	const isBuiltIn = builtInSources.includes(name) || name.startsWith(threatPrefix);
	if (/^[a-z]+:\/\//.test(name) && !isBuiltIn) {
		const near = nearest(source.name, builtInSources);
		checking.add(
			'fault',
			`no table is named ${source.name}`,
			didYouMean(near, `write ${builtInSources.join(', ')} or path://"/table"`),
			source.span,
		);
	}
}

/** The side of each equation that is a field, as far as the text shows. */
function keyFields({ on, source }: LookupStage): readonly string[] {
	return on.map(({ left, right }) =>
		source.name.includes('://') && builtInKeys.has(right.name.toLowerCase())
			? left.name
			: right.name,
	);
}

function prepare(
	stage: LookupStage,
	lookups: LookupPort,
	warn: (message: string) => void,
): Enrichment {
	const table = lookups.table(stage.source.name);
	const named = outputsOf(stage);
	if (!isTable(table)) {
		const fields = stage.on.map(({ right }) => right.name);
		return missing(table.missing, fields, named, warn);
	}

	const columns = named.map(({ column }) => column);
	warnOfUnknown(stage.source.name, table, columns, warn);
	const isNamed = (column: string): boolean =>
		columns.some(name => name.toLowerCase() === column.toLowerCase());
	const rest = isOpen(stage) ? table.columns.filter(column => !isNamed(column)) : [];
	const outputs = [...named, ...rest.map(column => ({ column, as: column }))];
	const sides = stage.on.map(({ left, right }) => keySide(table, left.name, right.name));
	return enrichment(
		table,
		sides.map(side => side.field),
		sides.map(side => side.column),
		outputs,
	);
}

/**
 * The side of `x = y` that is the table's column. For a built-in source it is the side with the
 * fixed key; for a user's table the right side if it is a column, else the left.
 */
function keySide(
	table: LookupTable,
	left: string,
	right: string,
): { readonly field: string; readonly column: string } {
	if (table.keyColumn !== undefined) {
		const key = table.keyColumn.toLowerCase();
		return right.toLowerCase() === key
			? { field: left, column: table.keyColumn }
			: { field: right, column: table.keyColumn };
	}

	const spelled = (name: string): string | undefined =>
		table.keyColumns.find(column => column.toLowerCase() === name.toLowerCase());
	const onRight = spelled(right);
	return onRight === undefined
		? { field: right, column: spelled(left) ?? left }
		: { field: left, column: onRight };
}
