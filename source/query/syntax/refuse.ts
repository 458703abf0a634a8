import type { Reader } from './reader.ts';

/** Reports `user = *`, which is the form of a search. */
export function refuseStar(reader: Reader): void {
	if (reader.isSymbol('*')) {
		reader.failHere(
			'"*" is no value here',
			'write !isEmpty(field) for any value, or field matches "glob*"',
		);
	}
}

/** `f in [subquery: …]`. */
export function refuseSubquery(reader: Reader): void {
	if (reader.isSymbol('[')) {
		reader.fail(
			reader.span(reader.peek().start, reader.limit),
			'a subquery is a condition, not a list',
			'write where [subquery: … | compose f], without f in',
		);
	}
}
