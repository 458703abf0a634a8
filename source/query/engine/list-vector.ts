import type { PathStep } from '../../../store/index.ts';
import { elementsOfJson, isElements, operandOf, type Element, type Elements } from '../elements.ts';
import type { Operand } from '../elements.ts';
import { acrossLists } from '../record-path.ts';
import { memoByCode, newCodes, type Codes, type ListOfVector } from '../frame/vector.ts';
import type { Vector } from '../frame/vector.ts';
import type { Value } from '../value.ts';
import type { ListSource } from './list-sources.ts';
import { ListTree } from './list-tree.ts';
import type { SegmentAccess } from './segment-access.ts';

/** A field of a segment some of whose records have lists along the path. */
interface ListParts {
	readonly segment: SegmentAccess;
	/** The field where no list is crossed; its code 0 is "nothing there". */
	readonly plain: Vector;
	readonly sources: readonly ListSource[];
	/** Elements of records that are not complete in the columns, by their row. */
	readonly slow: ReadonlyMap<number, readonly Element[]>;
	/** Names the codes across queries; undefined where they may differ. */
	readonly name: string | undefined;
}

/** Which elements the rows have, by number. */
interface Rowed {
	/** Shape `[rowCount]`: codes of `plain`, then lists, then slow rows. */
	readonly codes: Codes;
	readonly lists: ListTree;
	/** The number in `lists` of each list that a row has. */
	readonly nodes: readonly number[];
}

/** The elements of records that the columns do not hold whole. */
export function slowElements(
	segment: SegmentAccess,
	steps: readonly PathStep[],
): ReadonlyMap<number, readonly Element[]> {
	const found = new Map<number, readonly Element[]>();
	for (const row of segment.slowRows()) {
		const record = segment.slowRecord(row);
		// A text that is a list is no record with a list in it.
		const elements = Array.isArray(record) ? [] : elementsOfJson(acrossLists(record, steps));
		if (elements.length > 0) {
			found.set(row, elements);
		}
	}

	return found;
}

/**
 * The vector of a field whose path crosses lists. Its codes, one for each list of elements, cost a
 * pass over the rows for each column, so they are made when somebody reads them.
 */
export class ListVector implements Vector {
	readonly identity?: string;
	readonly list: ListOfVector;
	readonly #parts: ListParts;
	readonly #slow: readonly (readonly Element[])[];
	#rowed: Rowed | undefined;
	#operands: ((code: number) => Operand) | undefined;

	constructor(parts: ListParts) {
		this.#parts = parts;
		this.#slow = [...parts.slow.values()];
		const identity = parts.name === undefined ? undefined : parts.segment.identity(parts.name);
		if (identity !== undefined) {
			this.identity = identity;
		}

		this.list = {
			elements: code => this.#elements(code),
			columns: () => this.#columns(),
		};
	}

	get codes(): Codes {
		return this.#found().codes;
	}

	get size(): number {
		return this.#slowBase() + this.#slow.length;
	}

	get repeats(): boolean {
		return this.size * 2 <= this.#parts.segment.rowCount;
	}

	value(code: number): Value {
		const { plain } = this.#parts;
		if (code < plain.size) {
			return plain.value(code);
		}

		const operand = this.#operand(code);
		return isElements(operand) ? operand.text : operand;
	}

	#elements(code: number): Elements | undefined {
		const operand = code < this.#parts.plain.size ? undefined : this.#operand(code);
		return isElements(operand) ? operand : undefined;
	}

	#operand(code: number): Operand {
		this.#operands ??= memoByCode(this.size, at => operandOf(this.#elementsAt(at)));
		return this.#operands(code);
	}

	#elementsAt(code: number): readonly Element[] {
		const { sources, plain } = this.#parts;
		const slowBase = this.#slowBase();
		if (code >= slowBase) {
			return this.#slow[code - slowBase] ?? [];
		}

		const { lists, nodes } = this.#found();
		return lists
			.partsOf(nodes[code - plain.size] as number)
			.flatMap(({ column, code: own }) => sources[column]?.elements(own) ?? []);
	}

	#slowBase(): number {
		return this.#parts.plain.size + this.#found().nodes.length;
	}

	/**
	 * Only where each row has its elements from these columns alone: no record of the segment has the
	 * field without a list, or spells it in another way, or has to be read as text.
	 */
	#columns(): readonly Vector[] | undefined {
		const { sources, plain, slow } = this.#parts;
		const spellings = new Set(sources.map(({ path }) => path.replace(/\[\d+\]/g, '')));
		const vectors = sources.flatMap(({ vector }) => vector ?? []);
		const isWhole = vectors.length === sources.length && plain.size === 1 && slow.size === 0;
		return isWhole && spellings.size === 1 ? vectors : undefined;
	}

	#found(): Rowed {
		const { segment, name } = this.#parts;
		this.#rowed ??=
			name === undefined
				? this.#number()
				: segment.cached(name, bytesOfRowed, () => this.#number());
		return this.#rowed;
	}

	/** Numbers the different lists of the rows. */
	#number(): Rowed {
		const { segment, plain, sources, slow } = this.#parts;
		const { rowCount } = segment;
		const lists = new ListTree();
		const at = new Uint32Array(rowCount);
		for (const [column, { codes, otherCodes, valueCount }] of sources.entries()) {
			lists.append(at, { column, codes, otherCodes, valueCount });
		}

		const nodes: number[] = [];
		const placeOf = new Uint32Array(lists.count);
		const own = plain.codes;
		for (const row of slow.keys()) {
			at[row] = 0;
		}

		for (let row = 0; row < rowCount; row++) {
			const node = at[row] as number;
			if (node !== 0 && own[row] === 0 && placeOf[node] === 0) {
				placeOf[node] = nodes.push(node);
			}
		}

		const slowBase = plain.size + nodes.length;
		const codes = newCodes(rowCount, slowBase + slow.size);
		for (let row = 0; row < rowCount; row++) {
			const place = placeOf[at[row] as number] as number;
			const code = own[row] as number;
			codes[row] = code === 0 && place !== 0 ? plain.size + place - 1 : code;
		}

		[...slow.keys()].forEach((row, index) => {
			codes[row] = own[row] === 0 ? slowBase + index : (own[row] as number);
		});
		return { codes, lists, nodes };
	}
}

function bytesOfRowed({ codes, lists, nodes }: Rowed): number {
	return 128 + codes.byteLength + lists.approxBytes + nodes.length * 8;
}
