import { parsePath, type PathStep } from '../../../store/index.ts';
import { valueOfJson } from '../json-text.ts';
import type { Value } from '../value.ts';

/** The value of a field of a record: at the exact path, else ignoring case. */
export function autoField(record: unknown, name: string, exactOnly: boolean): Value | undefined {
	return stepsField(record, fieldSteps(name), !exactOnly);
}

/**
 * The steps of a field name. The store writes a key with blanks or quotes in brackets; a user may
 * write `%"my key.b"` without brackets.
 */
export function fieldSteps(name: string): readonly PathStep[] {
	const known = parsePath(name);
	if (known !== undefined) {
		return known;
	}

	const steps: PathStep[] = [];
	let end = 0;
	for (const { 0: whole, 1: index, 2: key, index: start } of name.matchAll(
		/\[(0|[1-9]\d{0,8})\]|(?:^|\.)([^.[\]]+)/g,
	)) {
		if (start !== end) {
			break;
		}

		steps.push(index === undefined ? (key as string) : Number(index));
		end += whole.length;
	}

	return end === name.length && steps.length > 0 ? steps : [name];
}

/** The value at a path below a JSON value; undefined when there is none. */
export function stepsField(
	record: unknown,
	steps: readonly PathStep[],
	anyCase: boolean,
): Value | undefined {
	const exact = walk(record, steps, false);
	const found = exact === undefined && anyCase ? walk(record, steps, true) : exact;
	return found === undefined ? undefined : valueOfJson(found);
}

function walk(record: unknown, steps: readonly PathStep[], anyCase: boolean): unknown {
	let current = record;
	for (const step of steps) {
		if (typeof current !== 'object' || current === null) {
			return undefined;
		}

		current = memberOf(current as Record<PathStep, unknown>, step, anyCase);
	}

	return current;
}

function memberOf(container: Record<PathStep, unknown>, step: PathStep, anyCase: boolean): unknown {
	if (Array.isArray(container) !== (typeof step === 'number')) {
		return undefined;
	}

	if (Object.hasOwn(container, step)) {
		return container[step];
	}

	if (!anyCase || typeof step === 'number') {
		return undefined;
	}

	const key = step.toLowerCase();
	const spelled = Object.keys(container).find(known => known.toLowerCase() === key);
	return spelled === undefined ? undefined : container[spelled];
}
