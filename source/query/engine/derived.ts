import type { DerivedField } from '../port.ts';
import type { Value } from '../value.ts';
import { combine } from '../frame/combine.ts';
import { countRows, isFew, type Rows } from '../frame/rows.ts';
import { memberVector } from './member-vector.ts';
import type { SegmentAccess } from './segment-access.ts';
import { constantVector, newCodes, type Vector } from '../frame/vector.ts';

interface DerivedCodes {
	readonly codes: Vector['codes'];
	readonly values: readonly Value[];
}

/**
 * A field that the trail derives from others, computed once per distinct combination of its inputs.
 * The whole column of a sealed segment is cached for later queries.
 */
export function derivedVector(source: SegmentAccess, field: DerivedField, rows: Rows): Vector {
	const what = `derived|${field.name}`;
	const known = source.peek<DerivedCodes>(what);
	const selective = isFew(rows, source.rowCount);
	const derived =
		known ??
		(selective
			? compute(source, field, rows)
			: source.cached(what, bytesOf, () => compute(source, field, undefined)));
	const vector: Vector = {
		codes: derived.codes,
		size: derived.values.length,
		repeats: derived.values.length * 2 <= source.rowCount,
		value: code => derived.values[code] ?? null,
	};
	const identity = selective && known === undefined ? undefined : source.identity(what);
	return identity === undefined ? vector : { ...vector, identity };
}

function bytesOf(derived: DerivedCodes): number {
	return derived.codes.byteLength + derived.values.length * 64;
}

function compute(source: SegmentAccess, field: DerivedField, rows: Rows): DerivedCodes {
	const inputs = field.inputs.map(input => inputVector(source, input));
	const combination = combine(inputs, rows, source.rowCount);
	// Distinct combinations often give the same value, so codes are assigned by value.
	const codeOfValue = new Map<Value, number>();
	const values: Value[] = [];
	const codeOf = new Uint32Array(combination.size).fill(unknownCode);
	const codes = newCodes(source.rowCount, combination.size);
	const most = countRows(rows, source.rowCount);
	for (let index = 0; index < most; index++) {
		const row = rows === undefined ? index : (rows[index] as number);
		const from = combination.codes[row] as number;
		let code = codeOf[from] as number;
		if (code === unknownCode) {
			const value = field.derive(
				inputs.map((input, at) => inputValue(input, combination.part(from, at))),
			);
			code = codeOfValue.get(value) ?? values.push(value) - 1;
			codeOfValue.set(value, code);
			codeOf[from] = code;
		}

		codes[row] = code;
	}

	return { codes, values };
}

const unknownCode = 0xffff_ffff;

function inputVector(source: SegmentAccess, input: string): Vector {
	const meta = 'meta:';
	const [, object, text] = /^member:(\w+)=(\w+)$/.exec(input) ?? [];
	if (object !== undefined && text !== undefined) {
		return memberVector(source, object, text);
	}

	return input.startsWith(meta)
		? (source.meta(input.slice(meta.length)) ?? constantVector(null, source.rowCount))
		: source.eventField(input, true);
}

/** Code 0 of a column means that the record has nothing there, which is not the same as null. */
function inputValue(vector: Vector, code: number): Value | undefined {
	return code === 0 ? undefined : vector.value(code);
}
