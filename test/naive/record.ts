import type { Value } from '../../source/query/value.ts';
import { byCodePoint } from './value.ts';

/** One record as the naive evaluator sees it: text, metadata, a time, and nothing prepared. */
export interface NaiveRecord {
	readonly raw: string;
	readonly meta: Readonly<Record<string, Value>>;
	readonly timeMs: number;
	/** Place in the order of the store, from 0. */
	readonly number: number;
}

/** The parsed record; a text in front of the JSON does not matter. Undefined when there is none. */
export function jsonOf(text: string): unknown {
	for (let start = 0; start < text.length; start++) {
		if (start > 0 && !'{['.includes(text[start]!)) {
			continue;
		}

		try {
			return JSON.parse(text.slice(start)) as unknown;
		} catch {
			// The next start is tried.
		}
	}

	return undefined;
}

export function valueOf(json: unknown): Value {
	if (json === undefined || json === null) {
		return null;
	}

	return typeof json === 'object' ? JSON.stringify(json) : (json as Value);
}

/** Newest first; records of one time by their object, then by their place in it. */
export function byTime(a: NaiveRecord, b: NaiveRecord): number {
	return b.timeMs - a.timeMs || byCodePoint(objectOf(a), objectOf(b)) || a.number - b.number;
}

function objectOf({ meta }: NaiveRecord): string {
	return String(meta['_object'] ?? '');
}

/** What a record has under a name that no stage made: metadata, then its own keys. */
export function fieldOf(record: NaiveRecord, name: string): Value {
	const lower = name.toLowerCase();

	switch (lower) {
		case '_raw':
			return record.raw;
		case '_messagetime':
			return record.timeMs;
		case '_size':
			return Buffer.byteLength(record.raw);
		case '_messagecount':
			return record.number + 1;
		default: {
			const meta = Object.keys(record.meta).find(key => key.toLowerCase() === lower);

			if (meta !== undefined) {
				return record.meta[meta] ?? null;
			}

			return ['_view', '_index'].includes(lower) ? '' : fieldOfJson(eventOf(record), name);
		}
	}
}

const events = new WeakMap<NaiveRecord, { readonly json: unknown }>();

/** Parsed once a record: a random query reads many fields. */
function eventOf(record: NaiveRecord): unknown {
	const known = events.get(record) ?? { json: jsonOf(record.raw) };
	events.set(record, known);
	return known.json;
}

/** The value of a record or of an element at a path: a list that is crossed is its JSON, one element itself. */
export function fieldOfJson(json: unknown, name: string): Value {
	const plain = plainField(json, name);

	if (plain !== undefined) {
		return valueOf(plain.value);
	}

	const elements = across(json, stepsOf(name));
	return valueOf(elements.length > 1 ? elements : elements[0]);
}

/** The elements that a name means in a record; none where it means one value. */
export function elementsOf(record: NaiveRecord, name: string): readonly Value[] {
	return name.startsWith('_') ? [] : elementsOfJson(eventOf(record), name);
}

export function elementsOfJson(json: unknown, name: string): readonly Value[] {
	return plainField(json, name) === undefined ? across(json, stepsOf(name)).map(valueOf) : [];
}

function plainField(json: unknown, name: string): { readonly value: unknown } | undefined {
	const steps = stepsOf(name);
	const exact = walk(json, steps, (key, wanted) => key === wanted);
	return exact ?? walk(json, steps, (key, wanted) => key.toLowerCase() === wanted.toLowerCase());
}

/** What is not null behind a path that goes into each element of the lists on its way. */
function across(json: unknown, steps: readonly string[]): readonly unknown[] {
	return Array.isArray(json) ? [] : everyEnd(json, steps);
}

function everyEnd(json: unknown, steps: readonly string[]): readonly unknown[] {
	const [step, ...rest] = steps;

	if (json === null || step === undefined) {
		return json === null ? [] : [json];
	}

	if (typeof json !== 'object') {
		return [];
	}

	if (Array.isArray(json)) {
		const place = /^#(\d+)$/.exec(step)?.[1];
		const members = place === undefined ? json : json.slice(Number(place), Number(place) + 1);
		return members.flatMap(member => everyEnd(member, place === undefined ? steps : rest));
	}

	return Object.entries(json as Record<string, unknown>).flatMap(([key, member]) =>
		key.toLowerCase() === step.toLowerCase() ? everyEnd(member, rest) : [],
	);
}

function stepsOf(name: string): readonly string[] {
	const steps = [...name.matchAll(/\['([^']*)'\]|\[(\d+)\]|([^.[\]]+)/g)];
	return steps.map(([, quoted, index, bare]) => quoted ?? (index && `#${index}`) ?? bare ?? '');
}

function walk(
	json: unknown,
	steps: readonly string[],
	matches: (key: string, wanted: string) => boolean,
): { readonly value: unknown } | undefined {
	let value = json;

	for (const step of steps) {
		if (typeof value !== 'object' || value === null) {
			return undefined;
		}

		const isIndex = /^#\d+$/.test(step);

		if (Array.isArray(value) !== isIndex) {
			return undefined;
		}

		const key = isIndex ? step.slice(1) : Object.keys(value).find(known => matches(known, step));

		if (key === undefined || !Object.hasOwn(value, key)) {
			return undefined;
		}

		value = (value as Record<string, unknown>)[key];
	}

	return { value };
}
