import { parseWithin, valueOfJson } from '../json-text.ts';
import { quoteName, quoteString } from '../syntax/escape.ts';
import { refuseSameNames } from '../syntax/same-names.ts';
import type { Reader } from '../syntax/reader.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import type { Value } from '../value.ts';
import { autoFieldsStep, type FoundFields } from './auto-fields.ts';
import { jsonCompletion } from './json-completion.ts';
import { readSourceField } from './read-parts.ts';
import { adding, opened } from './schema.ts';
import type { StageContext } from './stage-context.ts';
import type { Body, RowStep, StageSpec } from './stage-spec.ts';
import { flagWord, sourceField } from './stage-text.ts';

export interface JsonAutoStage extends StageNode {
	readonly kind: 'json-auto';
	/** Undefined: the whole event. */
	readonly field: Field | undefined;
	readonly depthMax: number | undefined;
	readonly extractArrays: boolean;
	readonly keys: readonly string[] | undefined;
	/** Names of the fields of `keys`, when they have names of their own. */
	readonly keyNames?: readonly string[];
	readonly refOnly: boolean;
}

const namesOf = (stage: JsonAutoStage) => stage.keyNames ?? stage.keys ?? [];

export const jsonAuto: StageSpec<JsonAutoStage> = {
	kind: 'json-auto',
	help: {
		name: 'json auto',
		group: 'extract',
		takes: 'any',
		tier: 'should',
		syntax: 'json auto [field=f] [maxdepth n] [extractarrays] [keys "k", … [refonly] [as a, …]]',
		help: 'takes every value as a field named by its dotted path, 100 at most',
		snippet: 'json auto',
		keywords: ['auto', 'field', 'maxdepth', 'extractarrays', 'keys', 'refonly'],
		example: 'ConsoleLogin | json auto maxdepth 2 | limit 10',
	},
	read: readOptions,
	print: stage =>
		[
			`json auto ${sourceField(stage.field)}`,
			stage.depthMax === undefined ? '' : ` maxdepth ${stage.depthMax}`,
			flagWord(stage.extractArrays, 'extractarrays'),
			stage.keys === undefined ? '' : ` keys ${stage.keys.map(quoteString).join(', ')}`,
			flagWord(stage.refOnly, 'refonly'),
			stage.keyNames === undefined ? '' : ` as ${stage.keyNames.map(quoteName).join(', ')}`,
		].join(''),
	name: () => 'json auto',
	explain: stage => stage.field?.name ?? '',
	reads: stage => (stage.field === undefined ? [] : [stage.field]),
	makes: (stage, before) => opened(adding(before, namesOf(stage))),
	run: {
		class: 'rows',
		start: startJsonAuto,
		extraction: { nodrop: () => undefined },
		demands: stage => ({ text: stage.field === undefined }),
		restates: stage => stage.field === undefined,
	},
	complete: jsonCompletion,
	drill: { made: stage => namesOf(stage).map(name => name.toLowerCase()), dropsRows: false },
};

function readOptions(reader: Reader): Body<JsonAutoStage> {
	let field: Field | undefined;
	let depthMax: number | undefined;
	let extractArrays = false;
	let keys: Keys = { keys: undefined };
	let refOnly = false;
	for (;;) {
		if (reader.isWord('field')) {
			field = readSourceField(reader);
		} else if (reader.takeWord('maxdepth') !== undefined) {
			depthMax = reader.integer('a depth');
		} else if (reader.takeWord('extractarrays') !== undefined) {
			extractArrays = true;
		} else if (reader.takeWord('refonly') !== undefined) {
			refOnly = true;
		} else if (reader.takeWord('keys') !== undefined) {
			keys = { keys: readKeys(reader) };
		} else if (keys.keys !== undefined && reader.isWord('as')) {
			keys = readKeyNames(reader, keys.keys);
		} else if (reader.takeWord('nodrop') === undefined) {
			// Rows without JSON are always kept, so nodrop has no effect.
			break;
		}
	}

	return { kind: 'json-auto', field, depthMax, extractArrays, ...keys, refOnly };
}

interface Keys {
	readonly keys: readonly string[] | undefined;
	readonly keyNames?: readonly string[];
}

/** `"a", "b"`, also without the commas. */
function readKeys(reader: Reader): readonly string[] {
	const keys = [reader.string('a key')];
	while (reader.takeSymbol(',') !== undefined || reader.isString()) {
		keys.push(reader.string('a key'));
	}

	return keys;
}

function readKeyNames(reader: Reader, keys: readonly string[]): Keys {
	const { start } = reader.take();
	const fields = reader.fields();
	refuseSameNames(reader, fields);
	const keyNames = fields.map(({ name }) => name);
	if (keyNames.length !== keys.length) {
		reader.fail(
			reader.span(start),
			`json auto: ${keys.length} key(s) but ${keyNames.length} name(s)`,
			'give one name for each key',
		);
	}

	return { keys, keyNames };
}

/**
 * Every leaf of the JSON text. Blanks in names become `_`; flat arrays stay text unless they are to be
 * split.
 */
function startJsonAuto(stage: JsonAutoStage, context: StageContext): RowStep {
	const named = namedKeys(stage);
	const find = (text: string) => leavesOf(text, stage, named);
	return autoFieldsStep({ stage: 'json auto', field: stage.field, named, find }, context);
}

const noLeaves: FoundFields = new Map();

/** Lower-case key → the name of its field. */
function namedKeys(stage: JsonAutoStage): ReadonlyMap<string, string> {
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

function leavesOf(
	text: string,
	stage: JsonAutoStage,
	keys: ReadonlyMap<string, string>,
): FoundFields {
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
	stage: JsonAutoStage,
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

/** An array of scalars; one with objects or arrays is always split. */
function isFlat(json: object): boolean {
	return Array.isArray(json) && json.every(item => typeof item !== 'object' || item === null);
}
