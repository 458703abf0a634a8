import { quoteName, quoteString } from '../syntax/escape.ts';
import { listNamesMax, type Reader } from '../syntax/reader.ts';
import { refuseSameNames } from '../syntax/same-names.ts';
import type { Field } from '../syntax/tree.ts';

/** What `keyvalue` and `keyvalue auto` share. */
export interface KeyNames {
	readonly keys: readonly string[];
	/** One a key. */
	readonly names: readonly string[];
}

/** `"a", b`, also without the commas; each with its span. */
export function readKeys(reader: Reader, writeIt: string): readonly Field[] {
	const keys = [readKey(reader, writeIt)];
	while (reader.takeSymbol(',') !== undefined || reader.isString()) {
		if (keys.length === listNamesMax) {
			reader.failHere(`more than ${listNamesMax} names in a list`, 'name fewer keys');
		}

		keys.push(readKey(reader, writeIt));
	}

	return keys;
}

function readKey(reader: Reader, writeIt: string): Field {
	const { start } = reader.peek();
	const name =
		!reader.isString() && reader.isField() ? reader.field().name : reader.string('a key');
	const span = reader.span(start);
	if (name === '') {
		reader.fail(span, 'a key is empty', writeIt);
	}

	return { name, span };
}

/** `as a, b` behind the keys; each name takes the place of its key. */
export function readKeyNames(reader: Reader, keys: readonly Field[]): readonly Field[] {
	const { start } = reader.take();
	const names = reader.fields();
	if (names.length !== keys.length) {
		reader.fail(
			reader.span(start),
			`keyvalue: ${keys.length} key(s) but ${names.length} name(s)`,
			'give one name for each key',
		);
	}

	return names;
}

/** @param names - one a key, where they have names of their own */
export function namedKeys(
	reader: Reader,
	keys: readonly Field[],
	names: readonly Field[] = keys.map(({ name, span }) => ({ name: keyName(name), span })),
): KeyNames {
	refuseSameNames(reader, names);
	return { keys: keys.map(({ name }) => name), names: names.map(({ name }) => name) };
}

/** The name of a key without one of its own. */
export function keyName(key: string): string {
	return key.replace(/[^A-Za-z0-9_]/g, '_');
}

export function printKeys({ keys, names }: KeyNames): string {
	return `keys ${keys.map(quoteString).join(', ')} as ${names.map(quoteName).join(', ')}`;
}
