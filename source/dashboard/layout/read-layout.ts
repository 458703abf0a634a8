import type * as z from 'zod';
import { readYaml } from '../../config/yaml-text.ts';
import { nearest } from '../../query/syntax/nearest.ts';
import { layoutFileSchema } from './layout.ts';
import type { GridCell, GridRows, GridSize, Layout, LayoutFile } from './layout.ts';

/** A fault in a dashboard file. */
export interface LayoutFault {
	readonly file: string;
	/** From 1. */
	readonly line: number;
	/** `panels[3].view`; empty for the file as a whole. */
	readonly path: string;
	readonly message: string;
	/** The repair, as a sentence; empty when none is known. */
	readonly next: string;
}

export type LayoutOutcome =
	| { readonly ok: true; readonly layout: Layout }
	| { readonly ok: false; readonly faults: readonly LayoutFault[] };

type Path = readonly (string | number)[];

/**
 * Reads a dashboard file.
 *
 * @param text - YAML
 * @param file - its name, for faults
 */
export function readLayout(text: string, file: string): LayoutOutcome {
	const yaml = readYaml(text);
	if (yaml.errors.length > 0) {
		return { ok: false, faults: yaml.errors.map(error => noYaml(file, error)) };
	}

	const parsed = layoutFileSchema.safeParse(yaml.data, { reportInput: true });
	const faultAt = (path: Path, message: string, next = ''): LayoutFault => ({
		file,
		line: yaml.positionOf(path).line,
		path: pathText(path),
		message,
		next,
	});
	if (!parsed.success) {
		return { ok: false, faults: parsed.error.issues.flatMap(issue => issueFaults(issue, faultAt)) };
	}

	const faults: LayoutFault[] = [];
	const layout = toLayout(parsed.data, (path, message, next) =>
		faults.push(faultAt(path, message, next)),
	);
	return faults.length > 0 ? { ok: false, faults } : { ok: true, layout };
}

/** The fault of a text that is not valid YAML. */
export function noYaml(
	file: string,
	{ line, message }: { readonly line: number; readonly message: string },
): LayoutFault {
	return { file, line, path: '', message: `this is no YAML: ${message}`, next: '' };
}

/** `layouts/mine.yaml:12: panels[3].view: … did you mean "table"?` */
export function formatLayoutFault(fault: LayoutFault): string {
	const path = fault.path === '' ? '' : ` ${fault.path}:`;
	const next = fault.next === '' ? '' : `\n  next: ${fault.next}`;
	return `${fault.file}:${fault.line}:${path} ${fault.message}${next}`;
}

function pathText(path: Path): string {
	return path
		.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`))
		.join('');
}

type FaultAt = (path: Path, message: string, next?: string) => LayoutFault;

function issueFaults(issue: z.core.$ZodIssue, faultAt: FaultAt): LayoutFault[] {
	const path = issue.path.filter(key => typeof key !== 'symbol');

	switch (issue.code) {
		case 'unrecognized_keys': {
			const known = knownKeys(path);
			return issue.keys.map(key =>
				faultAt(
					[...path, key],
					`there is no key "${key}" here`,
					suggestion(key, known) || `the keys here are ${known.join(', ')}`,
				),
			);
		}

		case 'invalid_value': {
			const values = issue.values.map(String);
			const found = String(issue.input ?? '');
			return [
				faultAt(
					path,
					found === '' ? 'this must be one of a few words' : `there is no "${found}" here`,
					suggestion(found, values) || `one of ${values.join(', ')}`,
				),
			];
		}

		default:
			return [faultAt(path, lowerFirst(issue.message))];
	}
}

function suggestion(word: string, candidates: readonly string[]): string {
	const found = word === '' ? undefined : nearest(word, candidates);
	return found === undefined ? '' : `did you mean "${found}"?`;
}

function lowerFirst(text: string): string {
	return text.slice(0, 1).toLowerCase() + text.slice(1);
}

function knownKeys(path: Path): string[] {
	const { shape } = layoutFileSchema;
	const [head, ...rest] = path;

	if (head === undefined) {
		return Object.keys(shape);
	}

	if (head === 'panels') {
		const panel = shape.panels.element.shape;
		return Object.keys(rest[1] === 'about' ? panel.about.shape : panel);
	}

	if (head === 'grid') {
		return ['wide', 'medium', 'narrow'];
	}

	return ['default', 'help', 'values'];
}

type Report = (path: Path, message: string, next?: string) => void;

function toLayout(file: LayoutFile, report: Report): Layout {
	const ids = file.panels.map(panel => panel.id);
	ids.forEach((id, index) => {
		if (ids.indexOf(id) !== index) {
			report(['panels', index, 'id'], `the id "${id}" is taken already`, 'give it another id');
		}
	});

	const variables = file.variables ?? {};
	file.panels.forEach((panel, index) => {
		for (const [, name = ''] of panel.query.matchAll(
			/\{\{\s*([\w.-](?:[\w. -]*[\w.-])?)\s*\}\}/g,
		)) {
			if (!Object.hasOwn(variables, name)) {
				report(
					['panels', index, 'query'],
					`there is no variable "${name}"`,
					suggestion(name, Object.keys(variables)) || 'declare it under variables',
				);
			}
		}
	});

	const grid: Partial<Record<GridSize, GridRows>> = {};

	for (const size of ['wide', 'medium', 'narrow'] as const) {
		const rows = file.grid?.[size];

		if (rows !== undefined) {
			grid[size] = toRows(rows, ids, ['grid', size], report);
		}
	}

	const { name, title, key, description, panels, focus } = file;
	if (focus !== undefined && !ids.includes(focus)) {
		report(['focus'], `there is no panel "${focus}"`, suggestion(focus, ids));
	}

	return {
		...{ name, title, key, description, variables, panels, grid },
		...(focus !== undefined && { focus }),
	};
}

const cellForm = /^\s*([\w-]+(?:\s*\/\s*[\w-]+)*)(?:\s+(\d+))?\s*$/;
const weightMax = 20;

function toRows(
	rows: readonly (readonly string[])[],
	ids: readonly string[],
	path: Path,
	report: Report,
): GridRows {
	const placed = new Set<string>();
	const result = rows.map((row, rowIndex) =>
		row.map((text, cellIndex): GridCell => {
			const cellPath = [...path, rowIndex, cellIndex];
			const match = cellForm.exec(text);
			const weight = Number(match?.[2] ?? 1);

			if (match === null || weight < 1 || weight > weightMax) {
				report(cellPath, `"${text}" is no cell of a grid`, 'write it as AS1, AS1/AS2 or AS1 2');
				return { stack: [], weight: 1 };
			}

			const stack = (match[1] ?? '').split('/').map(id => id.trim());

			for (const id of stack) {
				if (!ids.includes(id)) {
					report(cellPath, `there is no panel "${id}"`, suggestion(id, ids));
				} else if (placed.has(id)) {
					report(cellPath, `the panel "${id}" is in this grid already`);
				}

				placed.add(id);
			}

			return { stack, weight };
		}),
	);
	const missing = ids.filter(id => !placed.has(id));

	if (missing.length > 0) {
		report(path, `no cell for ${missing.join(', ')}`, 'every panel needs a cell in every grid');
	}

	return result;
}
