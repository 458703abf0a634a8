import type { Field } from '../syntax/tree.ts';
import type { TitledColumn } from './stage-spec.ts';

/** Columns that the query may name with `as`. */
export function namedColumns(fields: readonly Field[]): readonly TitledColumn[] {
	return fields.map(({ name, span }) => ({ name, span, takesAs: true }));
}

/** Columns that are titled as the fields that they hold. */
export function fieldColumns(fields: readonly Field[]): readonly TitledColumn[] {
	return fields.map(({ name, span }) => ({ name, span, takesAs: false }));
}

/** Columns that have these titles in any query. */
export function ownColumns(titles: readonly string[]): readonly TitledColumn[] {
	return titles.map(name => ({ name, span: undefined, takesAs: false }));
}
