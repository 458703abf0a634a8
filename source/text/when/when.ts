import { distance } from 'fastest-levenshtein';
import { fit } from '../fit.ts';
import { sanitise } from '../sanitise.ts';
import type { Here } from './calendar.ts';
import { forms } from './forms.ts';
import { isRefusal } from './spoken.ts';
import type { Refusal, Spoken } from './spoken.ts';
import { knownWords } from './words.ts';

export type { Here } from './calendar.ts';
export type { Spoken } from './spoken.ts';

export type SpokenOutcome =
	| { readonly ok: true; readonly spoken: Spoken }
	| {
			readonly ok: false;
			readonly reason: string;
			/** The nearest text that works, whole. */
			readonly example: string;
	  };

/** Why a caller cannot use what was said; undefined when it can. */
export interface Objection {
	readonly reason: string;
	/** Texts that it may take instead, the nearest first. */
	readonly mends: readonly string[];
}

type Check = (spoken: Spoken) => Objection | undefined;

/** A longer text says no time. In UTF-16 code units. */
const spokenTextMax = 120;
const usual = 'last 24h';

/**
 * Reads a time as people say it: each text of `forms`.
 *
 * @param check - what else the caller asks of it; an example that it objects to is not given
 */
export function readSpoken(
	written: string,
	here: Here,
	check: Check = () => undefined,
): SpokenOutcome {
	const text = plain(written);
	const read = readPlain(text, here);
	const objection = read === undefined || isRefusal(read) ? undefined : check(read);
	if (read !== undefined && !isRefusal(read) && objection === undefined) {
		return { ok: true, spoken: read };
	}

	const works = (one: string): boolean => {
		const other = readPlain(plain(one), here);
		return other !== undefined && !isRefusal(other) && check(other) === undefined;
	};

	const refusal = isRefusal(read) ? read : undefined;
	const reason =
		refusal?.reason ??
		objection?.reason ??
		`"${fit(sanitise(written.slice(0, 4 * spokenTextMax).trim()), 40)}" is no time range`;
	const mends = refusal === undefined ? (objection?.mends ?? []) : mended(text, refusal);
	const example = [...mends, ...guesses(text)].find(works) ?? nearestExample(text, works);
	return { ok: false, reason, example: asWritten(example) };
}

/** With ISO's capitals. */
function asWritten(text: string): string {
	return text.replace(/(?<=\d)t(?=\d)/g, 'T').replace(/(?<=:\d\d)z/g, 'Z');
}

function plain(written: string): string {
	return written.length > spokenTextMax
		? ''
		: written.trim().toLowerCase().replace(/\s+/g, ' ').replaceAll('−', '-');
}

function readPlain(text: string, here: Here): Spoken | Refusal | undefined {
	let refused: Refusal | undefined;
	for (const { read } of forms) {
		const reading = read(text, here);
		if (reading !== undefined && (!isRefusal(reading) || reading.isDouble === true)) {
			return reading;
		}

		refused ??= reading;
	}

	return refused;
}

function mended(text: string, { part, mends }: Refusal): string[] {
	return mends.flatMap(mend => [text.replace(part, () => mend), mend]);
}

/** What was probably meant: words that are misspelt, or too many, or hours without minutes. */
function guesses(text: string): string[] {
	const corrected = text.replace(/[a-z]{3,}/g, word => closestWord(word) ?? word);
	const spellings = [...new Set([corrected, withoutOthers(text), withoutOthers(corrected)])];
	return [
		...(/^\d{1,3}$/.test(text) ? [`last ${text}h`] : []),
		...spellings,
		...spellings.map(one => one.replace(/\./g, one.includes(':') ? ' ' : '-')),
		...spellings.map(one => one.replace(/(?<![\d:])(\d{1,2})(?![\d:]|\s*[ap]m)/g, '$1:00')),
		...spellings.map(one => one.replace(/(?<!\d)(\d{1,2})[.h](\d{2})(?!\d)/g, '$1:$2')),
		...spellings.map(one => one.replace(/\s*[-–—./]+\s*$/, '')),
	];
}

/** The text without words that no form knows. */
function withoutOthers(text: string): string {
	return text
		.replace(/[a-z]{3,}/g, word => (knownWords.includes(word) || isUnit(word) ? word : ''))
		.replace(/[?!,;]/g, '')
		.replace(/\s+/g, ' ')
		.trim();
}

function isUnit(word: string): boolean {
	return /^(?:mins?|hrs?|secs?|hours|minutes|days|weeks|seconds)$/.test(word);
}

function closestWord(word: string): string | undefined {
	const allowed = word.length > 5 ? 2 : 1;
	const near = knownWords
		.filter(known => known.length > 2)
		.map(known => ({ known, far: distance(word, known) }))
		.sort((a, b) => a.far - b.far);
	return near[0] !== undefined && near[0].far <= allowed ? near[0].known : undefined;
}

function nearestExample(text: string, works: (text: string) => boolean): string {
	const near = forms
		.flatMap(({ examples }) => examples)
		.map(example => ({ example, far: distance(text, example.toLowerCase()) }))
		.filter(({ example, far }) => far * 2 <= example.length)
		.sort((a, b) => a.far - b.far);
	return (
		near.find(({ example }) => works(example))?.example ?? [usual, 'yesterday'].find(works) ?? usual
	);
}
