import { dayMs, hourMs, minuteMs } from '../duration.ts';

const monthNames = [
	...['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september'],
	...['october', 'november', 'december'],
];
const dayNames = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** `june`, `jun` → 6 */
export const monthNumbers: ReadonlyMap<string, number> = new Map(
	monthNames.flatMap((name, index) => [
		[name, index + 1] as const,
		[name.slice(0, 3), index + 1] as const,
		...(name === 'september' ? [['sept', 9] as const] : []),
	]),
);

/** `monday`, `mon` → 0 */
export const weekdayNumbers: ReadonlyMap<string, number> = new Map(
	dayNames.flatMap((name, index) => [
		[name, index] as const,
		[name.slice(0, 3), index] as const,
		...(name === 'tuesday' ? [['tues', index] as const] : []),
		...(name === 'thursday' ? [['thur', index] as const, ['thurs', index] as const] : []),
	]),
);

/** Words of lengths, with ms. */
const unitWords: readonly (readonly [words: string, ms: number])[] = [
	['ms', 1],
	['s sec secs second seconds', 1000],
	['m min mins minute minutes', minuteMs],
	['h hr hrs hour hours', hourMs],
	['d day days', dayMs],
	['w wk wks week weeks', 7 * dayMs],
];

export const unitLengths: ReadonlyMap<string, number> = new Map(
	unitWords.flatMap(([words, ms]) => words.split(' ').map(word => [word, ms] as const)),
);

/** Units that are not always as long; with the days that are nearest. */
export const looseUnits: ReadonlyMap<string, number> = new Map([
	['month', 30],
	['months', 30],
	['mo', 30],
	['year', 365],
	['years', 365],
	['y', 365],
	['yr', 365],
]);

const otherWords =
	'last past this today yesterday now noon midnight am pm ago at on of to until since from between and a an one';

/** Every word that a form knows; what is close to one was meant to be it. */
export const knownWords: readonly string[] = [
	...otherWords.split(' '),
	...monthNumbers.keys(),
	...weekdayNumbers.keys(),
	...[...unitLengths.keys(), 'month', 'year'].filter(word => word.length > 2),
];

/** Words with which no form begins; none of them is one of `a an one`. */
const neverFirst = new Set([
	...'am pm ago at on of to and until'.split(' '),
	...unitLengths.keys(),
	...looseUnits.keys(),
]);

/** What a form can begin with, in small letters. `p` is ISO's `PT6H`. */
const firstCharacters = new Set([
	...'0123456789-@p',
	...knownWords.filter(word => !neverFirst.has(word)).map(word => word[0] ?? ''),
]);

/** Whether some form begins with this character, so that it cannot be the key of an entry beside a text of time. */
export function beginsForm(character: string): boolean {
	return firstCharacters.has(character.toLowerCase());
}
