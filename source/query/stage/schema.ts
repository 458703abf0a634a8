/** The fields that a stage can name. */
export interface Schema {
	/** `table` from the first aggregate on. */
	readonly kind: 'rows' | 'table';
	/** Fields that stages made, lower case → as spelled. */
	readonly fields: ReadonlyMap<string, string>;
	/** Any field of the event can be named. */
	readonly auto: boolean;
	/** There may be columns that only the data shows (`transpose`, `json auto`, `lookup *`). */
	readonly open: boolean;
}

/** The schema before the first stage. */
export const eventSchema: Schema = { kind: 'rows', fields: new Map(), auto: true, open: false };

/** A table of exactly these columns. */
export function tableOf(names: readonly string[]): Schema {
	return { kind: 'table', fields: spelled(names), auto: false, open: false };
}

/** The input schema and these fields. */
export function adding(before: Schema, names: readonly string[]): Schema {
	return names.length === 0
		? before
		: { ...before, fields: new Map([...before.fields, ...spelled(names)]) };
}

/** The same fields and perhaps others. */
export function opened(before: Schema): Schema {
	return { ...before, open: true };
}

/** Lower case → as spelled. */
export function spelled(names: readonly string[]): Map<string, string> {
	return new Map(names.map(name => [name.toLowerCase(), name]));
}
