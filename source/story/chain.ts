import { allOf, anyOf } from '../findings/expressions.ts';
import type { Expression } from '../query/syntax/tree.ts';
import { hourMs } from '../text/duration.ts';
import { formatPlural } from '../text/number.ts';
import { countPart, textOr, type Answer, type Asker } from './asker.ts';
import { callerKey, hasOneOf, isIssuing, isThere, issuedKey, outcomes } from './conditions.ts';
import { rowOf, valuePart, words, type StoryPart, type StoryRow } from './story.ts';

/** Principals one behind the other, on either side. */
export const storyDepthMax = 8;
/** Keys of one level that are followed; of more, it is told. */
export const chainKeysMax = 500;
/** Of an access key, by IAM. What is longer is none, and would make queries that cannot be read. */
export const keyCharactersMax = 128;
/** A session lasts twelve hours at most, and one that such a session begins an hour. */
const issuedBeforeMs = 36 * hourMs;

interface Link {
	readonly name: string;
	readonly how: string;
	/** Keys that were given out in this step. */
	readonly issued: readonly string[];
	/** Keys to look for in the next one. */
	readonly keys: readonly string[];
	/** Those of the way here. */
	readonly path: ReadonlySet<string>;
	readonly depth: number;
	readonly next: Link[];
	cut: 'loop' | 'above' | 'depth' | undefined;
}

/** What makes a tree: how to find the steps behind some links. */
interface Direction {
	ask(keys: readonly string[] | undefined): Promise<Steps>;
}

interface Steps {
	/** `[key of the link before, name of the call, name, issued key, next key]` */
	readonly rows: Answer['rows'];
	readonly isCut: boolean;
}

export interface Told {
	readonly rows: readonly StoryRow[];
	readonly notes: readonly string[];
}

/** Keys that a principal called with, the most used. */
export interface UsedKeys {
	readonly keys: readonly string[];
	readonly leftCount: number;
}

export async function usedKeys(asker: Asker, own: Expression): Promise<UsedKeys> {
	const { rows, rowCount } = await asker.ask(
		allOf([own, isThere(callerKey)]),
		[`count by ${callerKey}`, `sort _count, ${callerKey} asc`],
		{ rowsMax: chainKeysMax },
	);
	const keys = rows.map(([key]) => String(key)).filter(isKey);
	return { keys, leftCount: rowCount - keys.length };
}

/** The sessions that it made, and what these made. */
export async function tellLed(asker: Asker, own: Expression, used: UsedKeys): Promise<Told> {
	const session = 'responseElements.assumedRoleUser.arn';
	const federated = 'responseElements.federatedUser.arn';
	const ask = async (keys: readonly string[] | undefined): Promise<Steps> => {
		const by = keys === undefined ? own : hasOneOf(callerKey, keys);
		const fields = [callerKey, 'eventName', session, federated, issuedKey];
		const answer = await asker.ask(
			allOf([by, isIssuing]),
			[`max(_messageTime) as _at by ${fields.join(', ')}`, `sort _at, ${issuedKey} asc`],
			{ rowsMax: chainKeysMax },
		);
		const rows = answer.rows.map(([key, how, role, user, issued]) => {
			const name =
				textOr(role) === null ? (textOr(user) ?? 'a session of its own') : roleOf(String(role));
			return [key ?? null, how ?? null, name, issued ?? null, issued ?? null];
		});
		return followed(rows, answer.rowCount > rows.length);
	};

	const { links, notes } = await grow({ ask }, undefined, new Set(used.keys));
	const counts = await callCounts(
		asker,
		links.flatMap(({ keys }) => keys),
	);
	const rows = links.map(link => {
		const range = asker.request;
		return rowOf(
			[...head(link, '→', range.fromMs, range.toMs), ...called(link, counts), cutPart(link)],
			link.depth,
		);
	});
	return { rows, notes };
}

/** Who made the sessions that it used, and who those. */
export async function tellOrigins(
	asker: Asker,
	{ keys: start, leftCount }: UsedKeys,
): Promise<Told> {
	const { fromMs, toMs } = asker.request;
	const range = { fromMs: Math.max(0, fromMs - issuedBeforeMs), toMs };
	if (start.length === 0) {
		return { rows: [], notes: [] };
	}

	const ask = async (keys: readonly string[] = start): Promise<Steps> => {
		const fields = [
			issuedKey,
			'eventName',
			'userIdentity.arn',
			'_user',
			'userIdentity.type',
			callerKey,
		];
		const { rows: told, rowCount } = await asker.ask(
			hasOneOf(issuedKey, keys),
			[`count by ${fields.join(', ')}`, `sort ${issuedKey} asc`],
			{ range, rowsMax: rowsAsked },
		);
		return followed(bestTold(told), rowCount > told.length);
	};

	const { links, notes } = await grow({ ask }, start, new Set(start));
	const rows = links.map(link =>
		rowOf([...head(link, '←', range.fromMs, range.toMs), cutPart(link)], link.depth),
	);
	return { rows, notes: [...notes, ...fewOf(leftCount > 0)] };
}

/** Of each key that is followed a record or two, and more where accounts tell the same call. */
const rowsAsked = 4 * chainKeysMax;

/** A call between two accounts is recorded in both; that of the caller says who, the other its account. */
function bestTold(rows: Answer['rows']): Answer['rows'] {
	const told = new Set(rows.filter(([, , , , type]) => type !== 'AWSAccount').map(([key]) => key));
	return rows
		.filter(([key, , , , type]) => type !== 'AWSAccount' || !told.has(key))
		.map(([key, how, arn, user, , caller]) => [
			key ?? null,
			how ?? null,
			arn ?? user ?? null,
			key ?? null,
			caller ?? null,
		]);
}

/** Follows the keys, one level a query. */
async function grow(
	{ ask }: Direction,
	start: readonly string[] | undefined,
	startPath: ReadonlySet<string>,
): Promise<{ readonly links: readonly Link[]; readonly notes: readonly string[] }> {
	const root: Link = {
		name: '',
		how: '',
		issued: [],
		keys: start ?? [],
		path: startPath,
		depth: 0,
		next: [],
		cut: undefined,
	};
	const notes: string[] = [];
	const seen = new Set(startPath);
	let level: readonly Link[] = [root];
	for (let depth = 1; depth <= storyDepthMax + 1 && level.length > 0; depth++) {
		const all = [...new Set(level.flatMap(({ keys }) => keys))];
		const keys = all.slice(0, chainKeysMax);
		notes.push(...fewOf(all.length > keys.length));
		const { rows, isCut } = await ask(depth === 1 && start === undefined ? undefined : keys);
		notes.push(...fewOf(isCut));

		const grown = level.flatMap(link =>
			behind(link, rows, seen, link === root && start === undefined),
		);
		if (depth > storyDepthMax) {
			level.filter(({ next }) => next.length > 0).forEach(link => (link.cut ??= 'depth'));
			level.forEach(link => link.next.splice(0));
			break;
		}

		level = grown.filter(({ keys: more }) => more.length > 0);
	}

	return { links: flat(root), notes };
}

/** The steps behind a link, one for each call and name. */
function behind(
	link: Link,
	rows: Answer['rows'],
	seen: Set<string>,
	isStart: boolean,
): readonly Link[] {
	const mine = new Set(link.keys);
	const groups = new Map<
		string,
		{ readonly how: string; readonly name: string; readonly rows: Answer['rows'][number][] }
	>();
	for (const row of rows) {
		if (isStart || mine.has(String(row[0]))) {
			const [, how, name] = row.map(String);
			const key = JSON.stringify([how, name]);
			const group = groups.get(key) ?? { how: how ?? '', name: name ?? '', rows: [] };
			group.rows.push(row);
			groups.set(key, group);
		}
	}

	for (const { how, name, rows: steps } of groups.values()) {
		const issued = [...new Set(steps.map(row => String(row[3])))];
		const found = new Set(steps.map(row => String(row[4] ?? '')).filter(isKey));
		const keys = [...found].filter(key => !seen.has(key));
		const isLoop = [...found].some(key => link.path.has(key));
		const cut = isLoop ? 'loop' : keys.length < found.size ? 'above' : undefined;
		keys.forEach(key => seen.add(key));
		const path = new Set([...link.path, ...keys]);
		link.next.push({ name, how, issued, keys, path, depth: link.depth + 1, next: [], cut });
	}

	return link.next;
}

/** Steps whose key is one. */
function followed(rows: Answer['rows'], isCut: boolean): Steps {
	const kept = rows.filter(row => isKey(String(row[3] ?? '')));
	return { rows: kept, isCut: isCut || kept.length < rows.length };
}

function isKey(text: string): boolean {
	return text !== '' && text.length <= keyCharactersMax;
}

function flat(link: Link): readonly Link[] {
	return link.next.flatMap(next => [next, ...flat(next)]);
}

function head(
	{ name, how, issued }: Link,
	arrow: string,
	fromMs: number,
	toMs: number,
): readonly (StoryPart | undefined)[] {
	const range = { fromMs, toMs };
	return [
		words('arrow', arrow),
		valuePart('principal', name),
		valuePart('call', how),
		countPart('sessions', issued.length, [hasOneOf(issuedKey, issued)], {
			range,
			stages: [`count by ${issuedKey}`],
			text: formatPlural(issued.length, 'session'),
		}),
		issued.length === 1 ? valuePart('key', issued[0] as string) : undefined,
	];
}

const cutWords = {
	depth: `it goes on: ${storyDepthMax} levels are shown`,
	loop: 'leads back (loop)',
	above: 'told above',
} as const;

function cutPart({ cut, keys }: Link): StoryPart | undefined {
	if (cut === undefined) {
		return undefined;
	}

	return words(
		'cut',
		cut === 'depth' || keys.length === 0
			? cutWords[cut]
			: `some ${cutWords[cut].replace('leads', 'lead')}`,
	);
}

type Counts = ReadonlyMap<string, Readonly<Record<'all' | 'writes' | 'refused', number>>>;

/** What was called with keys. */
async function callCounts(asker: Asker, keys: readonly string[]): Promise<Counts> {
	const all = [...new Set(keys)];
	const counts = new Map<string, { all: number; writes: number; refused: number }>();
	for (let at = 0; at < all.length; at += chainKeysMax) {
		const some = all.slice(at, at + chainKeysMax);
		const { rows } = await asker.ask(
			hasOneOf(callerKey, some),
			[`count by ${callerKey}, _result, _denied, _readOnly`, 'sort _count'],
			{ rowsMax: rowsCounted, isWhole: true },
		);
		for (const [key, result, isDenied, isRead, count] of rows) {
			const one = counts.get(String(key)) ?? { all: 0, writes: 0, refused: 0 };
			one.all += Number(count);
			one.refused += isDenied === true ? Number(count) : 0;
			one.writes += result === 'Success' && isRead !== true ? Number(count) : 0;
			counts.set(String(key), one);
		}
	}

	return counts;
}

/** Results of so many keys. */
const rowsCounted = 100 * chainKeysMax;

function called({ keys }: Link, counts: Counts): readonly (StoryPart | undefined)[] {
	const sum = (what: 'all' | 'writes' | 'refused') =>
		keys.reduce((total, key) => total + (counts.get(key)?.[what] ?? 0), 0);
	const by = keys.length === 0 ? anyOf([]) : hasOneOf(callerKey, keys);
	const [all, writes, refused] = [sum('all'), sum('writes'), sum('refused')];
	return [
		countPart('calls', all, [by], { text: formatPlural(all, 'call') }),
		countPart('writes', writes, [by, outcomes.write], { text: formatPlural(writes, 'write') }),
		countPart('refused', refused, [by, outcomes.refused], { text: `${refused} refused` }),
	];
}

/** `arn:aws:sts::111122223333:assumed-role/Deploy/build-7` → the same without the session. */
function roleOf(arn: string): string {
	return /^arn:[^/]*:assumed-role\/[^/]+/s.exec(arn)?.[0] ?? arn;
}

function fewOf(isCut: boolean): readonly string[] {
	return isCut
		? [
				`not all keys of a level are followed: at most ${chainKeysMax}, and none of more than ${keyCharactersMax} characters`,
			]
		: [];
}
