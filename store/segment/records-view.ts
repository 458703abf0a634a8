import type { AnyCaseNeedle } from '../column/any-case-needle.ts';
import type { Codes, Column } from '../column/column.ts';
import { keptText } from '../shred/kept-text.ts';
import { containerColumn } from './containers.ts';
import type { SegmentData } from './segment-data.ts';
import type { SegmentView, Shape } from './view.ts';

/** Reads records and columns of any segment. */
export class RecordsView implements SegmentView {
	readonly id: string;
	readonly sealed: boolean;
	readonly signature: string | undefined;
	readonly rowCount: number;
	readonly minTimeMs: number;
	readonly maxTimeMs: number;
	readonly #data: SegmentData;

	constructor(data: SegmentData) {
		this.#data = data;
		this.id = data.id;
		this.sealed = data.sealed;
		this.signature = data.signature;
		this.rowCount = data.rowCount;
		this.minTimeMs = data.minTimeMs;
		this.maxTimeMs = data.maxTimeMs;
	}

	times(): Float64Array {
		return this.#data.times();
	}

	shapeIds(): Codes {
		return this.#data.shapeIds();
	}

	shapes(): readonly Shape[] {
		return this.#data.shapes();
	}

	shapesWith(test: (literal: string) => boolean): Uint8Array | undefined {
		const passes = Uint8Array.from(this.#data.literalTexts(), text => Number(test(text)));
		if (!passes.includes(1)) {
			return undefined;
		}

		const marks = Uint8Array.from(this.#data.shapeEntries(), ({ literals }) =>
			Number(literals.some(id => passes[id] === 1)),
		);
		return marks.includes(1) ? marks : undefined;
	}

	paths(): readonly string[] {
		return this.#data.paths();
	}

	column(path: string): Column | undefined {
		const id = this.#data.columnId(path);
		return id === undefined ? undefined : this.#data.columnById(id);
	}

	mayHold(path: string, needle: AnyCaseNeedle): boolean {
		const id = this.#data.columnId(path);
		return id !== undefined && this.#data.mayHold(id, needle);
	}

	unrebuiltRows(): readonly number[] {
		return this.#data.unrebuiltRows();
	}

	holdsContainers(path: string): boolean | undefined {
		const id = this.#data.columnId(path);
		return id === undefined ? false : this.#data.holdsContainers(id);
	}

	meta(name: string): Column | undefined {
		return this.#data.meta(name);
	}

	metaNames(): readonly string[] {
		return this.#data.metaNames();
	}

	container(path: string, rows?: Uint32Array): Column | undefined {
		return this.#data.container(path, rows !== undefined, () => containerColumn(this, path, rows));
	}

	raw(row: number): string {
		const rebuilder = this.#data.rebuilder();
		return rebuilder.rebuilds(row)
			? rebuilder.text(row)
			: keptText(this.#data.kept(row) ?? new Uint8Array(0));
	}

	delivered(row: number): Uint8Array {
		const rebuilder = this.#data.rebuilder();
		const kept = this.#data.kept(row);
		return kept === undefined ? rebuilder.bytes(row) : Uint8Array.from(kept);
	}
}
