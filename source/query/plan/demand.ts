import { eventSchema } from '../stage/schema.ts';
import { fieldsSearched } from '../syntax/walk-search.ts';
import type { Plan } from './plan.ts';

/** What a plan reads of the records: columns by name, and whether it reads the whole text. */
export interface Demand {
	/** Fields that no stage made, in the order of their first use. */
	readonly columns: readonly string[];
	/** Keys of `"key":"*"` anchors, which read the columns with that key. */
	readonly keys: readonly string[];
	/** A stage or the search may have to read the text of a record. */
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

	fieldsSearched(plan.search).forEach(read);
	for (const { stage, spec } of [...plan.stream, ...plan.ordered]) {
		spec.reads(stage).forEach(({ name }) => {
			read(name);
		});
		const demands = spec.run.class === 'rows' ? spec.run.demands?.(stage) : undefined;
		demands?.columns?.forEach(read);
		demands?.keys?.forEach(key => keys.add(key));
		text ||= demands?.text === true;
		for (const name of spec.makes(stage, eventSchema).fields.keys()) {
			made.add(name);
		}
	}

	for (const { name } of [
		...(plan.aggregate?.calls.flatMap(call => call.args) ?? []),
		...(plan.aggregate?.by ?? []),
	]) {
		read(name);
	}

	return { columns: [...columns.values()], keys: [...keys], text };
}
