import type { Column } from '../column/column.ts';
import { TokenColumn } from '../column/token-column.ts';
import { hashToken, viewOf } from '../shred/bytes.ts';
import type { RecordSchema } from '../store.ts';
import { RowIndex } from './row-index.ts';
import type { RecordIdentity } from './segment-builder.ts';
import type { SegmentView } from './view.ts';

/** Hashes by code, as `RecordIdentity.idHash` has them. */
function tokenHashes(column: Column): Int32Array {
	const hashes = new Int32Array(column.valueCount + 1);
	for (let code = 1; code <= column.valueCount; code += 1) {
		if (column instanceof TokenColumn) {
			const { view, offsets } = column.tokens;
			hashes[code] = hashToken(view, offsets[code - 1] as number, offsets[code] as number);
		} else {
			const token = Buffer.from(column.token(code));
			hashes[code] = hashToken(viewOf(token), 0, token.length);
		}
	}

	return hashes;
}

/**
 * Finds the rows of a view by identity, to detect duplicates. Created once for each sealed segment
 * whose time range includes arriving records. About 16 bytes per row.
 */
export class IdentityIndex {
	readonly #view: SegmentView;
	readonly #schema: Pick<RecordSchema, 'idPath' | 'scopePath'>;
	readonly #index: RowIndex;
	readonly approxBytes: number;

	constructor(view: SegmentView, schema: Pick<RecordSchema, 'idPath' | 'scopePath'>) {
		this.#view = view;
		this.#schema = schema;
		this.#index = new RowIndex(view.rowCount);
		const column = view.column(schema.idPath);
		if (column !== undefined) {
			const hashes = tokenHashes(column);
			const codes = column.codes();
			const times = view.times();
			for (let row = 0; row < view.rowCount; row += 1) {
				const code = codes[row] as number;
				if (code > 0) {
					this.#index.add(hashes[code] as number, times[row] as number, row);
				}
			}
		}

		this.approxBytes = this.#index.approxBytes;
	}

	/** Rows with this id and scope and exactly this time, ascending; empty without an id. */
	find(identity: RecordIdentity, timeMs: number): readonly number[] {
		if (!identity.hasId || !this.#index.has(identity.idHash, timeMs)) {
			return [];
		}

		return this.#index
			.rows(identity.idHash, timeMs)
			.filter(
				row =>
					this.#view.times()[row] === timeMs &&
					this.#string(this.#schema.idPath, row) === identity.id &&
					this.#string(this.#schema.scopePath, row) === identity.scope,
			);
	}

	#string(path: string, row: number): string | undefined {
		const column = this.#view.column(path);
		const code = column?.codes()[row] ?? 0;
		const value = code > 0 ? column?.value(code) : undefined;
		return typeof value === 'string' ? value : undefined;
	}
}
