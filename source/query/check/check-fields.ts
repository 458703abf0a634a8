import { didYouMean, partsOf } from '../syntax/advice.ts';
import { quoteName, quoteString } from '../syntax/escape.ts';
import { specOf } from '../stage/index.ts';
import { tableOf } from '../stage/schema.ts';
import type { Schema } from '../stage/schema.ts';
import type { Expression, Field, StageNode } from '../syntax/tree.ts';
import { walkExpression } from '../syntax/walk-expression.ts';
import { checkDashed } from './check-dashed.ts';
import type { CheckedStage, Checking } from './checking.ts';

/** Reports names that can have no value at their position. */
export function checkFields(checking: Checking, checked: CheckedStage): void {
	const expression = checked.spec.expression?.(checked.stage);
	const words = expression === undefined ? new Set<Field>() : wordsOnTheRight(expression);
	const pieces = expression && checkDashed(checking, expression, checked);
	const seen = new Set<string>();
	for (const field of checked.spec.reads(checked.stage)) {
		const key = field.name.toLowerCase();
		if (seen.has(key) || pieces?.has(field) === true) {
			continue;
		}

		seen.add(key);
		if (words.has(field)) {
			checkWord(checking, checked, field);
		} else if (!checking.known.has(checked.schema, field.name)) {
			addUnknown(checking, checked, field);
		} else {
			checkDropped(checking, checked, field);
		}
	}
}

/** Warns of a name that no field has here. */
export function addUnknown(checking: Checking, checked: CheckedStage, field: Field): void {
	const { known, faults } = checking;
	const near = known.nearest(checked.schema, field.name);
	const isTable = checked.schema.kind === 'table';
	const message = isTable
		? `no column "${field.name}" after the aggregate`
		: `no event has "${field.name}"`;
	const otherwise = isTable
		? `add it to the aggregate's by, or write one of ${columnsOf(checked)}`
		: field.name.toLowerCase() === '_timeslice'
			? 'put | timeslice 5m before it'
			: 'check the spelling; JSON paths are written a.b';
	faults.push({
		severity: 'warning',
		span: field.span,
		message,
		...partsOf(didYouMean(near, otherwise, near && quoteName(near))),
	});
}

function columnsOf(checked: CheckedStage): string {
	const names = [...checked.schema.fields.values()];
	return names.length > 8 ? `${names.slice(0, 8).join(', ')} …` : names.join(', ');
}

/** Single fields on the right of `=`, which may have been meant as text. */
function wordsOnTheRight(expression: Expression): Set<Field> {
	const words = new Set<Field>();
	walkExpression(expression, part => {
		if (part.kind === 'binary' && ['=', '!=', 'contains'].includes(part.operator)) {
			collect(part.right);
		} else if (part.kind === 'matches-glob') {
			collect(part.pattern);
		} else if (part.kind === 'in') {
			part.list.forEach(collect);
		}
	});

	function collect(right: Expression): void {
		if (right.kind === 'field') {
			words.add(right.field);
		}
	}

	return words;
}

/**
 * Without sample fields, only a word that is unlikely to be a field, such as `10.0.0.1`, is
 * reported.
 */
function checkWord(checking: Checking, checked: CheckedStage, field: Field): void {
	const { known, faults, query } = checking;
	const { schema } = checked;
	const { name, span } = field;
	const isDecided = known.sampled || !schema.auto || /^\d/.test(name);
	if (schema.open || !isDecided || known.certain(schema, name)) {
		return;
	}

	if (query.text[span.start] === '%') {
		if (!known.has(schema, name)) {
			addUnknown(checking, checked, field);
		}

		return;
	}

	// Null is equal to null, so this finds the records that lack both.
	if (known.isAbsent(schema, name)) {
		faults.push({
			severity: 'warning',
			span,
			message: `no record of this time has ${name}: it is null here`,
			next: `write "${name}" for the text, or isNull(…) for what is missing`,
		});
		return;
	}

	faults.push({
		severity: 'warning',
		span,
		message: `${name} without quotes is a field, and no event has it`,
		next: `write "${name}" for the text`,
		repair: quoteString(name),
	});
}

/** Reports a field of the events that a stage `fields` before has dropped. */
function checkDropped(checking: Checking, checked: CheckedStage, field: Field): void {
	const key = field.name.toLowerCase();
	const dropper = stageThatDrops(checked, key);
	if (dropper === undefined || checked.schema.open) {
		return;
	}

	checking.faults.push({
		severity: 'warning',
		span: field.span,
		message: `fields has dropped ${field.name} before: it is empty here`,
		next: `name it in that fields, or put this stage before it`,
	});
}

function stageThatDrops({ pipeline, index }: CheckedStage, key: string): StageNode | undefined {
	for (const stage of pipeline.slice(0, index).toReversed()) {
		const { run, makes } = specOf(stage);
		if (run.class !== 'rows') {
			return undefined;
		}

		const choice = run.chooses?.(stage);
		if (choice !== undefined) {
			const isNamed = choice.names.some(name => name.toLowerCase() === key);
			const drops = choice.mode === 'drop' ? isNamed : !isNamed && !key.startsWith('_');
			if (drops || isNamed) {
				return drops ? stage : undefined;
			}
		} else if (makes(stage, noFields).fields.has(key)) {
			return undefined;
		}
	}

	return undefined;
}

const noFields: Schema = tableOf([]);
