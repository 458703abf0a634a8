import { textOf } from '../compare.ts';
import type { Stage } from '../syntax/tree.ts';
import type { Value } from '../value.ts';
import { combine } from '../frame/combine.ts';
import { lazy, type Frame } from '../frame/frame.ts';
import { parseWithin, valueOfJson } from '../engine/record-json.ts';
import { eachRow } from '../frame/rows.ts';
import { memoByCode } from '../frame/vector.ts';

type JsonAuto = Extract<Stage, { readonly kind: 'json-auto' }>;

/** Fields that one `json auto` makes. */
const autoFieldsMax = 100;

/**
 * Makes a field of every leaf of the JSON text: blanks become `_`, flat arrays stay text unless
 * they are to be taken apart. Named keys always get their field. Rows without JSON are kept.
 *
 * @returns the names made, in order of appearance, and whether there were more than fit
 */
export function applyJsonAuto(
	frame: Frame,
	stage: JsonAuto,
): { readonly names: readonly string[]; readonly cut: boolean } {
	const source = frame.field(stage.field?.name ?? '_raw').get();
	const keys = namedKeys(stage);
	const flat = memoByCode(source.size, code => {
		const text = source.value(code);
		return text === null ? noLeaves : leavesOf(textOf(text), stage, keys);
	});
	const named = new Map([...keys.values()].map(name => [name.toLowerCase(), name]));
	const spelled = new Map(named);
	let cut = false;
	eachRow(frame.rows, frame.rowCount, row => {
		for (const [key, { name }] of flat(source.codes[row] as number)) {
			if (!spelled.has(key)) {
				if (spelled.size < autoFieldsMax) {
					spelled.set(key, name);
				} else {
					cut = true;
				}
			}
		}
	});
	for (const [key, name] of spelled) {
		// Which other names there are differs from segment to segment: a record without one of them
		// still has what it had before.
		const before = frame.has(name) || !named.has(key) ? frame.field(name) : undefined;
		frame.define(
			name,
			lazy(() => {
				if (before === undefined) {
					const value = (code: number): Value => flat(code).get(key)?.value ?? null;
					return { codes: source.codes, size: source.size, repeats: source.repeats, value };
				}

				const previous = before.get();
				const both = combine([source, previous], frame.rows, frame.rowCount);
				return {
					codes: both.codes,
					size: both.size,
					repeats: both.repeats,
					value: code => {
						const leaf = flat(both.part(code, 0)).get(key);
						return leaf === undefined ? previous.value(both.part(code, 1)) : leaf.value;
					},
				};
			}),
		);
	}

	return { names: [...spelled.values()], cut };
}

type Leaves = ReadonlyMap<string, { readonly name: string; readonly value: Value }>;

const noLeaves: Leaves = new Map();

/** Lower-case key → the name of its field. */
function namedKeys(stage: JsonAuto): ReadonlyMap<string, string> {
	return new Map(
		stage.keys?.map((key, index) => [
			underscored(key).toLowerCase(),
			stage.keyNames?.[index] ?? underscored(key),
		]),
	);
}

function underscored(path: string): string {
	return path.replace(/\s/g, '_');
}

function leavesOf(text: string, stage: JsonAuto, keys: ReadonlyMap<string, string>): Leaves {
	const json = parseWithin(text);
	if (typeof json !== 'object' || json === null) {
		return noLeaves;
	}

	const leaves = new Map<string, { name: string; value: Value }>();
	const put = (path: string, value: unknown): void => {
		const plain = underscored(path);
		const named = keys.get(plain.toLowerCase());
		if (named !== undefined || !stage.refOnly || keys.size === 0) {
			const name = named ?? plain;
			leaves.set(name.toLowerCase(), { name, value: valueOfJson(value) });
		}
	};
	flatten(json, '', 1, stage, put);
	return leaves;
}

function flatten(
	json: object,
	path: string,
	depth: number,
	stage: JsonAuto,
	put: (path: string, value: unknown) => void,
): void {
	const isArray = Array.isArray(json);
	for (const [key, value] of Object.entries(json) as [string, unknown][]) {
		const inner = isArray ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
		const opens =
			typeof value === 'object' &&
			value !== null &&
			(stage.depthMax === undefined || depth < stage.depthMax) &&
			(stage.extractArrays || !isFlat(value)) &&
			Object.keys(value).length > 0;
		if (opens) {
			flatten(value, inner, depth + 1, stage, put);
		} else {
			put(inner, value);
		}
	}
}

/** An array of plain values; one that holds objects or arrays is always taken apart. */
function isFlat(json: object): boolean {
	return Array.isArray(json) && json.every(item => typeof item !== 'object' || item === null);
}
