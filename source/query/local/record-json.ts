import { parsePath, type PathStep } from '../../../store/index.ts';
import type { Value } from '../value.ts';

/** The parsed record, or undefined when the text is no JSON. */
export function parseRecord(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

/** The JSON in a text that may begin with something else (`12:00 INFO {"a":1}`). */
export function parseAfterPreamble(text: string): unknown {
	const whole = parseRecord(text);
	if (whole !== undefined) {
		return whole;
	}

	const start = text.search(/[{[]/);
	return start <= 0 ? undefined : parseRecord(text.slice(start));
}

/** A JSON value as the language holds it: containers become their compact text. */
export function valueOfJson(json: unknown): Value {
	if (json === null || json === undefined) {
		return null;
	}

	switch (typeof json) {
		case 'string':
		case 'number':
		case 'boolean':
			return json;
		default:
			return JSON.stringify(json);
	}
}

/** What a record has under a field name: the exact path, then without regard to case. */
export function autoField(record: unknown, name: string, exactOnly: boolean): Value | undefined {
	return stepsField(record, parsePath(name) ?? [name], !exactOnly);
}

/** What stands at a path below a JSON value; undefined when nothing does. */
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
