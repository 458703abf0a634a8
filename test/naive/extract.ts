import type { JsonPath, JsonStep } from '../../source/query/syntax/tree.ts';
import type { AnchorPattern } from '../../source/query/stage/parse.ts';
import type { Value } from '../../source/query/value.ts';
import { jsonOf, valueOf } from './record.ts';
import { extractAllKeys, extractKeys } from './keyvalue.ts';
import { regexOf } from './regex.ts';
import type { NaiveRow } from './row.ts';
import { type Found, settle } from './settle.ts';
import type { StageOf } from './stages.ts';
import { extractXml } from './xml.ts';

export type ExtractionStage = StageOf<
	| 'parse'
	| 'parse-regex'
	| 'parse-xml'
	| 'json'
	| 'json-auto'
	| 'keyvalue'
	| 'keyvalue-auto'
	| 'split'
	| 'csv'
>;

/** The fields that a stage makes, as far as the stage itself says. */
export function extractedNames(stage: ExtractionStage): readonly string[] {
	switch (stage.kind) {
		case 'parse':
			return stage.patterns.flatMap(({ names }) => names.map(({ name }) => name));
		case 'parse-regex':
		case 'json':
		case 'parse-xml':
		case 'keyvalue':
		case 'keyvalue-auto':
			return stage.names;
		case 'json-auto':
			return (stage.keyNames ?? stage.keys ?? []).map(name => name.replaceAll(' ', '_'));
		case 'split':
		case 'csv':
			return stage.extract.map(({ name }) => name);
	}
}

/** Runs one extraction on one row: the rows that come out. */
export function extract(row: NaiveRow, stage: ExtractionStage): readonly NaiveRow[] {
	switch (stage.kind) {
		case 'parse': {
			const text = row.text(stage.field?.name ?? '_raw');
			const parts = stage.patterns.map(pattern => ({
				names: pattern.names.map(({ name }) => name),
				found: text === undefined ? undefined : matchAnchor(pattern, text),
			}));
			return settle(row, stage.nodrop, parts);
		}
		case 'parse-regex':
			return extractRegex(row, stage);
		case 'json': {
			const text = row.text(stage.field?.name ?? '_raw');
			const json = text === undefined ? undefined : jsonOf(text);
			const parts = stage.paths.map((path, index) => {
				const name = stage.names[index]!;
				const value = evaluatePath(json, path);
				return {
					names: [name],
					found: value === undefined ? undefined : new Map([[name, value]]),
				};
			});
			return settle(row, stage.nodrop, parts);
		}
		case 'json-auto':
			return extractAuto(row, stage);
		case 'parse-xml':
			return extractXml(row, stage);
		case 'keyvalue':
			return extractKeys(row, stage);
		case 'keyvalue-auto':
			return extractAllKeys(row, stage);
		case 'split':
		case 'csv': {
			const text = row.text(stage.field.name);
			const pieces = text === undefined ? undefined : piecesOf(text, stage);
			const split = stage.extract.reduce(
				(made, { index, name }) => made.with(name, pieces?.[index - 1] ?? null),
				row,
			);
			return pieces === undefined ? [] : [split];
		}
	}
}

function matchAnchor(pattern: AnchorPattern, text: string): Found | undefined {
	const { literals, names } = pattern;
	const source = literals
		.map(literal => literal.replace(/[^A-Za-z0-9]/g, '\\$&'))
		.reduce((before, literal, index) => {
			const takesRest = index === literals.length - 1 && literal === '';
			return `${before}(${takesRest ? '[^]*' : '[^]*?'})${literal}`;
		});
	const match = new RegExp(source, 'i').exec(text);
	return match ? new Map(names.map(({ name }, index) => [name, match[index + 1]!])) : undefined;
}

function extractRegex(
	row: NaiveRow,
	stage: ExtractionStage & { readonly kind: 'parse-regex' },
): readonly NaiveRow[] {
	const text = row.text(stage.field?.name ?? '_raw');
	const all = text === undefined ? [] : [...text.matchAll(regexOf(stage.regex))];
	const matches = stage.multi ? all : all.slice(0, 1);

	if (matches.length === 0) {
		return settle(row, stage.nodrop, [{ names: stage.names, found: undefined }]);
	}

	return matches.flatMap(({ groups }, index) => {
		const found = new Map(stage.names.map(name => [name, groups?.[name] ?? null]));
		return settle(row.withPlace(index), stage.nodrop, [{ names: stage.names, found }]);
	});
}

/** The value at a path, an array text for several, undefined when there is nothing. */
function evaluatePath(json: unknown, path: JsonPath): Value | undefined {
	let values = [json];

	for (const step of path.steps) {
		values = values.flatMap(value => stepInto(value, step));
	}

	if (values.length === 0 || json === undefined) {
		return undefined;
	}

	const single = path.steps.every(({ kind }) => kind === 'key' || kind === 'index');
	return single ? valueOf(values[0]) : JSON.stringify(values);
}

function stepInto(value: unknown, step: JsonStep): readonly unknown[] {
	if (typeof value !== 'object' || value === null) {
		return [];
	}

	switch (step.kind) {
		case 'key':
			return !Array.isArray(value) && Object.hasOwn(value, step.key)
				? [(value as Record<string, unknown>)[step.key]]
				: [];
		case 'index': {
			const items = Array.isArray(value) ? value : [];
			const index = step.index < 0 ? items.length + step.index : step.index;
			return index in items ? [items[index]] : [];
		}
		case 'wildcard':
			return Object.values(value);
		case 'descend':
			return descend(value, step.key);
		case 'condition':
			return Object.values(value).filter(item => meets(item, step));
		case 'slice':
			return Array.isArray(value) ? value.slice(step.from, step.to) : [];
		case 'union':
			return step.items.flatMap(item =>
				stepInto(
					value,
					typeof item === 'number' ? { kind: 'index', index: item } : { kind: 'key', key: item },
				),
			);
	}
}

function meets(item: unknown, { keys, test }: JsonStep & { readonly kind: 'condition' }): boolean {
	const found = keys.reduce<readonly unknown[]>(
		(values, key) => values.flatMap(value => stepInto(value, { kind: 'key', key })),
		[item],
	);

	if (found.length === 0 || !test) {
		return found.length > 0;
	}

	const [a] = found as (string | number)[];
	const b = test.value as string | number;
	const isOrdered = typeof a === typeof b && ['number', 'string'].includes(typeof a);
	switch (test.operator) {
		case '==':
			return a === b;
		case '!=':
			return a !== b;
		case '<':
			return isOrdered && a! < b;
		case '<=':
			return isOrdered && a! <= b;
		case '>':
			return isOrdered && a! > b;
		case '>=':
			return isOrdered && a! >= b;
	}
}

/** Outer values before inner ones. */
function descend(root: object, key: string | undefined): readonly unknown[] {
	const found: unknown[] = [];
	let level: readonly unknown[] = [root];

	while (level.length > 0) {
		for (const value of level) {
			found.push(
				...stepInto(value, key === undefined ? { kind: 'wildcard' } : { kind: 'key', key }),
			);
		}

		level = level.flatMap(value => stepInto(value, { kind: 'wildcard' }));
	}

	return found;
}

const autoFieldsMax = 100;

function extractAuto(
	row: NaiveRow,
	stage: ExtractionStage & { readonly kind: 'json-auto' },
): readonly NaiveRow[] {
	const text = row.text(stage.field?.name ?? '_raw');
	const json = text === undefined ? undefined : objectIn(text);
	const names = extractedNames(stage);
	const keys = (stage.keys ?? []).map(key => key.toLowerCase());
	let made = names.reduce(
		(before, name) => (before.titleOf(name) === undefined ? before.with(name, null) : before),
		row,
	);
	let count = 0;

	for (const [path, value] of json === undefined ? [] : leaves(json, '', 1, stage)) {
		const named = names[keys.indexOf(path.toLowerCase())];

		if (named !== undefined) {
			made = made.with(named, value);
		} else if (count < autoFieldsMax && !(stage.refOnly && names.length > 0)) {
			made = made.with(path.replaceAll(' ', '_'), value);
			count++;
		}
	}

	return [made];
}

/** The JSON of a text, or an object in the middle of it. */
function objectIn(text: string): object | undefined {
	const json = jsonOf(text);
	const starts = json === undefined ? [...text.matchAll(/\{/g)] : [];

	for (const { index } of starts) {
		for (let end = text.length; end > index; end--) {
			try {
				return JSON.parse(text.slice(index, end)) as object;
			} catch {
				// A shorter piece is tried.
			}
		}
	}

	return typeof json === 'object' && json !== null ? json : undefined;
}

function leaves(
	json: object,
	path: string,
	depth: number,
	stage: { readonly depthMax: number | undefined; readonly extractArrays: boolean },
): readonly (readonly [string, Value])[] {
	return Object.entries(json).flatMap(([key, value]: [string, unknown]) => {
		const step = Array.isArray(json) ? `[${key}]` : path === '' ? key : `.${key}`;
		const holdsOthers = Object.values(value ?? {}).some(
			item => typeof item === 'object' && item !== null,
		);
		const opens =
			typeof value === 'object' &&
			value !== null &&
			Object.keys(value).length > 0 &&
			depth < (stage.depthMax ?? Infinity) &&
			(stage.extractArrays || !Array.isArray(value) || holdsOthers);
		return opens
			? leaves(value, path + step, depth + 1, stage)
			: [[path + step, valueOf(value)] as const];
	});
}

function piecesOf(text: string, stage: StageOf<'split' | 'csv'>): readonly string[] {
	const cut = stage.kind === 'csv' ? stage.marks : stage.cut;
	return typeof cut === 'string' ? text.split(cut) : csvValues(text, cut);
}

/** The values of a line, found by patterns that are made of the marks. */
function csvValues(line: string, marks: StageOf<'csv'>['marks']): readonly string[] {
	const [delimiter, quote, escape] = [marks.delimiter, marks.quote, marks.escape].map(
		character => `\\u{${character.codePointAt(0)!.toString(16)}}`,
	) as [string, string, string];
	const mark = `[${delimiter}${quote}${escape}]`;
	const plain = `(?:${escape}${mark}|[^${delimiter}])*`;
	const blanks = `(?:(?!${delimiter})[ \\t])*`;
	const inside = `(?:${escape}${mark}|${quote}${quote}|[^${quote}])*`;
	const value = new RegExp(
		`(?:${blanks}${quote}(?<quoted>${inside})(?:${quote}(?<after>${plain})|$)|(?<bare>${plain}))(?:${delimiter}|(?<last>$))`,
		'uy',
	);
	const unescaped = (text = '') => text.replace(new RegExp(`${escape}(${mark})`, 'gu'), '$1');
	const values: string[] = [];

	for (let isLast = false; !isLast;) {
		const { quoted, after, bare, last } = value.exec(line)!.groups!;
		const within = quoted?.replace(
			new RegExp(`${escape}(${mark})|${quote}(${quote})`, 'gu'),
			(_, escaped?: string, doubled?: string) => (escaped ?? doubled)!,
		);
		values.push(within === undefined ? unescaped(bare) : within + unescaped(after));
		isLast = last !== undefined;
	}

	return values;
}
