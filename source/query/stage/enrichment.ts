import { combine } from '../frame/combine.ts';
import { lazy, type Frame } from '../frame/frame.ts';
import { memoByCode, type Vector } from '../frame/vector.ts';
import type { LookupPort, LookupTable } from '../lookup-port.ts';
import type { StageNode } from '../syntax/tree.ts';
import type { Value } from '../value.ts';
import type { RowRun } from './stage-spec.ts';
import { definingStep } from './steps.ts';

/**
 * A prepared look-up: the fields that it reads, the fields that it adds, and a function that is
 * called once per distinct key.
 */
export interface Enrichment {
	/** Fields whose values are the key. */
	readonly keys: readonly string[];
	/** Names it makes, in order. */
	readonly names: readonly string[];
	/** Values under `names` for one key. */
	find(keys: readonly Value[]): readonly Value[];
	/** What is missing, and what brings it; undefined with a table. */
	readonly lacks?: string;
	/** Identifies the data; results of another version are out of date. */
	readonly version: string;
	/** Identifies the data also in another process; undefined when nothing does. */
	readonly stamp: string | undefined;
}

/**
 * Finds the table of a look-up stage.
 *
 * @param warn - called when there is no such table; every value is then null, and no row is dropped
 */
type Prepare<S extends StageNode> = (
	stage: S,
	lookups: LookupPort,
	warn: (message: string) => void,
) => Enrichment;

/** How a stage that adds values of a table runs. */
export function enrichRun<S extends StageNode>(
	prepare: Prepare<S>,
	demands?: RowRun<S>['demands'],
): RowRun<S> {
	return {
		class: 'rows',
		start: (stage, context) => {
			const prepared = prepare(stage, context.lookups, message => {
				context.warn(message);
			});
			return definingStep(prepared.names, frame => {
				enrichFrame(frame, prepared);
			});
		},
		keptBy: (stage, context) => [prepare(stage, context.lookups, () => undefined).version],
		storedBy: (stage, context) => {
			const { stamp } = prepare(stage, context.lookups, () => undefined);
			return stamp === undefined ? undefined : [stamp];
		},
		lacks: (stage, context) => prepare(stage, context.lookups, () => undefined).lacks,
		...(demands === undefined ? {} : { demands }),
	};
}

/** Adds what a look-up finds, asked once per distinct key. */
function enrichFrame(frame: Frame, enrichment: Enrichment): void {
	const keys = enrichment.keys.map(name => frame.field(name));
	const shared = lazyOf(() => {
		const vectors = keys.map(key => key.get());
		const all = combine(vectors, frame.rows, frame.rowCount);
		return {
			all,
			find: memoByCode(all.size, code =>
				enrichment.find(vectors.map((vector, index) => vector.value(all.part(code, index)))),
			),
		};
	});
	for (const [index, name] of enrichment.names.entries()) {
		frame.define(
			name,
			lazy((): Vector => {
				const { all, find } = shared();
				return {
					codes: all.codes,
					size: all.size,
					repeats: all.repeats,
					value: code => find(code)[index] ?? null,
				};
			}),
		);
	}
}

function lazyOf<T>(compute: () => T): () => T {
	let known: { readonly value: T } | undefined;
	return () => (known ??= { value: compute() }).value;
}

/** Whether the table was found. */
export function isTable(found: LookupTable | { readonly missing: string }): found is LookupTable {
	return !('missing' in found);
}

export interface Output {
	readonly column: string;
	readonly as: string;
}

/** An enrichment by the one key of a built-in table. */
export function fixedKey(
	source: string,
	field: string,
	outputs: readonly Output[],
	lookups: LookupPort,
	warn: (message: string) => void,
): Enrichment {
	const table = lookups.table(source);
	if (!isTable(table)) {
		return missing(table.missing, [field], outputs, warn);
	}

	const key = table.keyColumn ?? table.keyColumns[0] ?? 'ip';
	return enrichment(table, [field], [key], outputs);
}

/** A missing column is null everywhere, which looks like no match, so it is reported. */
export function warnOfUnknown(
	source: string,
	table: LookupTable | { readonly missing: string },
	columns: readonly string[],
	warn: (message: string) => void,
): void {
	const known = isTable(table) ? [...new Set([...table.columns, ...table.keyColumns])] : columns;
	const lower = known.map(column => column.toLowerCase());
	for (const column of columns) {
		if (!lower.includes(column.toLowerCase())) {
			warn(`${source} has no column "${column}"; it has ${known.join(', ')}`);
		}
	}
}

/** An enrichment with a table. */
export function enrichment(
	table: LookupTable,
	keys: readonly string[],
	columns: readonly string[],
	outputs: readonly Output[],
): Enrichment {
	const spelled = outputs.map(({ column }) => {
		const lower = column.toLowerCase();
		return table.columns.find(known => known.toLowerCase() === lower) ?? column;
	});
	return {
		keys,
		names: outputs.map(output => output.as),
		find: values => {
			const row = values.includes(null)
				? undefined
				: table.find(Object.fromEntries(columns.map((column, at) => [column, values[at] ?? null])));
			return spelled.map(column => row?.[column] ?? null);
		},
		version: String(table.version),
		stamp: table.stamp,
	};
}

/** The enrichment without a table: every value is null, and no row is dropped. */
export function missing(
	message: string,
	keys: readonly string[],
	outputs: readonly Output[],
	warn: (message: string) => void,
): Enrichment {
	warn(message);
	const names = outputs.map(output => output.as);
	const nothing = names.map(() => null);
	const version = 'missing';
	return { keys, names, find: () => nothing, version, stamp: version, lacks: message };
}
