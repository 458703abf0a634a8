/** What a person chose of the columns of one list, by their titles. */
export interface ColumnChoice {
	readonly hidden: readonly string[];
	/** These come first, in this order. */
	readonly order: readonly string[];
	/** These stay columns, whatever is in them. */
	readonly kept: readonly string[];
}

export const noChoice: ColumnChoice = { hidden: [], order: [], kept: [] };

/** Of each list, by the name of its slot; all lists of records share one. */
export type ColumnChoices = Readonly<Record<string, ColumnChoice>>;
