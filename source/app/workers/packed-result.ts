import type { QueryResult, RecordRef } from '../../query/port.ts';
import type { Value } from '../../query/value.ts';
import type { QueryReply } from './query-messages.ts';

/** A list as its distinct items, and which of them is where; shape `[length]`. */
interface PackedList<T> {
	readonly items: readonly T[];
	readonly places: Uint32Array;
}

/**
 * A result on its way between threads. A message that is sent copies each text as often as it
 * occurs, and most cells of a table repeat others: packed, a list of 10,000 rows takes a third of
 * the memory on the screen's side, and less of its time.
 */
interface PackedResult extends Omit<QueryResult, 'rows' | 'refs'> {
	readonly rowsLength: number;
	/** Row after row, shape `[rowsLength * columns.length]`. */
	readonly cells: PackedList<Value>;
	readonly refs:
		{ readonly segmentIds: PackedList<string>; readonly rows: Uint32Array } | undefined;
}

type WithResult =
	| Extract<QueryReply, { type: 'progress' }>
	| (Extract<QueryReply, { type: 'outcome' }> & { outcome: { ok: true } });

/** A reply of the query worker on its way. */
export type PackedReply =
	| Exclude<QueryReply, WithResult>
	| { readonly type: 'packed'; readonly reply: EmptyReply; readonly result: PackedResult };

/** What comes through the channel from a query worker. */
export type ToConsole =
	| PackedReply
	/** The worker ends by an error that nobody caught. */
	| { readonly type: 'fatal'; readonly message: string };

/** A reply that waits for its result. */
type EmptyReply =
	| { readonly type: 'progress'; readonly id: number }
	| { readonly type: 'outcome'; readonly id: number };

export function packReply(reply: QueryReply): PackedReply {
	if (reply.type === 'progress') {
		const { type, id, result } = reply;
		return { type: 'packed', reply: { type, id }, result: packResult(result) };
	}

	if (reply.type === 'outcome' && reply.outcome.ok) {
		const { type, id, outcome } = reply;
		return { type: 'packed', reply: { type, id }, result: packResult(outcome.result) };
	}

	return reply as Exclude<QueryReply, WithResult>;
}

export function unpackReply(packed: PackedReply): QueryReply {
	if (packed.type !== 'packed') {
		return packed;
	}

	const { type, id } = packed.reply;
	const result = unpackResult(packed.result);
	return type === 'progress' ? { type, id, result } : { type, id, outcome: { ok: true, result } };
}

function packResult({ rows, refs, ...rest }: QueryResult): PackedResult {
	return {
		...rest,
		rowsLength: rows.length,
		cells: packList(rows.flat()),
		refs: refs && {
			segmentIds: packList(refs.map(({ segmentId }) => segmentId)),
			rows: Uint32Array.from(refs, ({ row }) => row),
		},
	};
}

function unpackResult({ rowsLength, cells, refs, ...rest }: PackedResult): QueryResult {
	const values = unpackList(cells);
	const width = rest.columns.length;
	const rows = Array.from({ length: rowsLength }, (_, row) =>
		values.slice(row * width, (row + 1) * width),
	);
	return { ...rest, rows, refs: refs && unpackRefs(refs) };
}

function unpackRefs({ segmentIds, rows }: NonNullable<PackedResult['refs']>): RecordRef[] {
	const ids = unpackList(segmentIds);
	return Array.from(rows, (row, at) => ({ segmentId: ids[at] ?? '', row }));
}

/** Stands for -0, which a Map takes for 0. */
const minusZero = Symbol('-0');

function packList<T>(list: readonly T[]): PackedList<T> {
	const items: T[] = [];
	const placeOf = new Map<T | typeof minusZero, number>();
	const places = new Uint32Array(list.length);
	for (const [at, item] of list.entries()) {
		const key = Object.is(item, -0) ? minusZero : item;
		let place = placeOf.get(key);
		if (place === undefined) {
			place = items.push(item) - 1;
			placeOf.set(key, place);
		}

		places[at] = place;
	}

	return { items, places };
}

function unpackList<T>({ items, places }: PackedList<T>): T[] {
	return Array.from(places, place => items[place] as T);
}
