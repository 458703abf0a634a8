import { joinPath } from '../../../store/index.ts';
import { textOf } from '../compare.ts';
import type { Stage } from '../syntax/tree.ts';
import type { Value } from '../value.ts';
import { combine } from './combine.ts';
import { lazy, type Frame } from './frame.ts';
import { parseAfterPreamble, valueOfJson } from './record-json.ts';
import { eachRow } from './rows.ts';
import { memoByCode } from './vector.ts';

type JsonAuto = Extract<Stage, { readonly kind: 'json-auto' }>;

/** Fields that one `json auto` makes. */
const autoFieldsMax = 100;

/**
 * Makes a field of every leaf of the JSON text: blanks become `_`, arrays stay text unless they are
 * to be taken apart. Rows without JSON are kept.
 *
 * @returns the names made, in order of appearance, and whether there were more than fit
 */
export function applyJsonAuto(
	frame: Frame,
	stage: JsonAuto,
): { readonly names: readonly string[]; readonly cut: boolean } {
	const source = frame.field(stage.field?.name ?? '_raw').get();
	const flat = memoByCode(source.size, code => {
		const text = source.value(code);
		return text === null ? noLeaves : leavesOf(textOf(text), stage);
	});
	const spelled = new Map<string, string>();
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
		const before = frame.has(name) ? frame.field(name) : undefined;
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

function leavesOf(text: string, stage: JsonAuto): Leaves {
	const json = parseAfterPreamble(text);
	if (typeof json !== 'object' || json === null) {
		return noLeaves;
	}

	const leaves = new Map<string, { name: string; value: Value }>();
	const wanted = stage.keys?.map(key => key.toLowerCase());
	const put = (path: string, value: unknown): void => {
		const name = path.replace(/\s/g, '_');
		const key = name.toLowerCase();
		if (wanted === undefined || !stage.refOnly || wanted.includes(key)) {
			leaves.set(key, { name, value: valueOfJson(value) });
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
		const inner = isArray ? `${path}[${key}]` : plainJoin(path, key);
		const opens =
			typeof value === 'object' &&
			value !== null &&
			(stage.depthMax === undefined || depth < stage.depthMax) &&
			(!Array.isArray(value) || stage.extractArrays);
		if (opens) {
			flatten(value, inner, depth + 1, stage, put);
		} else {
			put(inner, value);
		}
	}
}

/** Names of fields keep blanks for the moment; only a key with a dot is written in brackets. */
function plainJoin(path: string, key: string): string {
	return /^[^.[\]'"\\]+$/.test(key) ? (path === '' ? key : `${path}.${key}`) : joinPath(path, key);
}
