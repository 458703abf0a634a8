import { quoteString } from '../../query/syntax/escape.ts';
import { fillParams } from '../../query/syntax/params.ts';
import { Scanner } from '../../query/syntax/scanner.ts';
import { splitStages } from '../../query/syntax/split-stages.ts';
import type { Span } from '../../query/value.ts';
import { formatDuration, parseDuration } from '../../text/duration.ts';
import type { Layout, Panel } from '../layout/layout.ts';
import { filterFieldsOf } from './filter-fields.ts';
import { filterNames, noVariables } from './variables.ts';
import type { Variables } from './variables.ts';

export interface Scope {
	/** Usually `_sourceCategory`. */
	readonly key: string;
	readonly value: string;
}

export interface ComposeOptions {
	readonly scope?: Scope | undefined;
	readonly variables?: Variables | undefined;
}

/**
 * Splits a query into its search and its stages with their pipes. Joined, the two parts are the
 * query again.
 */
export function splitSearch(text: string): { readonly search: string; readonly stages: string } {
	const scanner = new Scanner(text, { steps: 0 });
	const end = splitStages(scanner, 0, text.length)[0]?.end ?? text.length;
	return { search: text.slice(0, end).trim(), stages: text.slice(end).trim() };
}

/**
 * The query of a panel as it runs: the scope and the free text are joined to its search, the
 * filters follow as one `where`, and each `{{name}}` is filled in.
 */
export function composeQuery(query: string, options: ComposeOptions): string {
	const variables = options.variables ?? noVariables;
	const { search, stages } = splitSearch(fillParams(query, variables.params, { steps: 0 }).text);
	const own = search === '' || search === '*' ? '' : search;
	const terms = [
		options.scope === undefined ? '' : scopeTerm(options.scope),
		variables.text.trim() === '' ? '' : `(${variables.text.trim()})`,
	].filter(term => term !== '');
	// A comment at the end of the search would hide the closing parenthesis.
	const ownTerm =
		terms.length === 0 || own === '' ? own : `(${own}${own.includes('//') ? '\n' : ''})`;
	const head = [...terms, ownTerm].filter(term => term !== '').join(' ') || '*';
	const condition = filterCondition(variables, filterFieldsOf(search));
	return [head, condition === '' ? '' : `| where ${condition}`, stages]
		.filter(part => part !== '')
		.join('\n');
}

/** The query as it ran, without the scope that was added in front of it. */
export function withoutScope(query: string, scope: Scope | undefined): string {
	const text = query.trimStart();
	const term = scope === undefined ? '' : scopeTerm(scope);

	if (term === '' || !text.startsWith(term) || /^[^\s|]/.test(text.slice(term.length))) {
		return text;
	}

	const rest = text.slice(term.length).trimStart();
	return rest === '' || rest.startsWith('|') ? `* ${rest}`.trim() : rest;
}

/** Whether a part of a query that ran is the scope that was added in front of it. */
export function isScopeOf(query: string, scope: Scope, { start, end }: Span): boolean {
	const term = scopeTerm(scope);
	return query.startsWith(term) && start === 0 && end <= term.length;
}

const plainWord = /^[\p{L}\p{N}_.:/*?@+-]+$/u;

function scopeTerm(scope: Scope): string {
	return plainWord.test(scope.value)
		? `${scope.key}=${scope.value}`
		: `${scope.key}=${quoteString(scope.value)}`;
}

/**
 * All filters as one condition; empty when no filter is set.
 *
 * @param fields - that they test; a filter without one tests nothing
 */
function filterCondition(variables: Variables, fields: ReturnType<typeof filterFieldsOf>): string {
	const parts: string[] = [];

	for (const name of filterNames) {
		const choice = variables.filters[name];

		const field = fields[name];

		if (choice === undefined || field === undefined) {
			continue;
		}

		// `*` passes every record, also one without the field.
		if (choice.include.length > 0 && !choice.include.includes('*')) {
			parts.push(anyOf(field, choice.include));
		}

		if (choice.exclude.length > 0) {
			parts.push(`!(${anyOf(field, choice.exclude)})`);
		}
	}

	return parts.join(' and ');
}

/** The value by which a user selects records without the field. */
const missing = '(none)';

function anyOf(field: string, values: readonly string[]): string {
	const patterns = values.filter(value => value.includes('*'));
	const plain = values.filter(value => !value.includes('*') && value !== missing);
	const tests = patterns.map(pattern => `${field} matches ${quoteString(pattern)}`);

	if (values.includes(missing)) {
		tests.push(equals(field, missing));
	}

	if (plain.length > 0) {
		tests.push(plain.length === 1 ? equals(field, plain[0] ?? '') : inList(field, plain));
	}

	return tests.length === 1 ? (tests[0] ?? '') : `(${tests.join(' or ')})`;
}

function inList(field: string, values: readonly string[]): string {
	return `${field} in (${values.map(quoteString).join(', ')})`;
}

/** A condition for exactly this value. `(none)` means a missing value. */
export function equals(field: string, value: string | number | boolean | null): string {
	if (value === null) {
		return `isNull(${field})`;
	}

	if (value === missing) {
		return `(isEmpty(${field}) or ${field} = ${quoteString(missing)})`;
	}

	return typeof value === 'string' ? `${field} = ${quoteString(value)}` : `${field} = ${value}`;
}

/** More buckets than this cost time and show nothing more. */
export const bucketsMax = 500;

const steps = '1s 2s 5s 10s 15s 30s 1m 2m 5m 10m 15m 30m 1h 2h 3h 4h 6h 8h 12h 1d 2d 7d 30d'.split(
	' ',
);

/**
 * Widens `timeslice 15m` so that the range has at most `bucketsMax` buckets.
 *
 * @returns `widened` is the new width, such as `1h`, when it had to change
 */
export function fitTimeslice(
	query: string,
	rangeMs: number,
): { readonly text: string; readonly widened: string | undefined } {
	let widened: string | undefined;
	// The pattern matches strings first, so that the word inside a string is not changed.
	const form = /"(?:[^"\\]|\\.)*"|\btimeslice(\s+(?:by\s+)?|\s*\(\s*)(\d+[smhdw])\b/g;
	const text = query.replace(form, (whole, gap: string | undefined, width: string | undefined) => {
		const widthMs = parseDuration(width ?? '');

		if (gap === undefined || widthMs === undefined || rangeMs / widthMs <= bucketsMax) {
			return whole;
		}

		widened = steps.find(step => rangeMs / (parseDuration(step) ?? 1) <= bucketsMax) ?? '30d';
		return `timeslice${gap}${widened}`;
	});
	return { text, widened };
}

/** The note of a panel, such as `15m buckets widened to 1h`. */
function widenedNote(widened: string): string {
	return `buckets of ${formatDuration(parseDuration(widened) ?? 0)}`;
}

/** A panel's query, ready to run over a range. */
export interface PanelQuery {
	readonly text: string;
	/** A note for the user about how the query runs; empty for none. */
	readonly note: string;
}

/**
 * Composes a panel's query: adds filters and scope, fills in the layout's variables or their
 * defaults, and fits the buckets to the range.
 */
export function composePanel(
	layout: Pick<Layout, 'variables'>,
	panel: Pick<Panel, 'query'>,
	options: ComposeOptions & { readonly rangeMs: number },
): PanelQuery {
	const variables = options.variables ?? noVariables;
	const params: Record<string, string> = {};

	for (const [name, variable] of Object.entries(layout.variables)) {
		params[name] = variables.params[name] ?? variable.default;
	}

	const composed = composeQuery(panel.query, {
		scope: options.scope,
		variables: { ...variables, params },
	});
	const fitted = fitTimeslice(composed, options.rangeMs);
	return {
		text: fitted.text,
		note: fitted.widened === undefined ? '' : widenedNote(fitted.widened),
	};
}
