import { parseAllDocuments } from 'yaml';

/** Sigma 2.1 over plain records: a second opinion that shares no code with the product. */

export type Json =
	null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Entry = Readonly<Record<string, Json>>;

type Test = (record: Entry) => boolean;

/** A rule of one event. */
export interface EventRule {
	readonly id: string;
	readonly name: string;
	readonly test: Test;
}

export interface CorrelationRule {
	readonly id: string;
	readonly type: string;
	readonly rules: readonly string[];
	readonly groupBy: readonly string[];
	readonly aliases: Readonly<Record<string, Readonly<Record<string, string>>>>;
	readonly withinMs: number;
	readonly atLeast: number;
	readonly field: string;
	readonly generate: boolean;
}

export interface Rules {
	readonly events: readonly EventRule[];
	readonly correlations: readonly CorrelationRule[];
}

export function readRules(yaml: string): Rules {
	const events: EventRule[] = [];
	const correlations: CorrelationRule[] = [];
	for (const document of parseAllDocuments(yaml)) {
		const rule = document.toJS() as Entry;
		const id = String(rule['id'] ?? rule['name'] ?? rule['title']);
		if (rule['correlation'] !== undefined) {
			correlations.push(correlationOf(id, rule['correlation'] as Entry));
		} else {
			const detection = rule['detection'] as Record<string, Json>;
			events.push({ id, name: String(rule['name'] ?? id), test: detectionOf(detection) });
		}
	}

	return { events, correlations };
}

// ── Conditions ────────────────────────────────────────────────────────────────────────────────

function detectionOf({ condition, ...searches }: Readonly<Record<string, Json>>): Test {
	const tests = Object.fromEntries(
		Object.entries(searches).map(([name, search]) => [name, searchOf(search)]),
	);
	const conditions = [condition].flat() as readonly string[];
	const all = conditions.map(text => conditionOf(text, tests));
	return record => all.some(test => test(record));
}

/** By rewriting the condition innermost first, so that it is no parser like the product's. */
function conditionOf(text: string, searches: Readonly<Record<string, Test>>): Test {
	const parts: Test[] = Object.values(searches);
	const names = Object.keys(searches);
	const matching = (pattern: string): readonly string[] =>
		names.filter(name =>
			pattern.toLowerCase() === 'them'
				? !name.startsWith('_')
				: pattern.split('*').length === 1
					? name === pattern
					: likeGlob(name, pattern),
		);
	const add = (test: Test): string => `#${parts.push(test) - 1}`;
	let left = text.replace(
		/\b(1|any|all)\s+of\s+(\S+?)(?=[\s)]|$)/gi,
		(_, amount: string, what: string) => {
			const found = matching(what).map(name => searches[name] as Test);
			const isAll = amount.toLowerCase() === 'all';
			return add(record =>
				isAll ? found.every(one => one(record)) : found.some(one => one(record)),
			);
		},
	);
	left = left.replace(/[^\s()#]+/g, (word, at: number) =>
		left[at - 1] === '#' || /^(?:and|or|not)$/i.test(word) ? word : `#${names.indexOf(word)}`,
	);
	left = left.replace(/\s+/g, ' ');
	const at = (reference: string) => parts[Number(reference.slice(1))] as Test;
	for (;;) {
		const before = left;
		left = left.replace(/\( ?(#\d+) ?\)/g, '$1');
		left = left.replace(/not (#\d+)/gi, (_, one: string) => add(record => !at(one)(record)));
		if (left !== before) {
			continue;
		}

		left = left.replace(/(#\d+) and (#\d+)/i, (_, one: string, two: string) =>
			add(record => at(one)(record) && at(two)(record)),
		);
		if (left !== before) {
			continue;
		}

		// An `or` waits until no `and` or `not` beside it wants one of its sides.
		left = left.replace(
			/(^|\( ?|or )(#\d+) or (#\d+)(?= ?\)| or |$)/i,
			(_, lead: string, one: string, two: string) =>
				lead + add(record => at(one)(record) || at(two)(record)),
		);
		if (left === before) {
			break;
		}
	}

	if (!/^ ?#\d+ ?$/.test(left)) {
		throw new Error(`not read: ${text} (${left})`);
	}

	return at(left.trim());
}

function likeGlob(name: string, pattern: string): boolean {
	const [first = '', ...rest] = pattern.split('*');
	const last = rest.pop() ?? '';
	let at = first.length;
	const isInside = rest.every(piece => {
		const found = name.indexOf(piece, at);
		at = found + piece.length;
		return found >= 0;
	});
	return (
		isInside && name.startsWith(first) && name.endsWith(last) && name.length - last.length >= at
	);
}

// ── Searches ──────────────────────────────────────────────────────────────────────────────────

function searchOf(search: Json): Test {
	if (Array.isArray(search)) {
		const tests = (search as readonly Json[]).map(searchOf);
		return record => tests.some(test => test(record));
	}

	if (typeof search === 'object' && search !== null) {
		const tests = Object.entries(search).map(([key, value]) => itemOf(key, value as Json));
		return record => tests.every(test => test(record));
	}

	return itemOf('', search);
}

function itemOf(key: string, value: Json): Test {
	const [field = '', ...modifiers] = key.split('|');
	const values = (Array.isArray(value) ? value : [value]) as readonly Json[];
	const tests = values.map(one => valueTest(field, modifiers, one));
	const isAll = modifiers.includes('all');
	const isNot = modifiers.includes('neq');
	return record => {
		const found = isAll ? tests.every(test => test(record)) : tests.some(test => test(record));
		return found !== isNot;
	};
}

function valueTest(field: string, modifiers: readonly string[], value: Json): Test {
	const has = (word: string) => modifiers.includes(word);
	const some =
		(test: (found: Json) => boolean): Test =>
		record =>
			(field === '' ? [JSON.stringify(record)] : candidatesAt(record, field)).some(test);
	if (has('exists')) {
		return record => valuesAt(record, field).length > 0 === (String(value) === 'true');
	}

	if (has('fieldref')) {
		const other = String(value);
		return record =>
			valuesAt(record, field).some(one =>
				valuesAt(record, other).some(two => related(one, two, modifiers)),
			) ||
			heldAt(record, field).some(one =>
				heldAt(record, other).some(two => related(one, two, modifiers)),
			);
	}

	for (const [word, holds] of Object.entries(comparisons)) {
		if (has(word)) {
			return some(
				found => numeric(found) !== undefined && holds(numeric(found) as number, Number(value)),
			);
		}
	}

	for (const [word, read] of Object.entries(timeParts)) {
		if (has(word)) {
			return some(found => read(String(found)) === Number(value));
		}
	}

	if (has('cidr')) {
		return some(found => isInNetwork(String(found), String(value)));
	}

	if (has('re')) {
		const flags = ['i', 'm', 's'].filter(has).join('');
		const regex = new RegExp(String(value), flags);
		return some(found => regex.test(textOf(found)));
	}

	return plainTest(field, modifiers, value);
}

function plainTest(field: string, modifiers: readonly string[], value: Json): Test {
	const place = ['contains', 'startswith', 'endswith'].find(word => modifiers.includes(word));
	if (value === null) {
		return record => place === undefined && valuesAt(record, field).length === 0;
	}

	if (typeof value === 'number' && place === undefined && field !== '') {
		return record => candidatesAt(record, field).some(found => numeric(found) === value);
	}

	const isCased = modifiers.includes('cased');
	const fold = (text: string) => (isCased ? text : folded(text));
	const globs = globsOf(textOf(value), modifiers).map((glob): readonly Piece[] =>
		glob.map(part => (typeof part === 'string' ? fold(part) : part)),
	);
	const isLoose = {
		start: place === 'contains' || place === 'endswith',
		end: place === 'contains' || place === 'startswith',
	};
	const isKeyword = field === '' && place === undefined;
	const whole = globs.map((glob): readonly Piece[] => [
		...(isLoose.start || isKeyword ? anything : []),
		...glob,
		...(isLoose.end || isKeyword ? anything : []),
	]);
	return record =>
		(field === '' ? [JSON.stringify(record)] : candidatesAt(record, field)).some(found =>
			whole.some(glob => isLike([...fold(textOf(found))], glob)),
		);
}

/** As regexes without the flag u do it: by upper case, which makes no letter of ASCII of another and none of two. */
function folded(text: string): string {
	return [...text].map(char => upper(char, char.toUpperCase())).join('');
}

const upper = (char: string, up: string) =>
	[...up].length > 1 || (char > '\x7f' && up <= '\x7f') ? char : up;

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
	lt: (a, b) => a < b,
	lte: (a, b) => a <= b,
	gt: (a, b) => a > b,
	gte: (a, b) => a >= b,
};

const timeParts: Readonly<Record<string, (text: string) => number | undefined>> = {
	year: text => timeNumbers(text)?.[0],
	month: text => timeNumbers(text)?.[1],
	day: text => timeNumbers(text)?.[2],
	hour: text => timeNumbers(text)?.[3],
	minute: text => timeNumbers(text)?.[4],
};

function timeNumbers(text: string): readonly number[] | undefined {
	const found = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):.*)?$/.exec(text);
	// NaN where there is no time of day.
	return found?.slice(1).map(Number);
}

function related(a: Json, b: Json, modifiers: readonly string[]): boolean {
	const isCased = modifiers.includes('cased');
	const [left, right] = [a, b].map(value =>
		isCased ? textOf(value) : textOf(value).toLowerCase(),
	) as [string, string];
	return modifiers.includes('contains')
		? left.includes(right)
		: modifiers.includes('startswith')
			? left.startsWith(right)
			: modifiers.includes('endswith')
				? left.endsWith(right)
				: left === right;
}

// ── Values of a record ────────────────────────────────────────────────────────────────────────

/** What is at a path: none of them null. A list on the way stands for its elements, and one at the end for itself. */
export function valuesAt(record: Json, path: string): readonly Json[] {
	const steps = path.split(/\.|(?=\[\d+\])/);
	const exact = steps.reduce<Json | undefined>((at, step) => memberOf(at, step), record);
	const found = exact === undefined ? across(record, steps) : [exact];
	return found.filter(value => value !== null);
}

/** The values at a path, and what those of them hold that are lists. */
function candidatesAt(record: Json, path: string): readonly Json[] {
	return path.includes('.')
		? [...valuesAt(record, path), ...heldAt(record, path)]
		: valuesAt(record, path);
}

function heldAt(record: Json, path: string): readonly Json[] {
	return valuesAt(record, path).flatMap(held);
}

/** A list is what its elements are; a text that is one of JSON is a list. */
function held(value: Json): readonly Json[] {
	let list: unknown = value;
	if (typeof value === 'string' && value.startsWith('[')) {
		try {
			list = JSON.parse(value);
		} catch {
			return [value];
		}
	}

	return Array.isArray(list) ? (list as Json[]).filter(one => one !== null).flatMap(held) : [value];
}

function memberOf(at: Json | undefined, step: string): Json | undefined {
	const index = /^\[(\d+)\]$/.exec(step)?.[1];
	if (index !== undefined) {
		return Array.isArray(at) ? (at as readonly Json[])[Number(index)] : undefined;
	}

	return typeof at === 'object' && at !== null && !Array.isArray(at) && Object.hasOwn(at, step)
		? (at as Entry)[step]
		: undefined;
}

function across(at: Json, steps: readonly string[]): readonly Json[] {
	const [step, ...rest] = steps;
	if (step === undefined) {
		return [at];
	}

	if (Array.isArray(at) && !step.startsWith('[')) {
		return (at as readonly Json[]).flatMap(item => across(item, steps));
	}

	const next = memberOf(at, step);
	return next === undefined ? [] : across(next, rest);
}

function textOf(value: Json): string {
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function numeric(value: Json): number | undefined {
	return typeof value === 'number'
		? value
		: typeof value === 'string' && /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(value)
			? Number(value)
			: undefined;
}

// ── Wildcards, dashes and encodings ───────────────────────────────────────────────────────────

const any: unique symbol = Symbol('*');
const one: unique symbol = Symbol('?');

type Piece = string | typeof any | typeof one;

const anything: readonly Piece[] = [any];

/** Characters and wildcards. */
function globOf(text: string): readonly Piece[] {
	const pieces: Piece[] = [];
	const chars = [...text];
	for (let at = 0; at < chars.length; at++) {
		const char = chars[at] as string;
		const next = chars[at + 1];
		if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
			pieces.push(next);
			at++;
		} else {
			pieces.push(char === '*' ? any : char === '?' ? one : char);
		}
	}

	return pieces;
}

function isLike(text: readonly string[], glob: readonly Piece[]): boolean {
	// The ends of the text that the pieces so far may take.
	let ends = new Set([0]);
	for (const piece of glob) {
		const next = new Set<number>();
		if (piece === any) {
			for (let at = Math.min(...ends); at <= text.length; at++) {
				next.add(at);
			}
		} else {
			for (const at of ends) {
				if (at < text.length && (piece === one || text[at] === piece)) {
					next.add(at + 1);
				}
			}
		}

		ends = next;
		if (ends.size === 0) {
			return false;
		}
	}

	return ends.has(text.length);
}

const dashKinds = ['-', '/', '\u2013', '\u2014', '\u2015'];

/** Every combination of dashes. */
function dashed(text: string): readonly string[] {
	const found = /\B[-/\u2013\u2014\u2015]\b/.exec(text);
	if (found === null) {
		return [text];
	}

	const after = dashed(text.slice(found.index + 1));
	return dashKinds.flatMap(dash => after.map(rest => text.slice(0, found.index) + dash + rest));
}

function globsOf(text: string, modifiers: readonly string[]): readonly (readonly Piece[])[] {
	let forms: readonly string[] = modifiers.includes('windash') ? dashed(text) : [text];
	const encoders = modifiers.filter(word => word in encodings);
	if (encoders.length === 0) {
		return forms.map(globOf);
	}

	forms = forms.map(form => latin(new TextEncoder().encode(globOf(form).join(''))));
	for (const word of encoders) {
		forms = forms.flatMap(form => (encodings[word] as (bytes: string) => readonly string[])(form));
	}

	return forms.map(form => [...form]);
}

const latin = (bytes: Uint8Array) => String.fromCharCode(...bytes);
const utf8 = (bytes: string) =>
	new TextDecoder().decode(Uint8Array.from(bytes, char => char.charCodeAt(0)));
const units = (bytes: string) =>
	utf8(bytes)
		.split('')
		.map(char => char.charCodeAt(0));
const littleEnd = (bytes: string) =>
	units(bytes)
		.map(unit => String.fromCharCode(unit & 255, unit >> 8))
		.join('');

/** Texts of bytes: a character a byte. */
const encodings: Readonly<Record<string, (bytes: string) => readonly string[]>> = {
	wide: bytes => [littleEnd(bytes)],
	utf16le: bytes => [littleEnd(bytes)],
	utf16be: bytes => [
		units(bytes)
			.map(unit => String.fromCharCode(unit >> 8, unit & 255))
			.join(''),
	],
	utf16: bytes => [`\xff\xfe${littleEnd(bytes)}`],
	base64: bytes => [btoa(bytes)],
	// What two texts around it that differ in each bit do not change.
	base64offset: bytes =>
		[0, 1, 2].map(offset => {
			const [zeros, ones] = ['\0', '\xff'].map(fill =>
				btoa(fill.repeat(offset) + bytes + fill.repeat((3 - ((offset + bytes.length) % 3)) % 3)),
			) as [string, string];
			return [...zeros].filter((char, at) => char === ones[at]).join('');
		}),
};

// ── Networks ──────────────────────────────────────────────────────────────────────────────────

function isInNetwork(address: string, network: string): boolean {
	const [base = '', length = ''] = network.split('/');
	const [a, b] = [bitsOf(address), bitsOf(base)];
	return (
		a !== undefined &&
		b !== undefined &&
		a.length === b.length &&
		a.slice(0, Number(length)) === b.slice(0, Number(length))
	);
}

/** The bits as a text of 0 and 1. */
function bitsOf(address: string): string | undefined {
	const four = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)?.slice(1).map(Number);
	if (four !== undefined) {
		return four.every(byte => byte < 256)
			? four.map(byte => byte.toString(2).padStart(8, '0')).join('')
			: undefined;
	}

	if (!/^[\da-f:]+$/i.test(address) || address.split('::').length > 2) {
		return undefined;
	}

	const [head = '', tail] = address.split('::').map(half => (half === '' ? [] : half.split(':')));
	const groups =
		tail === undefined
			? [...head]
			: [...head, ...new Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
	return groups.length === 8 && groups.every(group => /^[\da-f]{1,4}$/i.test(group))
		? groups.map(group => parseInt(group, 16).toString(2).padStart(16, '0')).join('')
		: undefined;
}

// ── Correlations ──────────────────────────────────────────────────────────────────────────────

function correlationOf(id: string, given: Entry): CorrelationRule {
	const condition = (given['condition'] ?? {}) as Entry;
	const [, number, unit = ''] = /^(\d+)([smhd])$/.exec(
		String(given['timespan']),
	) as RegExpExecArray;
	const rules = [given['rules']].flat() as string[];
	const { gte, gt } = condition as { gte?: number; gt?: number };
	return {
		id,
		type: String(given['type']),
		rules,
		groupBy: (given['group-by'] ?? []) as string[],
		aliases: (given['aliases'] ?? {}) as CorrelationRule['aliases'],
		withinMs: Number(number) * ({ s: 1e3, m: 6e4, h: 36e5, d: 864e5 }[unit] as number),
		atLeast: gte ?? (gt === undefined ? rules.length : gt + 1),
		field: String(condition['field'] ?? ''),
		generate: given['generate'] === true,
	};
}

/** A record in a window that fires. */
export interface Fired {
	readonly group: string;
	readonly eventID: string;
}

interface Hit {
	readonly timeMs: number;
	readonly eventID: string;
	readonly step: number;
	readonly record: Entry;
}

/**
 * Records in some window of the timespan that fires, both ends within it; of `temporal_ordered` those in some
 * chain of the rules in their order.
 */
export function firedBy(
	rule: CorrelationRule,
	events: readonly EventRule[],
	records: readonly Entry[],
): readonly Fired[] {
	const groups = new Map<string, Hit[]>();
	for (const record of records) {
		rule.rules.forEach((name, step) => {
			const event = events.find(({ id, name: own }) => id === name || own === name) as EventRule;
			if (event.test(record)) {
				const fields = rule.groupBy.map(field => rule.aliases[field]?.[name] ?? field);
				const group = JSON.stringify(fields.map(field => groupValue(record, field)));
				const hit = {
					timeMs: Date.parse(String(record['eventTime'])),
					eventID: String(record['eventID']),
					step,
					record,
				};
				groups.set(group, [...(groups.get(group) ?? []), hit]);
			}
		});
	}

	return [...groups].flatMap(([group, hits]) =>
		[
			...new Set(
				(rule.type === 'temporal_ordered' ? inChains : inWindows)(rule, hits).map(
					({ eventID }) => eventID,
				),
			),
		].map(eventID => ({ group, eventID })),
	);
}

/** As one value: several elements are their list. */
export function groupValue(record: Entry, field: string): Json {
	const found = valuesAt(record, field);
	const value = found.length > 1 ? found : (found[0] ?? null);
	return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

function inWindows(rule: CorrelationRule, hits: readonly Hit[]): readonly Hit[] {
	return hits.filter(hit =>
		hits
			.map(({ timeMs }) => timeMs)
			.some(fromMs => {
				const toMs = fromMs + rule.withinMs;
				const inside = hits.filter(({ timeMs }) => timeMs >= fromMs && timeMs <= toMs);
				return inside.includes(hit) && countOf(rule, inside) >= rule.atLeast;
			}),
	);
}

function countOf({ type, field }: CorrelationRule, hits: readonly Hit[]): number {
	switch (type) {
		case 'event_count':
			return new Set(hits.map(({ eventID }) => eventID)).size;
		case 'value_count':
			return new Set(
				hits.map(({ record }) => groupValue(record, field)).filter(value => value !== null),
			).size;
		default:
			return new Set(hits.map(({ step }) => step)).size;
	}
}

/** Every way through the steps is tried; of equal times the order of the ids decides. */
function inChains(rule: CorrelationRule, hits: readonly Hit[]): readonly Hit[] {
	const inside = new Set<Hit>();
	const isBefore = (a: Hit, b: Hit) =>
		a.timeMs < b.timeMs || (a.timeMs === b.timeMs && a.eventID < b.eventID);
	const walk = (chain: readonly Hit[]): void => {
		if (chain.length === rule.rules.length) {
			chain.forEach(hit => inside.add(hit));
			return;
		}

		const [first, last] = [chain[0], chain.at(-1)];
		for (const hit of hits) {
			const fits =
				first === undefined ||
				last === undefined ||
				(isBefore(last, hit) && hit.timeMs - first.timeMs <= rule.withinMs);
			if (hit.step === chain.length && fits) {
				walk([...chain, hit]);
			}
		}
	};

	walk([]);
	return [...inside];
}
