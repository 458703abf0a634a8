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

/** `where [subquery: …]` and `f in [subquery: …]`. */
export function refuseSubquery(reader: Reader): void {
	if (reader.isSymbol('[')) {
		reader.fail(
			reader.span(reader.peek().start, reader.limit),
			'subquery is not supported yet',
			'run the inner search first and write its values: where f in ("a", "b")',
		);
	}
}
