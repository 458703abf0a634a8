import { stages } from '../language/operators.ts';
import type { Stage } from '../syntax/tree.ts';
import type { Checking, Place } from './check.ts';
import { readsOf } from './reads.ts';

const needsTable: ReadonlySet<string> = new Set(
	stages.filter(spec => spec.takes === 'table').map(spec => spec.name),
);
const needsRows: ReadonlySet<string> = new Set(
	stages.filter(spec => spec.takes === 'rows').map(spec => spec.name),
);
const readsRaw: ReadonlySet<string> = new Set(['parse', 'parse-regex', 'json', 'json-auto']);

/** Does the stage stand on the right side of the first aggregate, and is it of use there? */
export function checkOrder(checking: Checking, place: Place): void {
	const { stage, schema } = place;
	const isUnclear = place.stages
		.slice(0, place.index)
		.some(({ kind }) => kind === 'broken' || kind === 'unsupported');
	if (schema.kind === 'rows' && needsTable.has(stage.kind) && !isUnclear) {
		add(
			checking,
			stage,
			'fault',
			`${stage.kind} needs an aggregate before it`,
			`put an aggregate such as | count by f before | ${stage.kind}`,
		);
	}

	if (schema.kind === 'table' && needsRows.has(stage.kind)) {
		const next = `put | ${stage.kind} before the first aggregate`;
		add(checking, stage, 'fault', `${stage.kind} needs events, and an aggregate took them`, next);
	}

	if (schema.kind === 'table' && readsRaw.has(stage.kind) && readsOf(stage).length === 0) {
		const name = stage.kind.replace('-', ' ');
		add(
			checking,
			stage,
			'fault',
			`${name} reads the event, and an aggregate took it`,
			`put | ${name} before the first aggregate, or name a column: ${name} field=f`,
		);
	}

	if (stage.kind === 'dedup' && schema.kind === 'table' && stage.fields.length === 0) {
		add(checking, stage, 'fault', 'dedup needs fields after an aggregate', 'write dedup by f');
	}

	if (stage.kind === 'timeslice' && schema.kind === 'rows') {
		checkTimesliceUsed(checking, place, stage);
	}
}

function checkTimesliceUsed(
	checking: Checking,
	{ stages: pipeline, index }: Place,
	stage: Extract<Stage, { kind: 'timeslice' }>,
): void {
	const names = new Set([stage.as.toLowerCase(), `${stage.as.toLowerCase()}_end`]);
	const used = pipeline
		.slice(index + 1)
		.some(
			later =>
				['broken', 'unsupported', 'join'].includes(later.kind) ||
				readsOf(later).some(field => names.has(field.name.toLowerCase())),
		);
	if (!used) {
		add(
			checking,
			stage,
			'warning',
			`nothing uses ${stage.as}`,
			`count by it: | count by ${stage.as}`,
		);
	}
}

function add(
	checking: Checking,
	stage: Stage,
	severity: 'fault' | 'warning',
	message: string,
	next: string,
): void {
	const { text } = checking.query;
	const { start, end } = stage.span;
	// The name alone: underlining a whole stage says less.
	const name = /^[A-Za-z_]+(?:\s+(?:regex|auto)\b)?/.exec(text.slice(start, end))?.[0] ?? '';
	const span = { start, end: name === '' ? end : start + name.length };
	checking.faults.push({ severity, span, message, next });
}
