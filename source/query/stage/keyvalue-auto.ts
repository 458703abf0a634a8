import { keyDelimiters, keysAndValues } from './key-values.ts';
import { quoteString } from '../syntax/escape.ts';
import type { Reader } from '../syntax/reader.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import { autoFieldsStep, type FoundFields } from './auto-fields.ts';
import { jsonCompletion } from './json-completion.ts';
import {
	keyName,
	namedKeys,
	printKeys,
	readKeyNames,
	readKeys,
	type KeyNames,
} from './keyvalue-parts.ts';
import { readSourceField } from './read-parts.ts';
import { adding, opened } from './schema.ts';
import type { StageContext } from './stage-context.ts';
import type { Body, RowStep, StageSpec } from './stage-spec.ts';
import { flagWord, sourceField } from './stage-text.ts';

export interface KeyvalueAutoStage extends StageNode, KeyNames {
	readonly kind: 'keyvalue-auto';
	/** Undefined: the whole event. */
	readonly field: Field | undefined;
	/** Undefined: each of those that are usual. */
	readonly delimiter: string | undefined;
	/** Makes no other fields. */
	readonly refOnly: boolean;
}

export const keyvalueAuto: StageSpec<KeyvalueAutoStage> = {
	kind: 'keyvalue-auto',
	help: {
		name: 'keyvalue auto',
		aliases: ['kv auto'],
		group: 'extract',
		takes: 'any',
		tier: 'should',
		syntax: 'keyvalue auto [field=f] [delim ":"] [keys "k", … [refonly] [as a, …]]',
		help: 'takes every k=v, k: "v" and k->v as a field, 100 at most; other characters become _',
		snippet: 'keyvalue auto',
		keywords: ['auto', 'field', 'delim', 'keys', 'refonly'],
		example: '| keyvalue auto field=requestParameters | limit 10',
	},
	read: readOptions,
	print: stage =>
		[
			`keyvalue auto ${sourceField(stage.field)}`,
			stage.delimiter === undefined ? '' : ` delim ${quoteString(stage.delimiter)}`,
			stage.keys.length === 0 ? '' : ` ${printKeys(stage)}`,
			flagWord(stage.refOnly, 'refonly'),
		].join(''),
	name: () => 'keyvalue auto',
	explain: stage => stage.field?.name ?? '',
	reads: stage => (stage.field === undefined ? [] : [stage.field]),
	makes: (stage, before) => opened(adding(before, stage.names)),
	run: {
		class: 'rows',
		start: startAuto,
		extraction: { nodrop: () => undefined },
		demands: stage => ({ text: stage.field === undefined }),
	},
	complete: jsonCompletion,
	drill: { made: stage => stage.names.map(name => name.toLowerCase()), dropsRows: false },
};

function readOptions(reader: Reader): Body<KeyvalueAutoStage> {
	let field: Field | undefined;
	let delimiter: string | undefined;
	let keys: readonly Field[] = [];
	let names: readonly Field[] | undefined;
	let refOnly = false;
	for (;;) {
		if (reader.isWord('field') && reader.peekSecond().text === '=') {
			field = readSourceField(reader);
		} else if (reader.takeWord('delim') !== undefined) {
			reader.takeSymbol('=');
			delimiter = readDelimiter(reader);
		} else if (reader.takeWord('refonly') !== undefined) {
			refOnly = true;
		} else if (keys.length === 0 && (reader.takeWord('keys') !== undefined || reader.isString())) {
			keys = readKeys(reader, 'write keyvalue auto keys "a", "b"');
		} else if (keys.length > 0 && names === undefined && reader.isWord('as')) {
			names = readKeyNames(reader, keys);
		} else if (reader.takeWord('nodrop', 'infer') === undefined) {
			// Rows without a key are always kept, so nodrop has no effect.
			break;
		}
	}

	return { kind: 'keyvalue-auto', field, delimiter, ...namedKeys(reader, keys, names), refOnly };
}

function readDelimiter(reader: Reader): string {
	const { start } = reader.peek();
	const delimiter = reader.string('a delimiter');
	if (delimiter === '') {
		reader.fail(reader.span(start), 'keyvalue: the delimiter is empty', 'write delim ":"');
	}

	return delimiter;
}

function startAuto(stage: KeyvalueAutoStage, context: StageContext): RowStep {
	const named = new Map(
		stage.keys.map((key, index) => [key.toLowerCase(), stage.names[index] as string]),
	);
	const delimiters = stage.delimiter === undefined ? keyDelimiters : [stage.delimiter];
	const find = (text: string): FoundFields => {
		const found = new Map<string, { name: string; value: string }>();
		for (const [key, value] of keysAndValues(text, delimiters)) {
			const own = named.get(key.toLowerCase());
			if (own !== undefined || !stage.refOnly) {
				const name = own ?? keyName(key);
				found.set(name.toLowerCase(), { name, value });
			}
		}

		return found;
	};

	return autoFieldsStep({ stage: 'keyvalue auto', field: stage.field, named, find }, context);
}
