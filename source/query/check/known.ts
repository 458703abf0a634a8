import { aggregateSpecs } from '../aggregate/index.ts';
import { nearest } from '../syntax/nearest.ts';
import type { Schema } from '../stage/schema.ts';

/** Metadata fields: every record has them, from its delivery and not from its JSON. */
export const metadataFields: readonly string[] = [
	...['_raw', '_messageTime', '_receiptTime', '_sourceCategory', '_sourceName', '_sourceHost'],
	...['_source', '_collector', '_size', '_messageCount', '_view', '_index', '_object'],
];

/** Names that only a stage can make, so naming one before its stage is a mistake. */
const madeByStages: ReadonlySet<string> = new Set([
	'_timeslice',
	'_approxcount',
	...aggregateSpecs.map(spec => spec.title),
]);

/**
 * Limits of the names that are compared for a suggestion, and of the suggestions per query, because
 * both take time.
 */
const suggestedFromMax = 5000;
const suggestionsMax = 20;

/** The fields that the events have, as far as known. */
export class KnownFields {
	/** Undefined: there is no sample, so no field of an event can be reported as unknown. */
	readonly #names: ReadonlySet<string> | undefined;
	readonly #spelled: readonly string[];
	#suggestionCount = 0;

	constructor(fields: readonly string[] | undefined) {
		this.#spelled = [...metadataFields, ...(fields ?? [])];
		this.#names = fields === undefined ? undefined : closureOf(fields);
	}

	/** Whether the name can have a value under this schema. True when it cannot be decided. */
	has(schema: Schema, name: string): boolean {
		const lower = name.toLowerCase();
		if (schema.open || schema.fields.has(lower)) {
			return true;
		}

		if (!schema.auto) {
			return false;
		}

		if (madeByStages.has(lower)) {
			return false;
		}

		return this.#names === undefined || this.#names.has(plainPath(lower));
	}

	/** Whether this is certainly a field: made by a stage, or seen in the events. */
	certain(schema: Schema, name: string): boolean {
		const lower = name.toLowerCase();
		const seen = schema.auto && this.#names?.has(plainPath(lower)) === true;
		return seen || schema.fields.has(lower);
	}

	nearest(schema: Schema, name: string): string | undefined {
		if (++this.#suggestionCount > suggestionsMax) {
			return undefined;
		}

		const made = [...schema.fields.values()];
		const seen = schema.auto ? this.#spelled.slice(0, suggestedFromMax) : [];
		const near = nearest(name, [...made, ...seen]);
		return near?.toLowerCase() === name.toLowerCase() ? undefined : near;
	}

	get sampled(): boolean {
		return this.#names !== undefined;
	}
}

/** The path without indexes, and with `a['my key']` written as `a.my key`, as in `%"a.my key"`. */
function plainPath(name: string): string {
	return name
		.replace(/\[(?:\d+|\*)\]/g, '')
		.replace(/\['((?:[^'\\]|\\.)*)'\]/g, (_, key: string) => `.${key.replace(/\\(.)/g, '$1')}`)
		.replace(/^\./, '');
}

/**
 * Cached, because the query bar checks at every key with the same list, which may have ten thousand
 * paths.
 */
const closures = new WeakMap<readonly string[], ReadonlySet<string>>();

function closureOf(fields: readonly string[]): ReadonlySet<string> {
	const known = closures.get(fields) ?? closure([...metadataFields, ...fields]);
	closures.set(fields, known);
	return known;
}

/** Every path and every container on the way to it, because those can be named too. */
function closure(fields: readonly string[]): Set<string> {
	const names = new Set<string>();
	for (const field of fields) {
		let name = plainPath(field.toLowerCase());
		while (!names.has(name)) {
			names.add(name);
			const dot = name.lastIndexOf('.');
			if (dot <= 0) {
				break;
			}

			name = name.slice(0, dot);
		}
	}

	return names;
}
