import type { StoreSnapshot } from '../../../store/index.ts';
import type { Completion, Signature } from '../../dashboard/input/completion.ts';
import { complete } from '../../query/complete/complete.ts';
import { foreignScope } from '../../query/engine/index.ts';
import type { Engine } from '../../query/port.ts';
import type { TimeSpan } from '../../panels/model.ts';
import type { Query } from '../../query/syntax/tree.ts';
import { parse } from '../../query/language/parse.ts';
import type { Fault } from '../../query/value.ts';
import { derivedFields } from '../../trail/derive.ts';
import type { LiveTables } from '../../intel/live-tables.ts';
import { fieldCounts, valueCounts } from './samples.ts';
import type { FieldCount, ValueCount } from './samples.ts';

/** Values are counted over the newest records of what the query reads: this many ms before its end. */
const valuesRangeMs = 86_400_000;
/** They are counted anew when that time has moved by more. */
const movedMs = 3_600_000;
const valueFieldsMax = 50;

/** The most frequent values of a field in a time. */
interface Counted {
	readonly counts: readonly ValueCount[];
	readonly range: TimeSpan;
}

/**
 * Answers which completions are possible at the cursor of a query, from the fields and values in
 * the store.
 */
export class Completer {
	readonly #engine: Engine;
	readonly #snapshot: () => StoreSnapshot;
	readonly #tables: Pick<LiveTables, 'names'>;
	#fields: { readonly version: number; readonly counts: readonly FieldCount[] } | undefined;
	readonly #values = new Map<string, Counted>();

	constructor(engine: Engine, snapshot: () => StoreSnapshot, tables: Pick<LiveTables, 'names'>) {
		this.#engine = engine;
		this.#snapshot = snapshot;
		this.#tables = tables;
	}

	async complete(asked: {
		readonly text: string;
		readonly cursor: number;
		/** What the query would read. */
		readonly range: TimeSpan;
	}): Promise<{
		readonly items: readonly Completion[];
		readonly faults: readonly Fault[];
		readonly signature: Signature | undefined;
	}> {
		const fields = this.#knownFields();
		const wanted = new Set<string>();
		const sources = {
			fields,
			keys: fields.map(field => field.name.split('.').at(-1) ?? field.name),
			saved: [],
			derived: derivedFields,
			tables: this.#tables.names(),
			values: (field: string) => {
				wanted.add(field);
				return this.#values.get(field.toLowerCase())?.counts ?? [];
			},
		};
		let completion = complete(asked.text, asked.cursor, sources);
		// The values of a field are counted once and cached; the next request finds them.
		for (const field of wanted) {
			const range = newestOf(asked.range);
			const known = this.#values.get(field.toLowerCase());
			if (known === undefined || hasMoved(known.range, range)) {
				await this.#count(field, range);
				completion = complete(asked.text, asked.cursor, sources);
			}
		}

		return {
			items: completion.items.map(item => ({
				insert: item.insert,
				label: item.label,
				help: item.detail,
				start: completion.from,
				end: completion.to,
			})),
			signature: completion.signature,
			faults: [
				...this.#scopeFaults(parse(asked.text).query),
				...this.#engine.check({ text: asked.text, ...asked.range }),
			].sort((a, b) => a.span.start - b.span.start),
		};
	}

	/** A pasted query names the category of the place that it comes from. */
	#scopeFaults({ search }: Pick<Query, 'search'>): readonly Fault[] {
		const foreign = foreignScope(search, this.#snapshot());
		if (foreign === undefined) {
			return [];
		}

		const { span, message, next, repair } = foreign;
		return [{ severity: 'warning', span, message, next, repair: repair.text }];
	}

	#knownFields(): readonly FieldCount[] {
		const snapshot = this.#snapshot();
		if (this.#fields === undefined || this.#fields.version !== snapshot.version) {
			this.#fields = { version: snapshot.version, counts: fieldCounts(snapshot) };
		}

		return this.#fields.counts;
	}

	async #count(field: string, range: TimeSpan): Promise<void> {
		const counts = await valueCounts(this.#engine, field, range.fromMs, range.toMs);
		if (this.#values.size >= valueFieldsMax) {
			this.#values.delete([...this.#values.keys()][0] ?? '');
		}

		this.#values.set(field.toLowerCase(), { counts, range });
	}
}

function newestOf({ fromMs, toMs }: TimeSpan): TimeSpan {
	return { fromMs: Math.max(fromMs, toMs - valuesRangeMs), toMs };
}

function hasMoved(before: TimeSpan, now: TimeSpan): boolean {
	return (
		Math.abs(before.fromMs - now.fromMs) > movedMs || Math.abs(before.toMs - now.toMs) > movedMs
	);
}
