import type { StoreSnapshot } from '../../../store/store.ts';
import type { DerivedField, StageCount } from '../port.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanResult } from './plan-result.ts';
import type { PartialStore } from '../port.ts';
import type { PartialCache } from './partial-cache.ts';
import type { SegmentCache } from './segment-source.ts';
import type { StageNode } from '../syntax/tree.ts';
import type { StageContext } from '../stage/stage-context.ts';
import type { WarningLog } from './warning-log.ts';

/** The parts of an engine that all queries share. */
export interface EngineParts {
	readonly derived: ReadonlyMap<string, DerivedField>;
	readonly segmentCache: SegmentCache;
	readonly partials: PartialCache;
	/** Where partials outlive the process. */
	readonly partialStore: PartialStore | undefined;
	/** Fields shown of a record when no stage chooses fields. */
	readonly usualFields: readonly string[];
	pause(): Promise<void>;
}

/** Rows in and out of each stage; index -1 is the search. */
export class StageCounts {
	readonly #counts = new Map<number, { name: string; rowsIn: number; rowsOut: number }>();

	add(index: number, name: string, rowsIn: number, rowsOut: number): void {
		const known = this.#counts.get(index);
		if (known === undefined) {
			this.#counts.set(index, { name, rowsIn, rowsOut });
		} else {
			known.rowsIn += rowsIn;
			known.rowsOut += rowsOut;
		}
	}

	entries(): readonly (StageCount & { readonly index: number })[] {
		return [...this.#counts].map(([index, count]) => ({ index, ...count }));
	}

	list(): readonly StageCount[] {
		return [...this.#counts].sort(([a], [b]) => a - b).map(([, count]) => ({ ...count }));
	}
}

interface Scanned {
	segmentCount: number;
	prunedSegmentCount: number;
	recordCount: number;
}

/** One run over one time range. */
export interface RunState {
	readonly parts: EngineParts;
	readonly snapshot: StoreSnapshot;
	readonly context: StageContext;
	/** The warnings that `context.warn` adds to. */
	readonly warnings: WarningLog;
	readonly counts: StageCounts;
	readonly scanned: Scanned;
	readonly rowsMax: number;
	readonly signal: AbortSignal | undefined;
	/** What stages have learned of the records, by the stage as it was planned and by the range. */
	readonly learned: Map<StageNode, Map<string, StageNode>>;
	/** Runs the stages before a stage such as `compare` once more. */
	runPlan(plan: Plan, state: RunState): Promise<PlanResult>;
}
