/** How far a word of the language goes back: `must` is what CloudTrail dashboards use. */
type Tier = 'must' | 'should' | 'later';

/** One stage: everything that parser, did-you-mean, completion and manual need to know of it. */
export interface StageSpec {
	/** As written first: `parse regex`. */
	readonly name: string;
	readonly aliases?: readonly string[];
	readonly group: 'extract' | 'rows' | 'aggregate' | 'table' | 'enrich';
	/** What must come in: `rows` before the first aggregate, `table` after one. */
	readonly takes: 'rows' | 'table' | 'any';
	readonly tier: Tier;
	readonly syntax: string;
	/** One line. */
	readonly help: string;
	/** Text that completion inserts. */
	readonly snippet: string;
	/** A whole query. */
	readonly example: string;
}

/** One aggregate, which makes a stage alone or in a list. */
export interface AggregateSpec {
	readonly name: string;
	/** Column title without `as`; `pct` makes one a percentile from its field. */
	readonly title: string;
	readonly tier: Tier;
	readonly syntax: string;
	readonly help: string;
	readonly snippet: string;
	readonly example: string;
	/** Fields it takes. */
	readonly argsMin: number;
	readonly argsMax: number;
}
