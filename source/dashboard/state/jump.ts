import { shownPage } from './panels-shown.ts';
import type { State } from './state.ts';

/** Those under resting fingers first. */
const letters = [...'asdfghjklqwertyuiopzxcvbnm'];

/**
 * What to type for each of so many panels: a letter, and two only where there are more panels than letters. None is the
 * beginning of another. Beyond 676 there is nothing to type.
 */
export function jumpCodes(count: number): string[] {
	const beyond = Math.max(0, count - letters.length);
	const firstCount = Math.min(letters.length, Math.ceil(beyond / (letters.length - 1)));
	const singles = letters.slice(0, letters.length - firstCount);
	const firsts = letters.slice(letters.length - firstCount);
	const pairs = firsts.flatMap(first => letters.map(second => first + second));
	return [...singles, ...pairs].slice(0, count);
}

/** What to type for each panel on the screen, by its id; empty while nobody jumps. */
export function jumpTargets(state: State): ReadonlyMap<string, string> {
	const panels = state.overlay?.kind === 'jump' ? (shownPage(state)?.panels ?? []) : [];
	const codes = jumpCodes(panels.length);
	return new Map(panels.slice(0, codes.length).map(({ id }, index) => [id, codes[index] ?? '']));
}

/** What stands on a panel: what is left to type for it; undefined when that is nothing any more. */
export function jumpMark(state: State, id: string): string | undefined {
	const typed = state.overlay?.kind === 'jump' ? state.overlay.typed : '';
	const code = jumpTargets(state).get(id);
	return code?.startsWith(typed) === true ? `[${code.slice(typed.length)}]` : undefined;
}
