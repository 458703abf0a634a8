import { joinPath } from '../../../store/index.ts';
import { textOf } from '../compare.ts';
import type { CompiledRegex } from '../function/function.ts';
import { anchoredKey } from '../syntax/anchored-key.ts';
import type { AnchorPattern, Field, JsonPath, JsonStep } from '../syntax/tree.ts';
import type { Value } from '../value.ts';
import { compileAnchor, matchAnchor } from './anchor.ts';
import { anchorColumn } from '../engine/anchor-column.ts';
import type { Extracted } from './extraction.ts';
import type { Frame } from './frame.ts';
import { evaluateSteps, isDefinite } from './json-steps.ts';
import { parseAfterPreamble, parseRecord } from '../engine/record-json.ts';
import { memoByCode, type Vector } from './vector.ts';

/** The field that an extraction reads; the record's text when none is named. */
export function sourceVector(frame: Frame, field: Field | undefined): Vector {
	return frame.field(field?.name ?? '_raw').get();
}

/** `_raw` as the record's text, and not a field of that name that a stage made. */
function readsRecord(frame: Frame, field: Field | undefined): boolean {
	return field === undefined || (field.name.toLowerCase() === '_raw' && !frame.has('_raw'));
}

export function extractAnchor(
	frame: Frame,
	field: Field | undefined,
	pattern: AnchorPattern,
): readonly Extracted[] {
	const anchor = compileAnchor(pattern.literals);
	const key = readsRecord(frame, field) ? anchoredKey(pattern.literals) : undefined;
	const [name] = pattern.names;
	if (key !== undefined && name !== undefined) {
		const codes = frame.recordVector(source => anchorColumn(source, key, anchor));
		const value = memoByCode(codes.size, code => codes.value(code));
		return [{ name: name.name, codes, hit: code => value(code) !== null, value }];
	}

	const codes = sourceVector(frame, field);
	const captures = memoByCode(codes.size, code => {
		const text = codes.value(code);
		return text === null ? undefined : matchAnchor(anchor, textOf(text));
	});
	const hit = (code: number): boolean => captures(code) !== undefined;
	return pattern.names.map(({ name: title }, index) => ({
		name: title,
		codes,
		hit,
		value: code => captures(code)?.[index] ?? null,
	}));
}

export function extractRegex(
	frame: Frame,
	field: Field | undefined,
	regex: CompiledRegex,
	names: readonly string[],
): readonly Extracted[] {
	const codes = sourceVector(frame, field);
	const captures = memoByCode(codes.size, code => {
		const text = codes.value(code);
		const match = text === null ? undefined : regex.exec(textOf(text));
		return match === undefined ? undefined : names.map(name => match.group(name));
	});
	const hit = (code: number): boolean => captures(code) !== undefined;
	return names.map((name, index) => ({
		name,
		codes,
		hit,
		value: code => captures(code)?.[index] ?? null,
	}));
}

export function extractJson(
	frame: Frame,
	field: Field | undefined,
	paths: readonly JsonPath[],
	names: readonly string[],
): readonly Extracted[] {
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

	return paths.map((path, index) => recordJson(frame, path.steps, names[index] as string));
}

/** A path of the record itself is a column; one with wildcards is evaluated on its container. */
function recordJson(frame: Frame, steps: readonly JsonStep[], name: string): Extracted {
	if (isDefinite(steps) && steps.every(step => step.kind !== 'index' || step.index >= 0)) {
		const path = pathText(steps);
		if (path !== '') {
			const codes = frame.recordVector(source => source.eventField(path, true));
			// Code 0 is a record without the key: a null that stands there has a code of its own.
			return { name, codes, hit: code => code !== 0, value: code => codes.value(code) };
		}
	}

	const fixed = steps.findIndex(
		step => !(step.kind === 'key' || (step.kind === 'index' && step.index >= 0)),
	);
	const head = steps.slice(0, Math.max(fixed, 0));
	const rest = steps.slice(head.length);
	const codes =
		head.length === 0
			? frame.recordVector(source => source.field('_raw', undefined))
			: frame.recordVector(source => source.eventField(pathText(head), true));
	const parse = head.length === 0 ? parseAfterPreamble : parseRecord;
	return found(name, codes, code => {
		const text = codes.value(code);
		return typeof text === 'string' ? evaluateSteps(parse(text), rest) : undefined;
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

function pathText(steps: readonly JsonStep[]): string {
	return steps.reduce(
		(path, step) =>
			step.kind === 'key' || step.kind === 'index'
				? joinPath(path, step.kind === 'key' ? step.key : step.index)
				: path,
		'',
	);
}

/** `split f delim=":" extract 1 as a`: positions from 1; a missing part is null. */
export function extractSplit(
	frame: Frame,
	field: Field,
	delimiter: string,
	extract: readonly { readonly index: number; readonly name: string }[],
): readonly Extracted[] {
	const codes = sourceVector(frame, field);
	const parts = memoByCode(codes.size, code => {
		const text = codes.value(code);
		return text === null ? undefined : splitText(textOf(text), delimiter);
	});
	const hit = (code: number): boolean => parts(code) !== undefined;
	return extract.map(({ index, name }) => ({
		name,
		codes,
		hit,
		value: code => parts(code)?.[index - 1] ?? null,
	}));
}

function splitText(text: string, delimiter: string): readonly string[] {
	return delimiter === '' ? [text] : text.split(delimiter);
}
