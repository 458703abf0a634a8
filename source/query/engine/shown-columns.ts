import type { PlannedStage } from '../plan/plan.ts';
import type { Search } from '../syntax/tree.ts';
import { fieldsSearched } from '../syntax/walk-search.ts';

/** A stage with the names that it made. */
export interface ShownStage {
	readonly planned: PlannedStage;
	readonly made: readonly string[];
}

/**
 * Titles of the columns of rows. After a `fields` stage: exactly its names and those made since.
 * Otherwise: the time, the fields that the query mentions or makes, and the record's text.
 *
 * @param usual - fields that are shown when no stage chooses fields
 */
export function shownColumns(
	search: Search,
	stages: readonly ShownStage[],
	usual: readonly string[],
): readonly string[] {
	let names = new Names([...usual, ...fieldsSearched(search).filter(isOfRecord)]);
	let chosen = false;
	for (const { planned, made } of stages) {
		const { stage, spec } = planned;
		const choice = spec.run.class === 'rows' ? spec.run.chooses?.(stage) : undefined;
		if (choice?.mode === 'keep') {
			names = new Names(choice.names);
			chosen = true;
			continue;
		}

		if (choice?.mode === 'drop') {
			names.remove(choice.names);
			continue;
		}

		if (!chosen) {
			names.mention(spec.reads(stage).map(({ name }) => name));
		}

		names.make(made);
	}

	return chosen ? names.list : new Names(['_messageTime', ...names.list, '_raw']).list;
}

/** Names in order, each once in any spelling. */
class Names {
	list: string[] = [];

	constructor(names: readonly string[]) {
		this.mention(names);
	}

	mention(names: readonly string[]): void {
		for (const name of names) {
			if (this.#indexOf(name) < 0) {
				this.list.push(name);
			}
		}
	}

	/** The spelling in the stage that makes a field is its title. */
	make(names: readonly string[]): void {
		for (const name of names) {
			const index = this.#indexOf(name);
			if (index < 0) {
				this.list.push(name);
			} else {
				this.list[index] = name;
			}
		}
	}

	remove(names: readonly string[]): void {
		const gone = names.map(name => name.toLowerCase());
		this.list = this.list.filter(name => !gone.includes(name.toLowerCase()));
	}

	#indexOf(name: string): number {
		const lower = name.toLowerCase();
		return this.list.findIndex(known => known.toLowerCase() === lower);
	}
}

/** Metadata of the record's delivery is left out. */
function isOfRecord(name: string): boolean {
	return !name.startsWith('_source');
}
