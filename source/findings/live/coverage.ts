import type { Rule } from '../rule.ts';

/** What stands in the store of one batch. */
export interface BatchPlace {
	readonly key: string;
	readonly fromRow: number;
	readonly toRow: number;
	/** Id of its list of rules. */
	readonly rules: string;
}

/** Rules that have looked at the same rows of a segment, and from where they go on. */
export interface Piece {
	readonly segmentId: string;
	readonly fromRow: number;
	readonly rules: readonly Rule[];
	readonly meanings: readonly string[];
}

interface Covered {
	readonly batches: Map<string, BatchPlace>;
	/** By list of rules: rows before this one were looked at, also where nothing of it stands in the store. */
	readonly rowOf: Map<string, number>;
	/** All rules have looked at the rows before this one. */
	wholeRow: number;
}

/** Knows which rows of which segments which rules have looked at. */
export class Coverage {
	readonly #rules: ReadonlyMap<string, Rule>;
	/** Meanings by list. */
	readonly #lists = new Map<string, ReadonlySet<string>>();
	/** No more than there are segments. */
	readonly #segments = new Map<string, Covered>();

	/** @param rules - by what they mean */
	constructor(rules: ReadonlyMap<string, Rule>) {
		this.#rules = rules;
	}

	get segmentIds(): readonly string[] {
		return [...this.#segments.keys()];
	}

	learnList(id: string, meanings: readonly string[]): void {
		this.#lists.set(id, new Set(meanings));
	}

	hasList(id: string): boolean {
		return this.#lists.has(id);
	}

	note(segmentId: string, { key, fromRow, toRow, rules }: BatchPlace): void {
		const covered = this.#of(segmentId);
		// Nothing else of it: whoever notes a batch has its hits in hand, which are large.
		covered.batches.set(key, { key, fromRow, toRow, rules });
		this.looked(segmentId, rules, toRow);
	}

	/** Rules of a list have looked at the rows before one, and nothing of it has to stand in the store. */
	looked(segmentId: string, list: string, toRow: number): void {
		const covered = this.#of(segmentId);
		covered.rowOf.set(list, Math.max(toRow, covered.rowOf.get(list) ?? 0));
	}

	batchesOf(segmentId: string): readonly BatchPlace[] {
		return [...(this.#segments.get(segmentId)?.batches.values() ?? [])];
	}

	/** The row behind those whose looking at stands in the store for the rules of a list. */
	storedRow(segmentId: string, list: string): number {
		const wanted = this.#lists.get(list) ?? new Set<string>();
		const [some] = wanted;
		return this.batchesOf(segmentId)
			.filter(place => some !== undefined && this.#lists.get(place.rules)?.has(some) === true)
			.reduce((row, place) => Math.max(row, place.toRow), 0);
	}

	/** One batch is in the place of all others of a segment. */
	replace(segmentId: string, place: BatchPlace): void {
		const covered = this.#of(segmentId);
		covered.batches.clear();
		covered.rowOf.clear();
		this.note(segmentId, place);
	}

	forget(segmentId: string): void {
		this.#segments.delete(segmentId);
	}

	isWhole(segmentId: string, rowCount: number): boolean {
		return (this.#segments.get(segmentId)?.wholeRow ?? 0) >= rowCount;
	}

	/** What is left to look at in a segment: nothing, when all rules have seen all rows. */
	pieces(segmentId: string, rowCount: number): readonly Piece[] {
		if (this.isWhole(segmentId, rowCount)) {
			return [];
		}

		const covered = this.#of(segmentId);
		const groups = new Map<number, [string, Rule][]>();
		for (const [meaning, rule] of this.#rules) {
			const row = this.#rowOf(covered, meaning);
			if (row < rowCount) {
				const group = groups.get(row) ?? [];
				group.push([meaning, rule]);
				groups.set(row, group);
			}
		}

		if (groups.size === 0) {
			covered.wholeRow = rowCount;
		}

		return [...groups].map(([fromRow, group]) => ({
			segmentId,
			fromRow,
			rules: group.map(([, rule]) => rule),
			meanings: group.map(([meaning]) => meaning),
		}));
	}

	#rowOf({ rowOf }: Covered, meaning: string): number {
		let row = 0;
		for (const [list, toRow] of rowOf) {
			if (toRow > row && this.#lists.get(list)?.has(meaning) === true) {
				row = toRow;
			}
		}

		return row;
	}

	#of(segmentId: string): Covered {
		const known = this.#segments.get(segmentId);
		if (known !== undefined) {
			return known;
		}

		const made: Covered = { batches: new Map(), rowOf: new Map(), wholeRow: 0 };
		this.#segments.set(segmentId, made);
		return made;
	}
}
