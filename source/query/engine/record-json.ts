import { parsePath, type PathStep } from '../../../store/index.ts';
import { stepsField } from '../record-path.ts';
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
