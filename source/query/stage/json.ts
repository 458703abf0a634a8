import { sourceVector, readsRecord, type Extracted } from '../frame/extraction.ts';
import type { Frame } from '../frame/frame.ts';
import { evaluateSteps, isDefinite } from '../frame/json-steps.ts';
import { parseAfterPreamble, parseRecord } from '../json-text.ts';
import { memoByCode, type Vector } from '../frame/vector.ts';
import { quoteName, quoteString, stringBody, unescapeString } from '../syntax/escape.ts';
import { readJsonPath } from '../syntax/json-path.ts';
import { refuseSameNames } from '../syntax/same-names.ts';
import type { Reader } from '../syntax/reader.ts';
import type { Field, JsonPath, JsonStep, StageNode } from '../syntax/tree.ts';
import type { Value } from '../value.ts';
import { jsonCompletion } from './json-completion.ts';
import { readSourceField } from './read-parts.ts';
import { adding } from './schema.ts';
import type { StageSpec } from './stage-spec.ts';
import { extractionStep } from './steps.ts';
import { flagWord, sourceField } from './stage-text.ts';

export interface JsonStage extends StageNode {
	readonly kind: 'json';
	/** Undefined: the whole event. */
	readonly field: Field | undefined;
	readonly paths: readonly JsonPath[];
	/** One a path. */
	readonly names: readonly string[];
	readonly nodrop: boolean;
}

export const json: StageSpec<JsonStage> = {
	kind: 'json',
	help: {
		name: 'json',
		group: 'extract',
		takes: 'any',
		tier: 'must',
		syntax: 'json [field=f] "path", "path" [as a, b] [nodrop]',
		help: 'takes values by JSON path; rows without one of the paths go, unless nodrop',
		snippet: 'json "userIdentity.type" as type nodrop',
		keywords: ['nodrop', 'field'],
		example: '| json "errorCode" as error nodrop | count by error',
	},
	read: reader => {
		const field = readSourceField(reader);
		const { paths, names: fields } = reader.named(
			'json',
			() => readPath(reader),
			({ text }) => text,
		);
		refuseSameNames(reader, fields);
		const names = fields.map(({ name }) => name);
		const nodrop = reader.takeWord('nodrop') !== undefined;
		return { kind: 'json', field, paths, names, nodrop };
	},
	print: stage => {
		const paths = stage.paths.map(path => quoteString(path.text)).join(', ');
		const as = stage.names.map(quoteName).join(', ');
		return `json ${sourceField(stage.field)}${paths} as ${as}${flagWord(stage.nodrop, 'nodrop')}`;
	},
	name: () => 'json',
	explain: stage =>
		[
			...(stage.field === undefined ? [] : [`field=${stage.field.name}`]),
			stage.paths.map(({ text }) => quoteString(text)).join(', '),
			`as ${stage.names.join(', ')}`,
			...(stage.nodrop ? ['nodrop'] : []),
		].join(' '),
	reads: stage => (stage.field === undefined ? [] : [stage.field]),
	makes: (stage, before) => adding(before, stage.names),
	run: {
		class: 'rows',
		start: (stage, _, noted) =>
			extractionStep(stage.names, { nodrop: stage.nodrop, noted }, frame => valuesAt(frame, stage)),
		extraction: { nodrop: stage => stage.nodrop },
		demands: ({ field, paths }) => ({
			columns: field === undefined ? paths.map(({ text }) => columnOf(text)) : [],
		}),
	},
	complete: jsonCompletion,
	drill: { made: stage => stage.names.map(name => name.toLowerCase()), dropsRows: false },
};

/** The column of a path, without what only paths may have. */
function columnOf(path: string): string {
	return path.replace(/^\$\.?/, '').replaceAll('.[', '[');
}

function readPath(reader: Reader): JsonPath {
	const token = reader.stringToken('a JSON path');
	const text = unescapeString(stringBody(token.text));
	const steps = readJsonPath(text);
	const span = reader.span(token.start);
	if (steps === undefined) {
		reader.fail(span, `"${text}" is no JSON path`, "write a.b, a[0], a[*].b or ['key.with.dots']");
	}

	return { text, steps, span };
}

function valuesAt(frame: Frame, { field, paths, names }: JsonStage): readonly Extracted[] {
	if (!readsRecord(frame, field)) {
		const codes = sourceVector(frame, field);
		const parsed = memoByCode(codes.size, code => {
			const value = codes.value(code);
			return typeof value === 'string' ? parseAfterPreamble(value) : undefined;
		});
		return paths.map((path, index) =>
			found(names[index] as string, codes, code => evaluateSteps(parsed(code), path.steps)),
		);
	}

	return paths.map((path, index) => inRecord(frame, path.steps, names[index] as string));
}

/** A path of the record itself is a column; one with wildcards is evaluated on its container. */
function inRecord(frame: Frame, steps: readonly JsonStep[], name: string): Extracted {
	const isFixed = (step: JsonStep) =>
		step.kind === 'key' || (step.kind === 'index' && step.index >= 0);
	if (steps.length > 0 && isDefinite(steps) && steps.every(isFixed)) {
		const codes = frame.recordVector(source => source.path(steps));
		// Code 0 is a record without the key; a null value has a code of its own.
		return { name, codes, hit: code => code !== 0, value: code => codes.value(code) };
	}

	const head = steps.slice(
		0,
		Math.max(
			steps.findIndex(step => !isFixed(step)),
			0,
		),
	);
	const rest = steps.slice(head.length);
	const codes =
		head.length === 0
			? frame.recordVector(source => source.field('_raw', undefined))
			: frame.recordVector(source => source.path(head));
	const read = head.length === 0 ? parseAfterPreamble : parseRecord;
	return found(name, codes, code => {
		const text = codes.value(code);
		return typeof text === 'string' ? evaluateSteps(read(text), rest) : undefined;
	});
}

function found(
	name: string,
	codes: Vector,
	evaluate: (code: number) => Value | undefined,
): Extracted {
	const known = memoByCode(codes.size, evaluate);
	return {
		name,
		codes,
		hit: code => known(code) !== undefined,
		value: code => known(code) ?? null,
	};
}
