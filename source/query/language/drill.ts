import { schemasOf, specOf, type Stage } from '../stage/index.ts';
import type { Schema } from '../stage/schema.ts';
import { quoteName, quoteString } from '../syntax/escape.ts';
import { parse } from './parse.ts';
import { regionsOf } from '../syntax/regions.ts';
import type { Query, StageNode } from '../syntax/tree.ts';
import type { Value } from '../value.ts';

/** One key of the opened row, or the column field of a transposed cell. */
export interface DrillCondition {
	readonly field: string;
	readonly value: Value;
}

/** The bucket of a `_timeslice` key: half-open, in ms since the epoch. */
export interface DrillTimeslice {
	readonly field: string;
	readonly fromMs: number;
	readonly toMs: number;
}

export interface Drilled {
	readonly text: string;
	/** The time range to use when the row has a bucket of time. */
	readonly range: { readonly fromMs: number; readonly toMs: number } | undefined;
	/** Keys that exist only after the aggregate and so cannot filter the events. */
	readonly skipped: readonly string[];
}

/**
 * The query of the events behind a row: the stages before the first aggregate, and a `where` for
 * each key.
 */
export function drill(
	text: string,
	conditions: readonly DrillCondition[],
	timeslice?: DrillTimeslice,
): Drilled {
	const pipeline = readPipeline(text);
	const bucket = timeslice?.field.toLowerCase();
	const wanted = conditions.filter(({ field }) => field.toLowerCase() !== bucket);
	const usable = wanted.filter(({ field }) => isEventField(pipeline, field));
	const wheres = usable.map(({ field, value }) => `where ${equals(field, value, 'and')}`);
	return {
		text: append(eventsText(pipeline, usable), wheres),
		range: timeslice && { fromMs: timeslice.fromMs, toMs: timeslice.toMs },
		skipped: wanted.filter(key => !usable.includes(key)).map(({ field }) => field),
	};
}

/**
 * The query with one more filter, before the first aggregate where the field is one of the events,
 * else at the end. A filter that exists already is not added again.
 */
export function addFilter(text: string, field: string, value: Value, mode: 'and' | 'not'): string {
	const pipeline = readPipeline(text);
	const where = `where ${equals(field, value, mode)}`;
	const { query, cut } = pipeline;
	const present = query.stages.some(
		({ span }) => text.slice(span.start, span.end).trim() === where,
	);
	if (present) {
		return text;
	}

	const isComputed = cut !== undefined && computedStage(query, cut, field) !== undefined;
	if (cut === undefined || isComputed || !isEventField(pipeline, field)) {
		return append(text, [where]);
	}

	const at = pipeBefore(text, cut.span.start);
	return `${append(text.slice(0, at), [where])} ${text.slice(at)}`;
}

/** A query that counts the events by a field. */
export function countBy(text: string, field: string): string {
	const events = eventsText(readPipeline(text), [{ field, value: null }]);
	return append(events, [`count by ${quoteName(field)}`, 'sort by _count']);
}

/** The row and column fields of the query's last `transpose`. */
export function transposedFields(
	text: string,
): { readonly rows: readonly string[]; readonly columns: readonly string[] } | undefined {
	const stage = parse(text).query.stages.findLast(({ kind }) => kind === 'transpose');
	return stage?.kind === 'transpose'
		? { rows: stage.rows.map(row => row.name), columns: stage.columns.map(column => column.name) }
		: undefined;
}

interface Pipeline {
	readonly text: string;
	readonly query: Query<Stage>;
	/**
	 * The first stage whose output is a table, and its index; undefined when all rows are events.
	 */
	readonly cut: StageNode | undefined;
	readonly cutIndex: number;
	readonly schemas: readonly Schema[];
}

function readPipeline(text: string): Pipeline {
	const { query } = parse(text);
	const schemas = schemasOf(query.stages);
	const found = query.stages.findIndex((_, index) => schemas[index + 1]?.kind === 'table');
	const cutIndex = found < 0 ? query.stages.length : found;
	return { text, query, cut: query.stages[cutIndex], cutIndex, schemas };
}

/** The text before the first aggregate, without idle stages whose fields nothing reads. */
function eventsText(
	{ text, query, cut, cutIndex }: Pipeline,
	conditions: readonly DrillCondition[],
): string {
	if (cut === undefined) {
		return text;
	}

	const kept = query.stages.slice(0, cutIndex);
	let result = text.slice(0, pipeBefore(text, cut.span.start));
	for (const [index, stage] of [...kept.entries()].reverse()) {
		const readLater = kept
			.slice(index + 1)
			.flatMap(later => specOf(later).reads(later))
			.map(({ name }) => name);
		const names = [...readLater, ...conditions.map(({ field }) => field)];
		const { drill: rule } = specOf(stage);
		const isRead = rule.made(stage).some(made => names.some(name => name.toLowerCase() === made));
		if (rule.idle === true && !isRead) {
			const from = pipeBefore(result, stage.span.start);
			result = result.slice(0, from).trimEnd() + result.slice(stage.span.end);
		}
	}

	const computed = conditions.flatMap(({ field }) => computedStage(query, cut, field) ?? []);
	return append(
		result,
		[...new Set(computed)].map(stage => specOf(stage).print(stage, { text, stage: () => '' })),
	);
}

/** The stage that computes a key inside of the aggregate's text: `by toLowerCase(f)`. */
function computedStage(
	{ stages }: Query<Stage>,
	cut: StageNode,
	name: string,
): StageNode | undefined {
	return stages.find(
		stage =>
			stage.kind === 'assign' &&
			stage.name.toLowerCase() === name.toLowerCase() &&
			cut.span.start <= stage.span.start &&
			stage.span.end <= cut.span.end,
	);
}

/** Whether the field exists before the first aggregate. */
function isEventField({ query, cutIndex, schemas }: Pipeline, field: string): boolean {
	const key = field.toLowerCase();
	if (schemas[cutIndex]?.fields.has(key) === true) {
		return true;
	}

	return !query.stages.slice(cutIndex).some(stage => specOf(stage).drill.made(stage).includes(key));
}

/** Offset of the pipe in front of the stage that starts at `start`; 0 when there is none. */
function pipeBefore(text: string, start: number): number {
	const pipe = regionsOf(text).findLast(region => region.kind === 'pipe' && region.start < start);
	return pipe?.start ?? 0;
}

function append(text: string, stages: readonly string[]): string {
	if (stages.length === 0) {
		return text.trimEnd();
	}

	// After a comment that runs to the end of its line, a stage would be part of the comment.
	const last = regionsOf(text).findLast(region => region.kind !== 'blank');
	const openComment = last?.kind === 'comment' && text.startsWith('//', last.start);
	const trimmed = text.trimEnd();
	const joint = openComment ? '\n' : trimmed === '' ? '' : ' ';
	const whole = /(?:^|[^|])\|$/.test(trimmed) && last?.kind === 'pipe';
	return `${trimmed}${joint}${whole ? '' : '| '}${stages.join(' | ')}`;
}

function equals(field: string, value: Value, mode: 'and' | 'not'): string {
	const name = quoteName(field);
	if (value === null) {
		return mode === 'and' ? `isNull(${name})` : `!isNull(${name})`;
	}

	if (value === '') {
		// Empty text equals null in the language, but here they are two different rows.
		const isEmpty = `(${name} = "" and !isNull(${name}))`;
		return mode === 'and' ? isEmpty.slice(1, -1) : `!${isEmpty}`;
	}

	return `${name} ${mode === 'and' ? '=' : '!='} ${literal(value)}`;
}

/** A value as the language writes it; `{{` is split, because it would be a parameter. */
function literal(value: Exclude<Value, null>): string {
	if (typeof value !== 'string') {
		return String(value);
	}

	return value.includes('{{')
		? `concat(${value
				.split(/(?<=\{)(?=\{)/)
				.map(quoteString)
				.join(', ')})`
		: quoteString(value);
}
