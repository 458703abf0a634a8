import { lazy } from '../frame/frame.ts';
import { tableTimeNames, timeField } from '../frame/time-field.ts';
import { constantVector, mapped } from '../frame/vector.ts';
import { quoteName } from '../syntax/escape.ts';
import type { Reader } from '../syntax/reader.ts';
import { isTimeUnit, numberParts } from '../syntax/token.ts';
import type { StageNode } from '../syntax/tree.ts';
import { bucketStart, nextBucketStart, timesliceSteps } from '../time/time.ts';
import type { DeclaredStep } from '../time/time.ts';
import { timeOf } from '../time/time-of.ts';
import type { Value } from '../value.ts';
import { afterExpression, timeWidths, words } from './stage-completion.ts';
import { adding } from './schema.ts';
import type { StageContext } from './stage-context.ts';
import type { Body, ExplainContext, RowStep, StageSpec } from './stage-spec.ts';
import { definingStep } from './steps.ts';

export interface TimesliceStage extends StageNode {
	readonly kind: 'timeslice';
	readonly step: DeclaredStep;
	readonly as: string;
}

const namesOf = (stage: TimesliceStage) => [stage.as, `${stage.as}_end`];

/** The width of a bucket, where it is the same for every range. */
function stepIn(stage: TimesliceStage, context: StageContext): readonly unknown[] | undefined {
	const { step } = stepOf(stage, context);
	return step === undefined ? undefined : [step];
}

export const timeslice: StageSpec<TimesliceStage> = {
	kind: 'timeslice',
	help: {
		name: 'timeslice',
		group: 'rows',
		takes: 'any',
		tier: 'must',
		syntax: 'timeslice [by] 5m [as f] | timeslice N buckets | timeslice',
		help: 'puts each row into a bucket of time, _timeslice, to count by',
		snippet: 'timeslice 1h',
		keywords: ['buckets'],
		example: '| timeslice 1h | count by _timeslice',
	},
	read: reader => {
		reader.takeWord('by');
		const step = readStep(reader);
		return { kind: 'timeslice', step, as: reader.optionalAs()?.name ?? '_timeslice' };
	},
	print: stage => `timeslice ${widthText(stage.step)}as ${quoteName(stage.as)}`,
	name: () => 'timeslice',
	explain: stage => {
		const width = stage.step.kind === 'whole' ? 'the whole range ' : widthText(stage.step);
		return `${width}as ${stage.as}`;
	},
	reads: () => [],
	makes: (stage, before) => adding(before, namesOf(stage)),
	check: (stage, checking) => {
		const { schema } = checking;
		if (schema.kind === 'rows' && !checking.isReadLater(namesOf(stage))) {
			checking.add('warning', `nothing uses ${stage.as}`, `count by it: | count by ${stage.as}`);
		}

		const isTimed = tableTimeNames.some(name => schema.fields.has(name.toLowerCase()));
		if (schema.kind === 'table' && !schema.open && !isTimed) {
			const message = 'timeslice needs a time, and no column of the table is one';
			checking.add(
				'fault',
				message,
				'put _messageTime behind by, or timeslice before the aggregate',
			);
		}
	},
	run: {
		class: 'rows',
		start: startTimeslice,
		keptBy: stepIn,
		storedBy: stepIn,
		explains: (stage, context) => {
			const { step } = stepOf(stage, context);
			const width = step === undefined ? 'one bucket' : `${step.count}${step.unit} buckets`;
			return [{ what: timeslice.explain(stage), how: `${width}, ${context.timeZone}` }];
		},
	},
	complete: {
		operands: 'expression',
		opens: [],
		follows: afterExpression,
		offers: ({ isFirst, last }) =>
			isFirst || last.word === 'by'
				? words(timeWidths, 'width of a bucket')
				: words(['as', 'buckets']),
	},
	drill: {
		made: stage => namesOf(stage).map(name => name.toLowerCase()),
		dropsRows: false,
		idle: true,
	},
};

function stepOf(stage: TimesliceStage, { fromMs, toMs, timeZone }: ExplainContext) {
	return timesliceSteps(stage.step, fromMs, toMs, timeZone);
}

function readStep(reader: Reader): Body<TimesliceStage>['step'] {
	if (reader.takeStar('one bucket for the whole range') || reader.peek().kind !== 'number') {
		return { kind: 'whole' };
	}

	const token = reader.take();
	const parts = numberParts(token.text);
	// `1 h` is `1h`.
	const apart = parts.unit === '' ? reader.takeWord('s', 'm', 'h', 'd', 'w') : undefined;
	const { digits, unit } = { ...parts, unit: apart?.text ?? parts.unit };
	const span = reader.span(token.start);
	if (!Number.isSafeInteger(digits) || digits < 1) {
		reader.fail(span, `timeslice: ${token.text} is no width`, 'write a whole number, such as 5m');
	}

	if (unit === '') {
		if (reader.takeWord('buckets', 'bucket') === undefined) {
			reader.fail(
				span,
				`timeslice: ${token.text} has no unit`,
				`write ${token.text}m, ${token.text}h, or ${token.text} buckets`,
			);
		}

		return { kind: 'buckets', count: digits };
	}

	if (!isTimeUnit(unit)) {
		const next = unit === 'M' ? `write ${digits}m for minutes` : 'units are s, m, h, d and w';
		reader.fail(span, `timeslice: "${unit}" is no unit of time`, next);
	}

	return { kind: 'width', count: digits, unit };
}

/** With a blank behind it; nothing for the whole range. */
function widthText(step: DeclaredStep): string {
	switch (step.kind) {
		case 'width':
			return `${step.count}${step.unit} `;
		case 'buckets':
			return `${step.count} buckets `;
		case 'whole':
			return '';
	}
}

function startTimeslice(stage: TimesliceStage, context: StageContext): RowStep {
	const { step, stepMs } = stepOf(stage, context);
	const { timeZone } = context;
	context.timeslice = { stepMs, column: stage.as };
	const [startName, endName] = namesOf(stage) as [string, string];
	return definingStep([startName], frame => {
		if (step === undefined) {
			frame.define(
				startName,
				lazy(() => constantVector(context.fromMs, frame.rowCount)),
			);
			frame.define(
				endName,
				lazy(() => constantVector(context.toMs, frame.rowCount)),
			);
			return;
		}

		const made = timeField(frame, message => context.warn(message));
		const start = lazy(() =>
			made === undefined
				? frame.recordVector(source => source.timeslice(step, timeZone))
				: mapped(made.get(), time => whenTime(time, ms => bucketStart(ms, step, timeZone))),
		);
		frame.define(startName, start);
		frame.define(
			endName,
			lazy(() =>
				mapped(start.get(), time => whenTime(time, ms => nextBucketStart(ms, step, timeZone))),
			),
		);
	});
}

/** @param compute - takes and gives ms since the epoch */
function whenTime(time: Value, compute: (ms: number) => number): Value {
	const ms = timeOf(time);
	return ms === undefined ? null : compute(ms);
}
