import { compileRegex, isRegexFault } from '../../source/query/regex/compile.ts';
import type { JsonPath, JsonStep } from '../../source/query/syntax/tree.ts';
import type { AnchorPattern } from '../../source/query/stage/parse.ts';
import type { Stage } from '../../source/query/stage/index.ts';
import type { Value } from '../../source/query/value.ts';
import { jsonOf, type NaiveRow, valueOf } from './record.ts';

type Found = ReadonlyMap<string, Value>;

const extractionKinds = ['parse', 'parse-regex', 'json', 'json-auto', 'split'] as const;
export type ExtractionStage = Extract<Stage, { readonly kind: (typeof extractionKinds)[number] }>;

export function isExtraction(stage: Stage): stage is ExtractionStage {
	return (extractionKinds as readonly string[]).includes(stage.kind);
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
		case 'split': {
			const pieces = row.text(stage.field.name)?.split(stage.delimiter);
			const copy = row.copy();

			for (const { index, name } of stage.extract) {
				copy.set(name, pieces?.[index - 1] ?? null);
			}

			return pieces === undefined ? [] : [copy];
		}
	}
}

/** Sets what was found and decides whether the row stays. */
function settle(
	row: NaiveRow,
	nodrop: boolean,
	parts: readonly { readonly names: readonly string[]; readonly found: Found | undefined }[],
): readonly NaiveRow[] {
	const copy = row.copy();
	const hit = parts.every(({ found }) => found !== undefined);

	for (const { names, found } of parts) {
		for (const name of names) {
			if (found) {
				copy.set(name, found.get(name) ?? null);
			} else if (!copy.has(name)) {
				copy.set(name, null);
			}
		}
	}

	if (nodrop) {
		copy.matched ||= hit;
		return [copy];
	}

	const stays = hit || row.matched;
	copy.matched = false;
	return stays ? [copy] : [];
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
	const regex = compileRegex(stage.regex.source, stage.regex.flags);
	const text = row.text(stage.field?.name ?? '_raw');

	if (isRegexFault(regex) || text === undefined) {
		return settle(row, stage.nodrop, [{ names: stage.names, found: undefined }]);
	}

	const matches: Found[] = [];
	let match = regex.exec(text, 0);

	while (match && (stage.multi || matches.length === 0)) {
		const found = match;
		matches.push(new Map(stage.names.map(name => [name, found.group(name)])));
		match = regex.exec(text, found.end > found.index ? found.end : found.end + 1);
	}

	return matches.length === 0
		? settle(row, stage.nodrop, [{ names: stage.names, found: undefined }])
		: matches.flatMap(found => settle(row, stage.nodrop, [{ names: stage.names, found }]));
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
	const copy = row.copy();
	const names = (stage.keys ?? []).map((key, index) => stage.keyNames?.[index] ?? key);
	const json = text === undefined ? undefined : objectIn(text);
	let count = 0;

	for (const name of names) {
		if (!copy.has(name)) {
			copy.set(name.replaceAll(' ', '_'), null);
		}
	}

	for (const [path, value] of json === undefined ? [] : leaves(json, '', 1, stage)) {
		const place = (stage.keys ?? []).findIndex(key => key.toLowerCase() === path.toLowerCase());

		if (place >= 0) {
			copy.set((names[place] ?? '').replaceAll(' ', '_'), value);
		} else if (count < autoFieldsMax && !(stage.refOnly && names.length > 0)) {
			copy.set(path.replaceAll(' ', '_'), value);
			count++;
		}
	}

	return [copy];
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
