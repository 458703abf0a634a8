import type { AnyCaseNeedle } from '../column/any-case-needle.ts';
import type { Codes, Column } from '../column/column.ts';
import type { SegmentView, Shape } from './view.ts';

/**
 * A segment under another id, used when several stores are read as one, or when a view adds
 * something to a segment.
 */
export class NamedSegment implements SegmentView {
	readonly id: string;
	/** What is laid over it, or how it is called, ends with the process. */
	readonly signature: string | undefined = undefined;
	readonly #segment: SegmentView;

	constructor(id: string, segment: SegmentView) {
		this.id = id;
		this.#segment = segment;
	}

	get sealed(): boolean {
		return this.#segment.sealed;
	}

	get rowCount(): number {
		return this.#segment.rowCount;
	}

	get minTimeMs(): number {
		return this.#segment.minTimeMs;
	}

	get maxTimeMs(): number {
		return this.#segment.maxTimeMs;
	}

	times(): Float64Array {
		return this.#segment.times();
	}

	shapeIds(): Codes {
		return this.#segment.shapeIds();
	}

	shapes(): readonly Shape[] {
		return this.#segment.shapes();
	}

	shapesWith(test: (literal: string) => boolean): Uint8Array | undefined {
		return this.#segment.shapesWith(test);
	}

	paths(): readonly string[] {
		return this.#segment.paths();
	}

	column(path: string): Column | undefined {
		return this.#segment.column(path);
	}

	mayHold(path: string, needle: AnyCaseNeedle): boolean {
		return this.#segment.mayHold(path, needle);
	}

	unrebuiltRows(): readonly number[] {
		return this.#segment.unrebuiltRows();
	}

	holdsContainers(path: string): boolean | undefined {
		return this.#segment.holdsContainers(path);
	}

	meta(name: string): Column | undefined {
		return this.#segment.meta(name);
	}

	metaNames(): readonly string[] {
		return this.#segment.metaNames();
	}

	container(path: string, rows?: Uint32Array): Column | undefined {
		return this.#segment.container(path, rows);
	}

	raw(row: number): string {
		return this.#segment.raw(row);
	}

	delivered(row: number): Uint8Array {
		return this.#segment.delivered(row);
	}
}
