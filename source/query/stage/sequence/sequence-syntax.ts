import type { Reader } from '../../syntax/reader.ts';
import type { Field, StageNode } from '../../syntax/tree.ts';
import type { Span } from '../../value.ts';
import { closingOffset } from '../join-syntax.ts';
import { readWithin, type Within } from '../past/within.ts';
import type { Body, InnerQuery } from '../stage-spec.ts';

export interface SequenceStage extends StageNode {
	readonly kind: 'sequence';
	readonly by: readonly Field[];
	/** From the first step to the last; undefined: the range. */
	readonly within: Within | undefined;
	/** Two at least. */
	readonly steps: readonly SequenceStep[];
	/** What must not come between the first step and the last. */
	readonly without: SequenceStep | undefined;
}

/** A search, and stages `where` behind it. */
export interface SequenceStep extends InnerQuery {
	/** Between the parentheses. */
	readonly span: Span;
}

/** Steps of one sequence: each reads the records once. */
export const sequenceStepsMax = 10;

const syntax = 'write sequence by f within 1h (search) then (search)';

export function readSequence(reader: Reader): Body<SequenceStage> {
	reader.expectWord('by', syntax);
	const by = reader.fields();
	const within = readWithin(reader);
	const steps = [readStep(reader)];
	reader.expectWord('then', syntax);
	do {
		if (steps.length === sequenceStepsMax) {
			reader.failHere(`more than ${sequenceStepsMax} steps`, 'follow fewer steps in one sequence');
		}

		steps.push(readStep(reader));
	} while (reader.takeWord('then') !== undefined);

	const without = reader.takeWord('without') === undefined ? undefined : readStep(reader);
	return { kind: 'sequence', by, within, steps, without };
}

function readStep(reader: Reader): SequenceStep {
	const open = reader.expectSymbol('(', syntax);
	const close = closingOffset(reader, open.end);
	const { search, end } = reader.reading.readSearch(open.end, close);
	const stages = end < close ? reader.stages(end + 1, close) : [];
	if (reader.text.slice(open.end, close).trim() === '') {
		reader.fail(
			reader.span(open.start, close + 1),
			'a step without a search',
			'write what the event is: (eventName=ConsoleLogin), or (*) for any',
		);
	}

	for (const { kind, span } of stages) {
		if (kind !== 'where' && kind !== 'broken' && kind !== 'unsupported') {
			reader.fault(span, 'a step takes where alone', 'put other stages before sequence');
		}
	}

	reader.moveTo(close + 1);
	return { search, stages, span: reader.span(open.end, close) };
}
