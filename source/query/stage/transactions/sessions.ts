import { compileAnchor, matchAnchor } from '../../frame/anchor.ts';
import { rowBytes, type StageSpending } from '../../spending.ts';
import type { SessionPattern } from './sessionize-syntax.ts';

/** Sessions of one stage, also while they are made. */
export const sessionsMax = 10_000;

/** Bytes of a value's entry; the value is a part of its text. */
const valueBytes = 64;

/** Events that belong together. */
export interface Session {
	/** Indexes of its events, one a pattern, in the order of the patterns. */
	readonly events: readonly number[];
	/** By name in lower case. */
	readonly values: ReadonlyMap<string, string>;
}

/** What a pattern found in one event. */
interface Found {
	readonly event: number;
	/** Of names that the patterns before it have too, and of `$name`, one a place. */
	readonly shared: readonly string[];
	readonly values: ReadonlyMap<string, string>;
}

/**
 * Joins events that patterns find, each pattern with the sessions of those before it, where the values are equal
 * that both have. An event is once in a session.
 *
 * @param texts - of the events, in the order in which sessions are made
 * @param tooMany - called when sessions are left out
 * @throws TooLarge, Cancelled
 */
export function sessionsOf(
	texts: readonly string[],
	patterns: readonly SessionPattern[],
	tooMany: () => void,
	spending: StageSpending,
): readonly Session[] {
	let sessions: readonly Session[] = [{ events: [], values: new Map() }];
	const known = new Set<string>();
	for (const pattern of patterns) {
		const shared = pattern.takes.map(
			({ field, isKnown }) => isKnown || known.has(field.name.toLowerCase()),
		);
		const names = pattern.takes
			.filter((_, index) => shared[index])
			.map(({ field }) => field.name.toLowerCase());
		const found = byShared(findAll(texts, pattern, shared, spending));
		sessions = joined(sessions, names, found, tooMany, spending);
		pattern.takes.forEach(({ field }) => known.add(field.name.toLowerCase()));
	}

	return sessions;
}

function byShared(all: readonly Found[]): ReadonlyMap<string, readonly Found[]> {
	const groups = new Map<string, Found[]>();
	for (const one of all) {
		const key = JSON.stringify(one.shared);
		const group = groups.get(key);
		if (group === undefined) {
			groups.set(key, [one]);
		} else {
			group.push(one);
		}
	}

	return groups;
}

function joined(
	sessions: readonly Session[],
	names: readonly string[],
	found: ReadonlyMap<string, readonly Found[]>,
	tooMany: () => void,
	spending: StageSpending,
): readonly Session[] {
	const made: Session[] = [];
	for (const { events, values } of sessions) {
		const key = JSON.stringify(names.map(name => values.get(name)));
		for (const one of found.get(key) ?? []) {
			if (events.includes(one.event)) {
				continue;
			}

			if (made.length === sessionsMax) {
				tooMany();
				return made;
			}

			spending.add(rowBytes(events.length + 1) + valueBytes * (values.size + one.values.size));
			made.push({
				events: [...events, one.event],
				values: new Map([...values, ...one.values]),
			});
		}
	}

	return made;
}

function findAll(
	texts: readonly string[],
	{ literals, takes }: SessionPattern,
	shared: readonly boolean[],
	spending: StageSpending,
): readonly Found[] {
	const anchor = compileAnchor(literals);
	const all: Found[] = [];
	for (const [event, text] of texts.entries()) {
		// A pattern that is not found has made nothing, and was work.
		spending.add(0);
		const captures = matchAnchor(anchor, text)?.map((capture, index) =>
			takes[index]?.isKnown === true ? wordAtEdge(capture, index, literals) : capture,
		);
		if (captures !== undefined) {
			const values = new Map<string, string>();
			takes.forEach(({ field, isKnown }, index) => {
				if (!isKnown) {
					values.set(field.name.toLowerCase(), captures[index] ?? '');
				}
			});
			spending.add(rowBytes(captures.length) + valueBytes * (values.size + 1));
			all.push({ event, shared: captures.filter((_, index) => shared[index]), values });
		}
	}

	return all;
}

/** `$name` at an edge of the pattern is one word there: it would reach to the edge of the text. */
function wordAtEdge(capture: string, index: number, literals: readonly string[]): string {
	const isFirst = index === 0 && literals[0] === '';
	const isLast = index === literals.length - 2 && literals.at(-1) === '';
	const words = capture.split(/[\s"'<>,;()[\]{}]/);
	return isLast ? (words[0] ?? '') : isFirst ? (words.at(-1) ?? '') : capture;
}
