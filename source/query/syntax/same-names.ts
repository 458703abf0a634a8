import type { Reader } from './reader.ts';
import type { Field } from './tree.ts';

/** Reports a name that a stage would give to two of its values: the last one alone could be read. */
export function refuseSameNames(reader: Reader, fields: readonly Field[]): void {
	const taken = new Set<string>();
	const names = fields.map(({ name }) => name);
	for (const { name, span } of fields) {
		if (taken.has(name.toLowerCase())) {
			reader.fault(span, twoOf(name), `give one of them another name: ${freeName(name, names)}`);
			return;
		}

		taken.add(name.toLowerCase());
	}
}

export function twoOf(name: string): string {
	return `two columns are named ${name}`;
}

/** A name like this one that is none of `names`. */
export function freeName(name: string, names: readonly string[]): string {
	const taken = new Set(names.map(other => other.toLowerCase()));
	let number = 2;
	while (taken.has(`${name}_${number}`.toLowerCase())) {
		number++;
	}

	return `${name}_${number}`;
}
