import type { Codes, Column } from '../column/column.ts';
import type { SegmentView } from '../segment/view.ts';

/** A shape's columns in record order, held so that no row has to look them up again. */
interface Part {
	readonly literal: string;
	readonly column: Column;
	readonly codes: Codes;
}

interface Recipe {
	readonly first: string;
	/** Each leaf with the literal after it. */
	readonly parts: readonly Part[];
}

/**
 * The compact forms of many rows of one sealed segment. Says what `SegmentView.raw` says, several
 * times faster, for it keeps the decoded columns: so keep few of these.
 */
export class RawTexts {
	readonly #view: SegmentView;
	readonly #shapeIds: Codes;
	/** By shape; null where a record cannot be rebuilt from its leaves. */
	readonly #recipes = new Map<number, Recipe | null>();

	constructor(view: SegmentView) {
		this.#view = view;
		this.#shapeIds = view.shapeIds();
	}

	raw(row: number): string {
		const shapeId = this.#shapeIds[row] ?? -1;
		let recipe = this.#recipes.get(shapeId);
		if (recipe === undefined) {
			recipe = this.#recipeOf(shapeId);
			this.#recipes.set(shapeId, recipe);
		}

		if (recipe === null) {
			return this.#view.raw(row);
		}

		let text = recipe.first;
		for (const { literal, column, codes } of recipe.parts) {
			text += column.token(codes[row] ?? 0) + literal;
		}

		return text;
	}

	#recipeOf(shapeId: number): Recipe | null {
		const shape = this.#view.shapes()[shapeId];
		if (shape === undefined || !shape.rebuilds) {
			return null;
		}

		const parts: Part[] = [];
		for (const [leaf, path] of shape.leafPaths.entries()) {
			const column = this.#view.column(path);
			if (column === undefined) {
				return null;
			}

			parts.push({ literal: shape.literals[leaf + 1] ?? '', column, codes: column.codes() });
		}

		return { first: shape.literals[0] ?? '', parts };
	}
}
