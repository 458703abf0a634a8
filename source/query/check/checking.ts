import type { Schema } from '../stage/schema.ts';
import type { StageSpec } from '../stage/stage-spec.ts';
import type { Query, StageNode } from '../syntax/tree.ts';
import type { Fault } from '../value.ts';
import type { KnownFields } from './known.ts';

/** Shared by all checks of one query; collects the faults. */
export interface Checking {
	readonly query: Query;
	readonly known: KnownFields;
	readonly faults: Fault[];
	/** Texts that variables were filled with. */
	readonly filled: Set<string>;
	/** Whether it is of a subquery with a time of its own, of whose values nothing is known. */
	readonly isOtherTime: boolean;
}

/** One stage with its input schema. */
export interface CheckedStage {
	readonly stage: StageNode;
	readonly spec: StageSpec;
	readonly schema: Schema;
	/** The pipeline of the stage, and its index there. */
	readonly pipeline: readonly StageNode[];
	readonly index: number;
	/** The stages before that pipeline, where a stage has it inside. */
	readonly outer: readonly StageNode[];
}

/** The first words of a stage; underlining the whole stage would be less helpful. */
export function spanOfName({ text }: Query, { span: { start, end } }: StageNode): Fault['span'] {
	const name = /^[A-Za-z_]+(?:\s+(?:regex|auto)\b)?/.exec(text.slice(start, end))?.[0] ?? '';
	return { start, end: name === '' ? end : start + name.length };
}
