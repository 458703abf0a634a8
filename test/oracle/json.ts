export type Json =
	null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

export type JsonObject = { readonly [key: string]: Json | undefined };

/** What a cell of a panel holds. */
export type Cell = string | number | boolean | null;

export function isObject(value: Json | undefined): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a dotted path, undefined where a part is missing. */
export function at(value: Json | undefined, path: string): Json | undefined {
	let here = value;

	for (const key of path.split('.')) {
		here = isObject(here) ? here[key] : undefined;
	}

	return here;
}

/** A leaf as a cell; what is missing, or is no leaf, is null. */
export function cellAt(value: Json | undefined, path: string): Cell {
	const found = at(value, path);
	return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean'
		? found
		: null;
}

/** A leaf as a text; what is missing or empty is undefined. */
export function textAt(value: Json | undefined, path: string): string | undefined {
	const cell = cellAt(value, path);
	return cell === null || cell === '' ? undefined : String(cell);
}

/** By code point, as the query language sorts text. */
export function compareText(a: string, b: string): number {
	const left = Array.from(a);
	const right = Array.from(b);

	for (let index = 0; index < Math.min(left.length, right.length); index++) {
		const difference =
			((left[index] as string).codePointAt(0) ?? 0) -
			((right[index] as string).codePointAt(0) ?? 0);

		if (difference !== 0) {
			return difference;
		}
	}

	return left.length - right.length;
}
