import { codeAt, type Vector } from '../../frame/vector.ts';
import type { Met, MetColumn, MetRecord } from '../../port.ts';
import type { Value } from '../../value.ts';

/** The rows of a segment that met a condition, read from its columns as they are asked for. */
export class MetRows implements Met {
	readonly condition: number;
	readonly segmentId: string;
	readonly rows: Uint32Array;
	readonly columns: readonly MetColumn[];
	readonly silencedCount: number;
	readonly #times: Float64Array;

	constructor(
		{ condition, segmentId, rows, silencedCount }: Omit<Met, 'columns' | 'timeMs' | 'records'>,
		vectors: readonly Vector[],
		times: Float64Array,
	) {
		this.condition = condition;
		this.segmentId = segmentId;
		this.rows = rows;
		this.silencedCount = silencedCount;
		this.columns = vectors.map(columnOf);
		this.#times = times;
	}

	timeMs(row: number): number {
		return this.#times[row] as number;
	}

	get records(): readonly MetRecord[] {
		const { segmentId, columns } = this;
		return Array.from(this.rows, row => ({
			timeMs: this.timeMs(row),
			ref: { segmentId, row },
			values: columns.map(column => column.value(column.codeAt(row))),
		}));
	}
}

function columnOf(vector: Vector): MetColumn {
	return {
		size: vector.size,
		codeAt: row => codeAt(vector, row),
		value: (code): Value => vector.value(code),
	};
}
