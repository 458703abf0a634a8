import type { Schema } from '../stage/schema.ts';
import type { StageSpec } from '../stage/stage-spec.ts';
import type { Query, StageNode } from '../syntax/tree.ts';
import type { Fault } from '../value.ts';
import type { KnownFields } from './known.ts';

/** Where the checks of one query put what they find. */
export interface Checking {
	readonly query: Query;
	readonly known: KnownFields;
	readonly faults: Fault[];
}

/** One stage and what comes into it. */
export interface CheckedStage {
	readonly stage: StageNode;
	readonly spec: StageSpec;
	readonly schema: Schema;
	/** The pipeline it stands in, and its place there. */
	readonly pipeline: readonly StageNode[];
	readonly index: number;
}

/** The words that a stage begins with: underlining a whole stage says less. */
export function spanOfName({ text }: Query, { span: { start, end } }: StageNode): Fault['span'] {
	const name = /^[A-Za-z_]+(?:\s+(?:regex|auto)\b)?/.exec(text.slice(start, end))?.[0] ?? '';
	return { start, end: name === '' ? end : start + name.length };
}
