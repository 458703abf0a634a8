/** Which fields the records have that a query reads. Paths are plain, see `plainPath`. */
export interface SeenFields {
	/** Whether a record of the query's time may have a value there. False is certain. */
	has(path: string): boolean;
	/**
	 * Whether records may have it at other times: another record of the store does, or it is one of
	 * the fields that records of this kind are known to have.
	 */
	isKnown(path: string): boolean;
	/** Whether it is inside an object whose members differ from record to record. */
	isInOpenObject(path: string): boolean;
	/** Whether its values are words and never numbers, as far as the kind of record says. */
	isText(path: string): boolean;
	/** Whether a record of the query's time may have lists along the path. */
	crossesLists(path: string): boolean;
	/** The paths of the query's time as spelled, without indexes. */
	spelled(): Iterable<string>;
	/** The text in other capitals, where records of the query's time have it and none has the text itself. */
	otherCapitals(path: string, text: string): OtherCapitals | undefined;
	/** The value that a text is a slip of the keys for, where no record of the query's time has the text in any capitals. */
	nearValue(path: string, text: string): string | undefined;
}

export interface OtherCapitals {
	readonly value: string;
	/** Records of the query's time that have it. */
	readonly recordCount: number;
}

/**
 * The path in lower case without indexes, and with `a['my key']` written as `a.my key`, as in
 * `%"a.my key"`.
 */
export function plainPath(name: string): string {
	return withoutIndexes(name.toLowerCase());
}

/** The same as spelled. */
export function withoutIndexes(name: string): string {
	return name
		.replace(/\[(?:\d+|\*)\]/g, '')
		.replace(/\['((?:[^'\\]|\\.)*)'\]/g, (_, key: string) => `.${key.replace(/\\(.)/g, '$1')}`)
		.replace(/^\./, '');
}
