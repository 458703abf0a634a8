import { textOf } from '../comparison.ts';
import { sourceVector, type Extracted } from '../frame/extraction.ts';
import type { Frame } from '../frame/frame.ts';
import { valueOfKey, valuesByPattern } from './key-values.ts';
import { memoByCode } from '../frame/vector.ts';
import { stringBody, unescapeRegex } from '../syntax/escape.ts';
import type { Reader } from '../syntax/reader.ts';
import { regexGroups } from '../syntax/regex-groups.ts';
import type { Field, RegexText, StageNode } from '../syntax/tree.ts';
import { jsonCompletion } from './json-completion.ts';
import { namedKeys, printKeys, readKeyNames, readKeys, type KeyNames } from './keyvalue-parts.ts';
import { readSourceField } from './read-parts.ts';
import { adding } from './schema.ts';
import type { StageContext } from './stage-context.ts';
import type { Body, StageSpec } from './stage-spec.ts';
import { extractionStep } from './steps.ts';
import { flagWord, sourceField } from './stage-text.ts';

export interface KeyvalueStage extends StageNode, KeyNames {
	readonly kind: 'keyvalue';
	/** Undefined: the whole event. */
	readonly field: Field | undefined;
	/** Undefined: `a=b`, `a: "b"`, `a->b`. */
	readonly pattern: { readonly regex: RegexText; readonly groupCount: number } | undefined;
	readonly nodrop: boolean;
}

const writeIt = 'write keyvalue "a", "b", or keyvalue auto for all keys';

export const keyvalue: StageSpec<KeyvalueStage> = {
	kind: 'keyvalue',
	help: {
		name: 'keyvalue',
		aliases: ['kv'],
		group: 'extract',
		takes: 'any',
		tier: 'should',
		syntax: 'keyvalue [field=f] [infer | regex "…"] [keys] "k", … [as a, …] [nodrop]',
		help: 'takes the values of keys: k=v, k: "v", k->v, or by a pattern of key and value',
		snippet: 'keyvalue "key" as value',
		keywords: ['infer', 'regex', 'keys', 'field', 'nodrop', 'auto'],
		example: '| keyvalue field=requestParameters "bucketName" as bucket | count by bucket',
	},
	read: readKeyvalue,
	print: stage => {
		const source = stage.pattern?.regex.source.replace(/\\[\s\S]|"/g, at =>
			at === '"' ? '\\"' : at,
		);
		const mode = source === undefined ? 'infer' : `regex "${source}"`;
		return `keyvalue ${sourceField(stage.field)}${mode} ${printKeys(stage)}${flagWord(stage.nodrop, 'nodrop')}`;
	},
	name: () => 'keyvalue',
	explain: stage => stage.keys.join(', '),
	reads: stage => (stage.field === undefined ? [] : [stage.field]),
	makes: (stage, before) => adding(before, stage.names),
	check: ({ pattern }, checking) => {
		if (pattern !== undefined) {
			checking.regex(pattern.regex);
		}
	},
	run: {
		class: 'rows',
		start: (stage, context, noted) =>
			extractionStep(stage.names, { nodrop: stage.nodrop, noted }, frame =>
				valuesOf(frame, stage, context),
			),
		extraction: { nodrop: stage => stage.nodrop },
		demands: stage => ({ text: stage.field === undefined }),
	},
	complete: jsonCompletion,
	drill: {
		made: stage => stage.names.map(name => name.toLowerCase()),
		dropsRows: false,
		origin: stage => ({ kind: 'piece', of: stage.field }),
	},
};

function readKeyvalue(reader: Reader): Body<KeyvalueStage> {
	let field: Field | undefined;
	let pattern: KeyvalueStage['pattern'];
	let keys: readonly Field[] | undefined;
	let names: readonly Field[] | undefined;
	let nodrop = false;
	for (;;) {
		if (reader.isWord('field') && reader.peekSecond().text === '=') {
			field = readSourceField(reader);
		} else if (pattern === undefined && reader.takeWord('regex') !== undefined) {
			pattern = readPattern(reader);
		} else if (reader.takeWord('nodrop') !== undefined) {
			nodrop = true;
		} else if (keys !== undefined && names === undefined && reader.isWord('as')) {
			names = readKeyNames(reader, keys);
		} else if (keys === undefined && reader.peek().kind !== 'end') {
			if (reader.takeWord('infer', 'keys') === undefined) {
				keys = readKeys(reader, writeIt);
			}
		} else {
			break;
		}
	}

	if (keys === undefined) {
		return reader.failHere('keyvalue: no key is named', writeIt);
	}

	return { kind: 'keyvalue', field, pattern, ...namedKeys(reader, keys, names), nodrop };
}

/** The pattern behind `regex`. */
function readPattern(reader: Reader): KeyvalueStage['pattern'] {
	const token = reader.stringToken('a regular expression');
	const span = reader.span(token.start);
	const source = unescapeRegex(stringBody(token.text));
	const { names, unnamedCount } = regexGroups(source);
	const groupCount = names.length + unnamedCount;
	if (groupCount !== 1 && groupCount !== 2) {
		reader.fault(
			span,
			`keyvalue regex has ${groupCount} groups, not one or two`,
			'write ( ) around the key and around the value, or around the value alone',
		);
	}

	return { regex: { source, flags: '', span }, groupCount };
}

function valuesOf(
	frame: Frame,
	{ field, pattern, keys, names }: KeyvalueStage,
	context: StageContext,
): readonly Extracted[] {
	const codes = sourceVector(frame, field);
	const regex = pattern === undefined ? undefined : context.regex(pattern.regex);
	const find = (text: string) => (key: string) => valueOfKey(text, key);
	const warn = (message: string) => {
		context.warn(message);
	};

	const byPattern = (text: string) => {
		// The checks refuse a query whose pattern has a fault.
		const values =
			regex === undefined || 'fault' in regex
				? undefined
				: valuesByPattern(text, regex, pattern?.groupCount ?? 0, keys, warn);
		return (key: string) => values?.get(key);
	};

	const found = memoByCode(codes.size, code => {
		const text = codes.value(code);
		if (text === null) {
			return [];
		}

		const valueOf = pattern === undefined ? find(textOf(text)) : byPattern(textOf(text));
		return keys.map(valueOf);
	});
	return names.map((name, index) => ({
		name,
		codes,
		hit: code => found(code)[index] !== undefined,
		value: code => found(code)[index] ?? null,
	}));
}
