/** What a child that ingests is told, as JSON on its command line. */
export interface WriterPlan {
	readonly dir: string;
	readonly endpoint: string;
	readonly bucket: string;
	readonly seed: number;
	/** Ms since the epoch; time goes `speed` times as fast from then on. */
	readonly nowMs: number;
	readonly speed: number;
	readonly sinceMs: number;
	readonly segmentRowsMax: number;
	/** How far ahead its clock is when it looks at another writer's lease. */
	readonly leaseAheadMs: number;
	/** Kills itself inside a transaction that is not committed yet, or right after the commit. */
	readonly die?: { readonly at: 'transaction' | 'committed'; readonly afterRecords: number };
	/** Stops in front of this append, as a process does that is suspended. */
	readonly freezeAt?: number;
}

export type WriterReport =
	| { readonly type: 'freezing' }
	| {
			readonly type: 'status';
			readonly state: string;
			readonly records: number;
			readonly errorCode: string | undefined;
	  };

/** What a child that reads saw of the store. */
export interface Look {
	readonly recordCount: number;
	readonly rowCount: number;
	/** Only when it was asked to read everything. */
	readonly whole?: { readonly distinct: number; readonly crc: number };
}
