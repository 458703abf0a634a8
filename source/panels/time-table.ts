export interface Series {
	/** Title of the result's column. */
	readonly column: string;
	readonly label: string;
	/** One per bucket; a bucket without a row is 0. */
	readonly values: readonly number[];
	readonly total: number;
	/** How many series it is the sum of; absent: it is one. */
	readonly stands?: number;
}

/** Numbers over time, with a bucket for every part of the range. */
export interface TimeTable {
	/** Starts of the buckets in ms, ascending. */
	readonly starts: readonly number[];
	readonly stepMs: number;
	readonly series: readonly Series[];
	/** For each bucket, the row of the result, or -1 where there is none, or more than one. */
	readonly rows: readonly number[];
}
