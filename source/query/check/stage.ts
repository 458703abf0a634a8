import { nearest } from '../syntax/nearest.ts';
import type { Field, Stage } from '../syntax/tree.ts';
import type { Span } from '../value.ts';
import type { Checking, Place } from './check.ts';

/** Two columns of an aggregate cannot share a name. */
export function checkColumns(checking: Checking, { stage }: Place): void {
	if (stage.kind !== 'aggregate') {
		return;
	}

	const columns: { readonly name: string; readonly span: Span }[] = [
		...stage.by,
		...stage.aggregates.flatMap(call => call.titles.map(name => ({ name, span: call.span }))),
	];
	const taken = new Set<string>();
	for (const { name, span } of columns) {
		const key = name.toLowerCase();
		if (taken.has(key)) {
			checking.faults.push({
				severity: 'fault',
				span,
				message: `two columns are named ${name}`,
				next: 'add as and another name to one of them',
			});
			return;
		}

		taken.add(key);
	}
}

const numericName =
	/(?:^|_|[a-z](?=[A-Z]))(?:count|size|bytes|ms|sec|seconds|duration|num|number|port|status|total|age|length)$/i;

/** `parse` gives text, and text sorts 10 before 9. */
export function checkSort(checking: Checking, { stage, stages, index }: Place): void {
	if (stage.kind !== 'sort') {
		return;
	}

	for (const { field } of stage.keys) {
		if (isNumericText(stages.slice(0, index), field)) {
			checking.faults.push({
				severity: 'warning',
				span: field.span,
				message: `${field.name} is text, and sorts as text: 10 before 9`,
				next: `put | num(${field.name}) before it`,
			});
		}
	}
}

function isNumericText(before: readonly Stage[], field: Field): boolean {
	const key = field.name.toLowerCase();
	for (const stage of before.toReversed()) {
		if (stage.kind === 'assign' && stage.name.toLowerCase() === key) {
			return false;
		}

		if (stage.kind === 'aggregate') {
			const isKey = stage.by.some(by => by.name.toLowerCase() === key);
			if (!isKey) {
				return false;
			}
		}

		if (stage.kind === 'parse-regex' && stage.names.some(name => name.toLowerCase() === key)) {
			const group = new RegExp(`\\(\\?P?<${field.name}>(?:\\\\d|\\[0-9\\])[+*{}0-9,]*\\)`, 'i');
			return group.test(stage.regex.source);
		}

		if (stage.kind === 'parse') {
			const names = stage.patterns.flatMap(pattern => pattern.names);
			if (names.some(name => name.name.toLowerCase() === key)) {
				return numericName.test(field.name);
			}
		}
	}

	return false;
}

const builtInSources = ['geo://location', 'asn://default', 'sumo://threat/cs'];
/** Any name may follow: which sources there are is known when the query runs. */
const threatPrefix = 'sumo://threat/';

/** A slip in the name of a built-in table. */
export function checkSource(checking: Checking, { stage }: Place): void {
	if (stage.kind !== 'lookup' || !/^[a-z]+:\/\//i.test(stage.source.name)) {
		return;
	}

	const name = stage.source.name.toLowerCase();
	if (!builtInSources.includes(name) && !name.startsWith(threatPrefix)) {
		const near = nearest(stage.source.name, builtInSources);
		checking.faults.push({
			severity: 'fault',
			span: stage.source.span,
			message: `no table is named ${stage.source.name}`,
			next:
				near === undefined
					? `write ${builtInSources.join(', ')} or path://"/table"`
					: `did you mean "${near}"?`,
		});
	}
}
