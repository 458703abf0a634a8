import { plainPath, withoutIndexes } from '../../../source/query/check/seen-fields.ts';
import type { SeenFields } from '../../../source/query/check/seen-fields.ts';

/** Records that have these fields, and objects around them; a test states what else is known. */
export function seenOf(fields: readonly string[], change: Partial<SeenFields> = {}): SeenFields {
	const paths = new Set(
		fields.flatMap(field => {
			const parts = plainPath(field).split('.');
			return parts.map((_part, index) => parts.slice(0, index + 1).join('.'));
		}),
	);
	return {
		has: path => paths.has(path),
		isKnown: () => false,
		isInOpenObject: () => false,
		isText: () => false,
		crossesLists: path => fields.some(field => plainPath(field) === path && /\[\d+\]./.test(field)),
		spelled: () => fields.map(withoutIndexes),
		otherCapitals: () => undefined,
		nearValue: () => undefined,
		...change,
	};
}
