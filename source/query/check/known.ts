import { aggregateSpecs } from '../aggregate/index.ts';
import { nearest } from '../syntax/nearest.ts';
import type { Schema } from '../stage/schema.ts';
import { plainPath } from './seen-fields.ts';
import type { OtherCapitals, SeenFields } from './seen-fields.ts';
import { isSlip } from './slip.ts';

/** Metadata fields: every record has them, from its delivery and not from its JSON. */
export const metadataFields: readonly string[] = [
	...['_raw', '_messageTime', '_receiptTime', '_sourceCategory', '_sourceName', '_sourceHost'],
	...['_source', '_collector', '_size', '_messageCount', '_view', '_index', '_object'],
];

const metadataNames: ReadonlySet<string> = new Set(metadataFields.map(name => name.toLowerCase()));

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
/** Texts per query that are looked up in the records. */
const capitalsMax = 20;
/** The same of values for which a near one is looked for. */
const nearMax = 20;

/** The fields that the events have, as far as known. */
export class KnownFields {
	/** Undefined: no record was seen, so no field of an event can be reported as unknown. */
	readonly #seen: SeenFields | undefined;
	#suggestionCount = 0;
	#capitalsCount = 0;
	#nearCount = 0;

	constructor(seen: SeenFields | undefined) {
		this.#seen = seen;
	}

	/** Whether the name can have a value under this schema. True when it cannot be decided. */
	has(schema: Schema, name: string): boolean {
		const lower = name.toLowerCase();
		if (schema.open || schema.fields.has(lower)) {
			return true;
		}

		if (!schema.auto || madeByStages.has(lower)) {
			return false;
		}

		return this.#seen === undefined || this.certain(schema, name) || this.#mayBeAbsent(lower);
	}

	/** Whether this is certainly a field: made by a stage, or seen in the events. */
	certain(schema: Schema, name: string): boolean {
		const lower = name.toLowerCase();
		return schema.fields.has(lower) || (schema.auto && this.#isSeen(lower));
	}

	/** Whether the events are known to have such a field, though none of this time has it. */
	isAbsent(schema: Schema, name: string): boolean {
		return (
			schema.auto && !this.certain(schema, name) && this.#seen?.isKnown(plainPath(name)) === true
		);
	}

	/** Whether the events have this field, and no stage made it, and its values are no numbers. */
	isText(schema: Schema, name: string): boolean {
		const lower = name.toLowerCase();
		return (
			schema.auto && !schema.fields.has(lower) && this.#seen?.isText(plainPath(lower)) === true
		);
	}

	/** Whether a field of the events may have lists along its path: then it may have several values at once. */
	crossesLists(schema: Schema, name: string): boolean {
		const lower = name.toLowerCase();
		const isOfEvents = schema.auto && !schema.fields.has(lower);
		return isOfEvents && this.#seen?.crossesLists(plainPath(name)) === true;
	}

	/** The value that was meant by a text that no record has in this field of the events. */
	nearValue(schema: Schema, name: string, text: string): string | undefined {
		const isAsked = this.#isOfEvents(schema, name) && ++this.#nearCount <= nearMax;
		const near = isAsked ? this.#seen?.nearValue(plainPath(name), text) : undefined;
		// Which costs a look at each segment.
		return near === undefined || this.crossesLists(schema, name) ? undefined : near;
	}

	/** The text as the records spell it, where a field of the events has it in other capitals alone. */
	otherCapitals(schema: Schema, name: string, text: string): OtherCapitals | undefined {
		return this.#mayAskFor(schema, name)
			? this.#seen?.otherCapitals(plainPath(name), text)
			: undefined;
	}

	/** Whether it is a field of the events, and the records were not asked for too many texts yet. */
	#mayAskFor(schema: Schema, name: string): boolean {
		return this.#isOfEvents(schema, name) && ++this.#capitalsCount <= capitalsMax;
	}

	/** Whether it is a field of the events, and no stage made it. */
	#isOfEvents(schema: Schema, name: string): boolean {
		const path = plainPath(name);
		const made = [...schema.fields.keys()].map(plainPath);
		const isMade = made.some(field => path === field || path.startsWith(`${field}.`));
		return schema.auto && !schema.open && !isMade;
	}

	/** The field that was most likely meant by a name that none has. */
	nearest(schema: Schema, name: string): string | undefined {
		if (++this.#suggestionCount > suggestionsMax) {
			return undefined;
		}

		const names = [...schema.fields.values(), ...(schema.auto ? this.#candidates() : [])];
		const near = derivedOf(name, names) ?? nearest(name, names) ?? memberOf(name, names);
		return near?.toLowerCase() === name.toLowerCase() ? undefined : near;
	}

	get sampled(): boolean {
		return this.#seen !== undefined;
	}

	#isSeen(lower: string): boolean {
		return metadataNames.has(lower) || this.#seen?.has(plainPath(lower)) === true;
	}

	/**
	 * A field that no record of this time has is a mistake only where no record has it at any time. What
	 * requests hold differs from call to call: there only a slip of the keys is one.
	 */
	#mayBeAbsent(lower: string): boolean {
		const path = plainPath(lower);
		if (this.#seen?.isKnown(path) === true) {
			return true;
		}

		return (
			this.#seen?.isInOpenObject(path) === true &&
			!this.#candidates().some(known => isSlip(path, known.toLowerCase()))
		);
	}

	#candidates(): readonly string[] {
		const names = [...metadataFields];
		for (const name of this.#seen?.spelled() ?? []) {
			if (names.length - metadataFields.length >= suggestedFromMax) {
				break;
			}

			names.push(name);
		}

		return names;
	}
}

/** `_user` for `user`. */
function derivedOf(name: string, names: readonly string[]): string | undefined {
	const wanted = `_${name.toLowerCase()}`;
	return names.find(known => known.toLowerCase() === wanted);
}

/** The shortest path that ends in the name: `userIdentity.userName` for `userName`. */
function memberOf(name: string, names: readonly string[]): string | undefined {
	const end = `.${name.toLowerCase()}`;
	const [shortest] = names
		.filter(known => known.toLowerCase().endsWith(end))
		.sort((a, b) => a.length - b.length);
	return shortest;
}
