import { truthy } from '../comparison.ts';
import { isOfAny } from '../condition.ts';
import type { ElementNeed } from '../frame/element-need.ts';
import { fingerprint, isOfTheRange } from '../syntax/fingerprint.ts';
import type { Expression } from '../syntax/tree.ts';
import { fieldsOf } from '../syntax/walk-expression.ts';
import { centuryYear } from '../time/time.ts';
import type { StageContext } from './stage-context.ts';

/**
 * What some element of a list must have where `any(list, …)` holds, as far as one field of it tells.
 *
 * @returns undefined when a row may pass whatever its elements have
 */
export function elementNeedOf(
	condition: Expression,
	context: StageContext,
): ElementNeed | undefined {
	return needOf(condition, [], context);
}

/** @param lists - those around the condition; its fields are those of an element of the last one */
function needOf(
	condition: Expression,
	lists: readonly string[],
	context: StageContext,
): ElementNeed | undefined {
	if (condition.kind === 'any') {
		return needOf(condition.condition, [...lists, condition.list.name], context);
	}

	const { operator } = condition.kind === 'binary' ? condition : { operator: undefined };
	if (condition.kind !== 'binary' || (operator !== 'and' && operator !== 'or')) {
		return lists.length === 0 ? undefined : ofOneField(condition, lists, context);
	}

	const parts = [condition.left, condition.right].flatMap(
		part => needOf(part, lists, context) ?? [],
	);
	const tells = parts.length === 2 || (operator === 'and' && parts.length === 1);
	return tells ? { kind: operator === 'and' ? 'all' : 'some', parts } : undefined;
}

function ofOneField(
	condition: Expression,
	lists: readonly string[],
	context: StageContext,
): ElementNeed | undefined {
	const [field, ...more] = new Set(fieldsOf(condition).map(({ name }) => name.toLowerCase()));
	if (field === undefined || more.length > 0 || !isOfAny(condition)) {
		return undefined;
	}

	const compiled = context.condition(condition);
	const test = (value: Parameters<typeof compiled.evaluate>[0][number]) =>
		truthy(compiled.evaluate([value]));
	// An element without the field is in no column.
	if (test(null)) {
		return undefined;
	}

	const name = `where ${fingerprint(condition)} ${context.timeZone} ${centuryYear(context.nowMs)}`;
	return {
		kind: 'element',
		lists,
		field: compiled.fields[0] ?? field,
		test,
		name: isOfTheRange(condition) ? undefined : name,
	};
}
