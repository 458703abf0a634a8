import type { Frame } from '../frame/frame.ts';
import { syncFrames, type OrderedRows } from '../frame/ordered-rows.ts';
import { eachRow } from '../frame/rows.ts';
import assert from 'node:assert/strict';
import type { PlannedStage } from '../plan/plan.ts';
import { isExtraction } from '../stage/index.ts';
import type { StageContext } from '../stage/stage-context.ts';
import type { RowStep } from '../stage/stage-spec.ts';
import type { RunState } from './run-state.ts';

/** Prepares a row stage of a plan. */
export function startRows({ stage, spec, noted }: PlannedStage, context: StageContext): RowStep {
	assert(spec.run.class === 'rows', 'only row stages run on frames');
	const step = spec.run.start(stage, context, noted);
	return isExtraction(spec)
		? step
		: {
				run: frame => {
					const next = step.run(frame);
					// A stage between two extractions ends their run.
					next.chain = undefined;
					return next;
				},
				made: () => step.made(),
			};
}

/** Runs a row or order stage on ordered rows, and returns the names that it made. */
export function runInOrder(
	planned: PlannedStage,
	ordered: OrderedRows,
	{ context }: RunState,
): { readonly ordered: OrderedRows; readonly made: readonly string[] } {
	const { run } = planned.spec;
	if (run.class === 'order') {
		return {
			ordered: run.run(ordered, planned.stage, context),
			made: run.made(planned.stage),
		};
	}

	const step = startRows(planned, context);
	return { ordered: applyRowStep(ordered, step), made: step.made() };
}

/** Runs a stage that reads one row at a time; the remaining rows keep their order. */
function applyRowStep(ordered: OrderedRows, step: RowStep): OrderedRows {
	const frames = ordered.frames.map(frame => step.run(frame));
	const positions = frames.map((frame, index) =>
		positionsByOrigin(frame, ordered.frames[index] as Frame),
	);
	const frameOf: number[] = [];
	const positionOf: number[] = [];
	for (let at = 0; at < ordered.frameOf.length; at++) {
		const frame = ordered.frameOf[at] as number;
		const origin = ordered.positionOf[at] as number;
		const own = positions[frame] as Positions;
		own(origin, position => {
			frameOf.push(frame);
			positionOf.push(position);
		});
	}

	const next = {
		frames,
		frameOf: Uint32Array.from(frameOf),
		positionOf: Uint32Array.from(positionOf),
	};
	syncFrames(next);
	return next;
}

/** Calls back with the remaining positions that come from a position before the stage. */
type Positions = (origin: number, visit: (position: number) => void) => void;

function positionsByOrigin(frame: Frame, before: Frame): Positions {
	if (frame === before) {
		const left = new Uint8Array(frame.rowCount);
		eachRow(frame.rows, frame.rowCount, position => {
			left[position] = 1;
		});
		return (origin, visit) => {
			if (left[origin] === 1) {
				visit(origin);
			}
		};
	}

	const positions = new Map<number, number[]>();
	eachRow(frame.rows, frame.rowCount, position => {
		const origin = frame.originOf(position);
		const known = positions.get(origin);
		if (known === undefined) {
			positions.set(origin, [position]);
		} else {
			known.push(position);
		}
	});
	return (origin, visit) => {
		positions.get(origin)?.forEach(visit);
	};
}
