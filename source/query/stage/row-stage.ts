import { compileExpression } from '../expression.ts';
import { conjuncts, isExtraction, type PlannedStage } from '../plan/plan.ts';
import type { RowStage } from '../plan/stage-class.ts';
import { compileRegex, isRegexFault } from '../regex/compile.ts';
import type { Expression, Field, Stage } from '../syntax/tree.ts';
import { nextBucketStart, timesliceSteps } from '../time/time.ts';
import { writeWithTime } from '../aggregate/recent.ts';
import { enrichFrame } from './enrich-frame.ts';
import { prepareEnrichment, type EnrichStage } from './enrichment.ts';
import { expressionField, filterExpression } from '../frame/expression-vector.ts';
import { extractAnchor, extractJson, extractRegex, extractSplit } from '../frame/extract.ts';
import { applyExtraction, type Extracted, type ExtractionRule } from '../frame/extraction.ts';
import { lazy, type Frame } from '../frame/frame.ts';
import { applyJsonAuto } from './json-auto.ts';
import { applyRegexMulti } from './regex-multi.ts';
import type { StageContext } from './stage-context.ts';
import { timesliceVector } from '../engine/timeslice.ts';
import { constantVector, rowVector } from '../frame/vector.ts';

/** A row stage ready to run on frame after frame; a stage that multiplies rows gives a new frame. */
export interface RowStep {
	run(frame: Frame): Frame;
	/** Names it has made so far, in order; `json auto` finds them as it runs. */
	made(): readonly string[];
}

export function compileRowStage(planned: PlannedStage, context: StageContext): RowStep {
	const step = compile(planned.stage as RowStage, planned.noted, context);
	return isExtraction(planned.stage)
		? step
		: {
				run: frame => {
					const next = step.run(frame);
					// Anything between two extractions ends their run.
					next.chain = undefined;
					return next;
				},
				made: () => step.made(),
			};
}

function compile(stage: RowStage & Stage, noted: boolean, context: StageContext): RowStep {
	switch (stage.kind) {
		case 'parse':
			return extraction(
				stage.patterns.flatMap(({ names }) => names.map(({ name }) => name)),
				{ nodrop: stage.nodrop, noted },
				frame => stage.patterns.flatMap(pattern => extractAnchor(frame, stage.field, pattern)),
			);
		case 'parse-regex':
			return compileRegexStage(stage, noted, context);
		case 'json':
			return extraction(stage.names, { nodrop: stage.nodrop, noted }, frame =>
				extractJson(frame, stage.field, stage.paths, stage.names),
			);
		case 'json-auto':
			return compileJsonAuto(stage, context);
		case 'split':
			return extraction(
				stage.extract.map(({ name }) => name),
				{ nodrop: false, noted: false, alone: true },
				frame => extractSplit(frame, stage.field, stage.delimiter, stage.extract),
			);
		case 'where':
			return compileWhere(stage.condition, context);
		case 'assign': {
			const expression = compileExpression(stage.expression, context);
			return defining([stage.name], frame => {
				frame.define(stage.name, expressionField(frame, expression));
			});
		}

		case 'timeslice':
			return compileTimeslice(stage, context);
		case 'fields':
			return compileFields(stage.mode, stage.fields);
		case 'withtime':
			return compileWithTime(stage.field);
		case 'lookup':
		case 'geoip':
		case 'threatip':
		case 'threatlookup':
			return compileEnrich(stage, context);
	}
}

function defining(names: readonly string[], run: (frame: Frame) => void): RowStep {
	return {
		run: frame => {
			run(frame);
			return frame;
		},
		made: () => names,
	};
}

function extraction(
	names: readonly string[],
	rule: ExtractionRule,
	extract: (frame: Frame) => readonly Extracted[],
): RowStep {
	return defining(names, frame => {
		applyExtraction(frame, extract(frame), rule);
	});
}

function compileRegexStage(
	stage: Stage & { readonly kind: 'parse-regex' },
	noted: boolean,
	context: StageContext,
): RowStep {
	const regex = compileRegex(stage.regex.source, stage.regex.flags);
	if (isRegexFault(regex)) {
		// The check refuses such a query; if it did not, nothing matches.
		return extraction(stage.names, { nodrop: stage.nodrop, noted }, frame =>
			stage.names.map(name => ({
				name,
				codes: constantVector(null, frame.rowCount),
				hit: () => false,
				value: () => null,
			})),
		);
	}

	const rule = { nodrop: stage.nodrop, noted };
	return stage.multi
		? {
				run: frame =>
					applyRegexMulti(frame, stage.field, regex, stage.names, rule, message => {
						context.warn(message);
					}),
				made: () => stage.names,
			}
		: extraction(stage.names, rule, frame => extractRegex(frame, stage.field, regex, stage.names));
}

function compileJsonAuto(
	stage: Stage & { readonly kind: 'json-auto' },
	context: StageContext,
): RowStep {
	const names: string[] = [];
	return {
		run: frame => {
			const made = applyJsonAuto(frame, stage);
			if (made.cut) {
				context.warn('json auto makes 100 fields at most; the record has more');
			}

			for (const name of made.names) {
				if (!names.some(known => known.toLowerCase() === name.toLowerCase())) {
					names.push(name);
				}
			}

			return frame;
		},
		made: () => names,
	};
}

function compileWhere(condition: Expression, context: StageContext): RowStep {
	const parts = conjuncts(condition).map(part => ({
		test: compileExpression(part, context),
		name: `where ${fingerprint(part)} ${context.timeZone} ${centuryYear(context.nowMs)} ${isOfTheRange(part) ? context.nowMs : ''}`,
		keeps: !isOfTheRange(part),
	}));
	return defining([], frame => {
		for (const { test, name, keeps } of parts) {
			if (frame.rows?.length === 0) {
				return;
			}

			frame.rows = filterExpression(frame, test, keeps ? name : undefined);
		}
	});
}

/** What two digits of a year mean moves on with it: what is kept under a name is of one year. */
export function centuryYear(nowMs: number): number {
	return new Date(nowMs).getUTCFullYear();
}

/** The same tree, the same text: spans left out. */
export function fingerprint(node: unknown): string {
	return JSON.stringify(node, (key, value: unknown) =>
		key === 'span' || key === 'nameSpan' ? undefined : value,
	);
}

const rangeFunctions = new Set(['now', 'querystarttime', 'queryendtime', 'querytimerange']);

/** Does the result depend on the moment or the range of the query? */
export function isOfTheRange(node: unknown): boolean {
	if (typeof node !== 'object' || node === null) {
		return false;
	}

	const { kind, name } = node as { kind?: unknown; name?: unknown };
	return (
		(kind === 'call' && typeof name === 'string' && rangeFunctions.has(name.toLowerCase())) ||
		Object.values(node).some(isOfTheRange)
	);
}

function compileTimeslice(
	stage: Stage & { readonly kind: 'timeslice' },
	context: StageContext,
): RowStep {
	const { step, stepMs } = timesliceSteps(
		stage.step,
		context.fromMs,
		context.toMs,
		context.timeZone,
	);
	context.timeslice = { stepMs, column: stage.as };
	const endName = `${stage.as}_end`;
	return defining([stage.as], frame => {
		if (step === undefined) {
			frame.define(
				stage.as,
				lazy(() => constantVector(context.fromMs, frame.rowCount)),
			);
			frame.define(
				endName,
				lazy(() => constantVector(context.toMs, frame.rowCount)),
			);
			return;
		}

		const start = lazy(() =>
			frame.recordVector(source => timesliceVector(source, step, context.timeZone)),
		);
		frame.define(stage.as, start);
		frame.define(
			endName,
			lazy(() => {
				const vector = start.get();
				return {
					codes: vector.codes,
					size: vector.size,
					repeats: vector.repeats,
					value: code => nextBucketStart(vector.value(code) as number, step, context.timeZone),
				};
			}),
		);
	});
}

function compileFields(mode: 'keep' | 'drop', fields: readonly Field[]): RowStep {
	const named = new Set(fields.map(({ name }) => name.toLowerCase()));
	return defining([], frame => {
		frame.restrict(
			mode === 'keep' ? name => named.has(name) || name.startsWith('_') : name => !named.has(name),
		);
	});
}

function compileWithTime(field: Field): RowStep {
	const name = `${field.name}_withtime`;
	return defining([name], frame => {
		const value = frame.field(field.name);
		frame.define(
			name,
			lazy(() => {
				const vector = value.get();
				const times = frame.times();
				return rowVector(frame.rowCount, row => {
					const plain = vector.value(vector.codes[row] as number);
					return plain === null ? null : writeWithTime(plain, times[row] as number);
				});
			}),
		);
	});
}

function compileEnrich(stage: EnrichStage, context: StageContext): RowStep {
	const enrichment = prepareEnrichment(stage, context.lookups, message => {
		context.warn(message);
	});
	return defining(enrichment.names, frame => {
		enrichFrame(frame, enrichment);
	});
}
