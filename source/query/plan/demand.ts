import { readsOf } from '../check/reads.ts';
import type { Plan } from './plan.ts';
import type { Search, Stage } from '../syntax/tree.ts';
import { anchoredKey } from '../syntax/anchored-key.ts';

/** What a plan reads of the records: columns by name, and whether it reads whole texts. */
export interface Demand {
	/** Fields that no stage made, in the order of their first use. */
	readonly columns: readonly string[];
	/** Keys of `"key":"*"` anchors, which read the columns under that key. */
	readonly keys: readonly string[];
	/** Some stage or the search may have to read the text of a record. */
	readonly text: boolean;
}

export function demandOf(plan: Plan): Demand {
	const columns = new Map<string, string>();
	const keys = new Set<string>();
	const made = new Set<string>();
	let text = false;
	const read = (name: string): void => {
		const key = name.toLowerCase();
		if (key === '_raw') {
			text = true;
		} else if (!made.has(key) && !columns.has(key)) {
			columns.set(key, name);
		}
	};
	searchedFields(plan.search).forEach(read);
	const stages = [...plan.stream, ...plan.ordered].map(({ stage }) => stage);
	for (const stage of stages) {
		readsOf(stage).forEach(({ name }) => {
			read(name);
		});
		if (stage.kind === 'lookup') {
			keyFields(stage).forEach(read);
		}

		if (stage.kind === 'json' && stage.field === undefined) {
			stage.paths.forEach(path => {
				read(path.text.replace(/^\$\.?/, ''));
			});
		}

		for (const key of anchorKeys(stage)) {
			keys.add(key);
		}

		text ||= readsText(stage);
		madeBy(stage).forEach(name => made.add(name.toLowerCase()));
	}

	for (const { name } of [
		...(plan.aggregate?.calls.flatMap(call => call.args) ?? []),
		...(plan.aggregate?.by ?? []),
	]) {
		read(name);
	}

	return { columns: [...columns.values()], keys: [...keys], text };
}

function searchedFields(search: Search): readonly string[] {
	switch (search.kind) {
		case 'and':
		case 'or':
			return search.items.flatMap(searchedFields);
		case 'not':
			return searchedFields(search.item);
		case 'field':
			return [search.field.name];
		case 'all':
		case 'word':
		case 'phrase':
			return [];
	}
}

function anchorKeys(stage: Stage): readonly string[] {
	return stage.kind === 'parse' && stage.field === undefined
		? stage.patterns.flatMap(({ literals }) => anchoredKey(literals) ?? [])
		: [];
}

function readsText(stage: Stage): boolean {
	switch (stage.kind) {
		case 'parse':
			return (
				stage.field === undefined &&
				stage.patterns.some(({ literals }) => anchoredKey(literals) === undefined)
			);
		case 'parse-regex':
		case 'json-auto':
			return stage.field === undefined;
		default:
			return false;
	}
}

/** Names that a row stage makes, as far as its text tells. */
function madeBy(stage: Stage): readonly string[] {
	switch (stage.kind) {
		case 'parse':
			return stage.patterns.flatMap(pattern => pattern.names.map(({ name }) => name));
		case 'parse-regex':
		case 'json':
			return stage.names;
		case 'json-auto':
			return stage.keyNames ?? [];
		case 'split':
			return stage.extract.map(({ name }) => name);
		case 'assign':
			return [stage.name];
		case 'timeslice':
			return [stage.as, `${stage.as}_end`];
		case 'withtime':
			return [`${stage.field.name}_withtime`];
		case 'lookup':
			return stage.outputs === 'all' ? [] : stage.outputs.map(output => output.as);
		default:
			return [];
	}
}

/** The keys of built-in tables; the field stands on the other side of the equation. */
const builtInKeys = new Set(['ip', 'threat']);

/** The side of each equation that is a field, as far as the text tells. */
function keyFields(stage: Stage & { readonly kind: 'lookup' }): readonly string[] {
	return stage.on.map(({ left, right }) =>
		stage.source.name.includes('://') && builtInKeys.has(right.name.toLowerCase())
			? left.name
			: right.name,
	);
}
