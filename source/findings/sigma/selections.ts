import type { Expression } from '../../query/syntax/tree.ts';
import type { FaultPath } from '../rule-fault.ts';
import { allOf, anyOf } from '../expressions.ts';
import { fieldTest } from './field-test.ts';
import { Refusal } from './refusal.ts';

/** Entries inside of one another; Sigma has three levels. */
const levelsMax = 8;

/**
 * A search identifier: a map, whose entries must all hold; a list of maps or keywords, of which any must;
 * or one keyword.
 *
 * @throws Refusal
 */
export function selectionOf(value: unknown, path: FaultPath, levels = levelsMax): Expression {
	if (levels === 0) {
		throw new Refusal(path, `lists and maps are nested deeper than ${levelsMax} levels`);
	}

	if (Array.isArray(value)) {
		return listOf(value as readonly unknown[], path, levels);
	}

	if (typeof value === 'object' && value !== null) {
		const entries = Object.entries(value as Record<string, unknown>);
		if (entries.length === 0) {
			throw new Refusal(path, 'this selection is empty', 'name a field and a value');
		}

		return allOf(entries.map(([key, item]) => fieldTest(key, item, [...path, key])));
	}

	if (typeof value === 'string' || typeof value === 'number') {
		return fieldTest('', value, path);
	}

	throw new Refusal(
		path,
		'a selection is a map of fields, or a list',
		'write eventName: DeleteTrail',
	);
}

/** Keywords stand together, so that a long list is one test. */
function listOf(items: readonly unknown[], path: FaultPath, levels: number): Expression {
	if (items.length === 0) {
		throw new Refusal(path, 'this selection is empty', 'name a field and a value');
	}

	const keywords = items.filter(item => typeof item === 'string' || typeof item === 'number');
	const others = items.filter(item => typeof item !== 'string' && typeof item !== 'number');
	return anyOf([
		...(keywords.length > 0 ? [fieldTest('', keywords, path)] : []),
		...others.map(item => selectionOf(item, [...path, items.indexOf(item)], levels - 1)),
	]);
}
