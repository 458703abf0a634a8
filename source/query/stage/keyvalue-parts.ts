import { quoteName, quoteString } from '../syntax/escape.ts';
import { listNamesMax, type Reader } from '../syntax/reader.ts';
import type { Field } from '../syntax/tree.ts';

/** What `keyvalue` and `keyvalue auto` share. */
export interface KeyNames {
	readonly keys: readonly string[];
	/** One a key. */
	readonly names: readonly string[];
}

/** `"a", b`, also without the commas. */
export function readKeys(reader: Reader, writeIt: string): readonly string[] {
	const keys = [readKey(reader, writeIt)];
	while (reader.takeSymbol(',') !== undefined || reader.isString()) {
		if (keys.length === listNamesMax) {
			reader.failHere(`more than ${listNamesMax} names in a list`, 'name fewer keys');
		}

		keys.push(readKey(reader, writeIt));
	}

	return keys;
}

function readKey(reader: Reader, writeIt: string): string {
	const { start } = reader.peek();
	const key = !reader.isString() && reader.isField() ? reader.field().name : reader.string('a key');
	if (key === '') {
		reader.fail(reader.span(start), 'a key is empty', writeIt);
	}

	return key;
}

/** `as a, b` behind the keys; each name takes the place of its key. */
export function readKeyNames(reader: Reader, keys: readonly string[]): readonly string[] {
	const { start } = reader.take();
	const names: readonly Field[] = reader.fields();
	if (names.length !== keys.length) {
		reader.fail(
			reader.span(start),
			`keyvalue: ${keys.length} key(s) but ${names.length} name(s)`,
			'give one name for each key',
		);
	}

	return names.map(({ name }) => name);
}

/** The name of a key without one of its own. */
export function keyName(key: string): string {
	return key.replace(/[^A-Za-z0-9_]/g, '_');
}

export function printKeys({ keys, names }: KeyNames): string {
	return `keys ${keys.map(quoteString).join(', ')} as ${names.map(quoteName).join(', ')}`;
}
