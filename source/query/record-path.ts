import { elementsOfJson, operandOf, type Operand } from './elements.ts';
import { valueOfJson } from './json-text.ts';
import { readJsonPath } from './syntax/json-path.ts';
import type { Value } from './value.ts';

/** A key of an object, or an index into a list. */
export type FieldStep = string | number;

/** The steps of a field name; a name that is no path is one key. */
export function stepsOfName(name: string): readonly FieldStep[] {
	const steps = (readJsonPath(name) ?? []).flatMap(step =>
		step.kind === 'key' ? step.key : step.kind === 'index' && step.index >= 0 ? step.index : [],
	);
	return steps.length === 0 ? [name] : steps;
}

const needsQuotes = /[.[\]'"\\\s]/;

/** The field name of a member; the empty parent is the record. `stepsOfName` reads it again. */
export function memberName(parent: string, key: string): string {
	if (key === '' || needsQuotes.test(key)) {
		return `${parent}['${key.replace(/['\\]/g, '\\$&')}']`;
	}

	return parent === '' ? key : `${parent}.${key}`;
}

/** The value at a path below a JSON value; undefined when there is none. */
export function stepsField(
	record: unknown,
	steps: readonly FieldStep[],
	anyCase: boolean,
): Value | undefined {
	const exact = walk(record, steps, false);
	const found = exact === undefined && anyCase ? walk(record, steps, true) : exact;
	return found === undefined ? undefined : valueOfJson(found);
}

/** The same, ignoring case; where there is none, what is found across lists. */
export function crossingField(record: unknown, steps: readonly FieldStep[]): Operand {
	return stepsField(record, steps, true) ?? operandOf(elementsOfJson(acrossLists(record, steps)));
}

function walk(record: unknown, steps: readonly FieldStep[], anyCase: boolean): unknown {
	let current = record;
	for (const step of steps) {
		if (typeof current !== 'object' || current === null) {
			return undefined;
		}

		current = memberOf(current as Record<FieldStep, unknown>, step, anyCase);
	}

	return current;
}

function memberOf(
	container: Record<FieldStep, unknown>,
	step: FieldStep,
	anyCase: boolean,
): unknown {
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

/** A place in a record: the value there, the steps that led to it, and whether a list was crossed. */
interface Place {
	readonly json: unknown;
	readonly taken: number;
	readonly hasCrossed: boolean;
}

/**
 * The values at a path of which at least one list is crossed without an index, in the order of the
 * record. Keys compare ignoring case, and each spelling counts.
 *
 * @param hasCrossed - whether the value stands in a list already
 */
export function acrossLists(
	json: unknown,
	steps: readonly FieldStep[],
	hasCrossed = false,
): readonly unknown[] {
	const found: unknown[] = [];
	// A list of its own instead of calls: lists may be nested deeper than calls may.
	const waiting: Place[] = [{ json, taken: 0, hasCrossed }];
	for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
		if (place.taken < steps.length) {
			for (const next of placesAfter(place, steps[place.taken] as FieldStep).reverse()) {
				waiting.push(next);
			}
		} else if (place.hasCrossed) {
			found.push(place.json);
		}
	}

	return found;
}

function placesAfter({ json, taken, hasCrossed }: Place, step: FieldStep): Place[] {
	if (typeof json !== 'object' || json === null) {
		return [];
	}

	if (typeof step === 'number') {
		return Array.isArray(json) && step < json.length
			? [{ json: json[step] as unknown, taken: taken + 1, hasCrossed }]
			: [];
	}

	if (Array.isArray(json)) {
		return json.map((item: unknown) => ({ json: item, taken, hasCrossed: true }));
	}

	const key = step.toLowerCase();
	return Object.entries(json)
		.filter(([known]) => known.toLowerCase() === key)
		.map(([, member]) => ({ json: member as unknown, taken: taken + 1, hasCrossed }));
}
