/** What the child that tails is told, as JSON on its command line. */
export interface ScalePlan {
	readonly endpoint: string;
	readonly dir: string;
	readonly nowMs: number;
	readonly minutes: number;
	readonly pollEveryMs: number;
	/** Of each request, in virtual time. */
	readonly latencyMs: number;
	readonly concurrencyMax: number;
	readonly sinceMs: number;
}

export type ScaleMessage =
	/** The server's clock is to show this; answered by any message. */
	{ readonly type: 'time'; readonly nowMs: number } | ({ readonly type: 'done' } & ScaleFigures);

export interface ScaleFigures {
	readonly prefixCount: number;
	readonly objectsRead: number;
	readonly backfillDone: boolean;
	/** In virtual time; the tail's objects only count until then. */
	readonly backfillMinutes: number;
	readonly tailObjects: number;
	/** From an object's arrival to its commit, virtual ms, while the backfill ran. */
	readonly tailLagMedianMs: number;
	readonly tailLagP95Ms: number;
	readonly tailLagMaxMs: number;
	/** Memory of the process that no file backs. */
	readonly memoryBytesMax: number;
	readonly memoryBytesBefore: number;
	readonly heapBytesMax: number;
}
