import type { Spending } from '../spending.ts';
import type { Span } from '../value.ts';
import type { Dictionary } from './dictionary/dictionary.ts';
import type { AggregateDictionaries } from './group/aggregate-dictionaries.ts';
import type { GroupTable } from './group/group-table.ts';
import { usedBy } from './kept-partials.ts';

/** Tells a run what its groups, and the values that they have brought, take by now. */
export class GroupWeight {
	readonly #spending: Spending;
	readonly #span: Span;
	/** Bytes of a dictionary when the run began: other runs have brought its values. */
	readonly #before = new WeakMap<Dictionary, number>();
	#told = 0;

	/** @param span - of the aggregate */
	constructor(spending: Spending, span: Span, dictionaries: AggregateDictionaries) {
		this.#spending = spending;
		this.#span = span;
		usedBy(dictionaries).forEach(dictionary => this.#before.set(dictionary, dictionary.bytes));
	}

	/**
	 * Takes the place of what was told before.
	 *
	 * @throws TooLarge
	 */
	tell(table: GroupTable, dictionaries: AggregateDictionaries): void {
		const values = usedBy(dictionaries).reduce(
			(sum, dictionary) => sum + dictionary.bytes - (this.#before.get(dictionary) ?? 0),
			0,
		);
		this.forget();
		this.#told = table.bytes + Math.max(0, values);
		this.#spending.add(this.#told, this.#span);
	}

	/** Somebody else tells it from now on. */
	forget(): void {
		this.#spending.drop(this.#told);
		this.#told = 0;
	}
}
