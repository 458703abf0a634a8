import { RE2JS } from 're2js';
import type { CompiledRegex, RegexMatch } from './compiled.ts';
import { nativeTextMax } from './cost.ts';
import { emitRegex } from './emit.ts';
import { programOf } from './look-program.ts';
import { LookRun } from './look-run.ts';
import type { RegexRun } from './look-run.ts';
import { parseRegex } from './parse-pattern.ts';
import { replaceAllMatches } from './replacement.ts';
import { PatternFault } from './pattern-source.ts';
import type { RegexTree } from './node.ts';

/** Longest pattern, in UTF-16 code units. */
export const regexLengthMax = 4_096;

/** Texts of this length must be safe for the native engine; otherwise using it is not worth it. */
const nativeTextWorthMin = 256;

/**
 * Compiles a regex in Java or RE2 syntax. It runs on the native engine when no text can make that
 * slow (see `regex/cost.ts`), otherwise on re2js, which is always linear. Case folding covers the
 * simple upper- and lower-case forms; `\d \w \s \b` are ASCII; `.` does not match a line feed; a
 * possessive quantifier counts as a greedy one. A pattern with look-around runs on an engine of our
 * own, with a limit of its steps; one that reaches it throws TooLarge from the methods.
 *
 * @returns the fault as a sentence when the pattern is wrong or cannot run in linear time
 */
export function compileRegex(
	source: string,
	flags: string,
	run: RegexRun = {},
): CompiledRegex | { fault: string } {
	if (source.length > regexLengthMax) {
		return { fault: `the regex is longer than ${regexLengthMax} characters` };
	}

	try {
		return build(parseRegex(source, flags), run);
	} catch (error) {
		if (error instanceof PatternFault) {
			return { fault: error.message };
		}

		// Both engines throw errors of their own, for instance when a pattern expands beyond
		// limits.
		return { fault: `the regex cannot be compiled: ${(error as Error).message}` };
	}
}

export function isRegexFault(
	result: CompiledRegex | { fault: string },
): result is { fault: string } {
	return 'fault' in result;
}

type Executor = (text: string, start: number) => RegexMatch | undefined;

function build(tree: RegexTree, run: RegexRun): CompiledRegex {
	// Only these of the tree are held from here on: the parts of a tree are many times its text.
	const { groupCount } = tree;
	const indexes = new Map(tree.names.map(({ name, index }) => [name, index]));
	const pick = tree.looks ? always(lookExecutor(tree, indexes, run)) : picker(tree, indexes);
	const regex: CompiledRegex = {
		groupNames: tree.names.map(({ name }) => name),
		test: text => pick(text)(text, 0) !== undefined,
		exec: (text, start = 0) => pick(text)(text, start),
		replaceAll: (text, replacement) => replaceAllMatches(regex, groupCount, text, replacement),
	};
	return regex;
}

function always(executor: Executor): (text: string) => Executor {
	return () => executor;
}

/** Which engine runs on a text. */
function picker(tree: RegexTree, indexes: ReadonlyMap<string, number>): (text: string) => Executor {
	const textMax = nativeTextMax(tree.root);
	const useNative = textMax >= nativeTextWorthMin;
	const native = useNative ? nativeExecutor(tree, indexes) : undefined;
	const linear = textMax === Infinity ? undefined : linearExecutor(tree, indexes);
	return text => (native && (!linear || text.length <= textMax) ? native : linear!);
}

function lookExecutor(
	tree: RegexTree,
	indexes: ReadonlyMap<string, number>,
	run: RegexRun,
): Executor {
	const { groupCount } = tree;
	const program = programOf(tree.root);
	return (text, start) => {
		const slots = new LookRun(text, run).search(program, start, groupCount);
		return (
			slots && {
				index: slots[0]!,
				end: slots[1]!,
				group: key => {
					const slot = 2 * groupIndex(key, indexes);
					const [from, to] = [slots[slot] ?? -1, slots[slot + 1] ?? -1];
					return from < 0 || to < 0 ? null : text.slice(from, to);
				},
			}
		);
	};
}

function nativeExecutor(tree: RegexTree, indexes: ReadonlyMap<string, number>): Executor {
	const regex = new RegExp(emitRegex(tree.root, 'javascript'), 'gu');
	return (text, start) => {
		regex.lastIndex = start;
		const found = regex.exec(text);
		return found
			? {
					index: found.index,
					end: found.index + found[0].length,
					group: key => found[groupIndex(key, indexes)] ?? null,
				}
			: undefined;
	};
}

function linearExecutor(tree: RegexTree, indexes: ReadonlyMap<string, number>): Executor {
	const { groupCount } = tree;
	const regex = RE2JS.compile(emitRegex(tree.root, 're2'));
	return (text, start) => {
		const matcher = regex.matcher(text);

		if (start > text.length || !matcher.find(start)) {
			return undefined;
		}

		return {
			index: matcher.start(),
			end: matcher.end(),
			group: key => {
				const index = groupIndex(key, indexes);
				return index <= groupCount ? matcher.group(index) : null;
			},
		};
	};
}

function groupIndex(key: number | string, indexes: ReadonlyMap<string, number>): number {
	return typeof key === 'number' ? key : (indexes.get(key) ?? Number.MAX_SAFE_INTEGER);
}
