import { AnyCaseNeedle, type SegmentView } from '../../../store/index.ts';
import type { Codes, Column, TokenBytes } from '../../../store/column/column.ts';
import type { OtherCapitals } from '../check/seen-fields.ts';
import { textOf } from '../comparison.ts';
import { eachTokenWith } from '../frame/token-search.ts';
import type { Value } from '../value.ts';
import { derivedVector } from './derived.ts';
import type { EngineParts } from './run-state.ts';
import { SegmentSource } from './segment-source.ts';
import { holdsWhole } from './whole-containers.ts';

/** Of more segments nothing is said: each costs a look into its dictionary. */
const lookedIntoMax = 256;
/** The same of those whose values have to be derived first. */
const derivedMax = 16;
/** Distinct values of a segment that are compared; where there are more, nothing is said. */
const comparedMax = 4096;
/** Records of a segment whose texts are searched; in more, any text may be. */
const searchedMax = 256;

type Parts = Pick<EngineParts, 'derived' | 'segmentCache'>;

/** A text of a field, and the records in which it is looked for. */
interface Asked {
	readonly segments: readonly SegmentView[];
	/** Plain, see `plainPath`. */
	readonly path: string;
	readonly text: string;
	/** Half-open, ms since the epoch. */
	readonly fromMs: number;
	readonly toMs: number;
}

/** The values of a field in a segment, by code. */
interface Values {
	/** A column numbers its values from 1, and 0 is nothing; what is derived is numbered from 0. */
	readonly firstCode: 0 | 1;
	readonly lastCode: number;
	readonly tokens?: TokenBytes | undefined;
	value(code: number): Value;
	codes(): Codes;
}

/** The spellings in other capitals; undefined where the text itself is there, or may be. */
type Look = { readonly others: readonly string[] | undefined };

/**
 * The same text in other capitals, where records have it and none has the text itself. Dictionaries alone are
 * asked, and each once for a text: a column whose bytes do not have it is not unpacked.
 *
 * @returns undefined also where it cannot be told for certain
 */
export function otherCapitals(parts: Parts, asked: Asked): OtherCapitals | undefined {
	const { segments, path, text } = asked;
	const isDerived = parts.derived.has(path);
	if (!AnyCaseNeedle.isNeedle(text) || !/[a-z]/i.test(text)) {
		return undefined;
	}

	const candidates: { readonly source: SegmentSource; readonly others: readonly string[] }[] = [];
	for (const [before, view] of [...segments].reverse().entries()) {
		const source = new SegmentSource(view, 0, parts.segmentCache, parts.derived);
		const isTooMany = before >= (isDerived ? derivedMax : lookedIntoMax);
		const others = isTooMany ? undefined : lookInto(source, parts, path, text).others;
		if (others === undefined) {
			return undefined;
		}

		if (others.length > 0) {
			candidates.push({ source, others });
		}
	}

	const counts = new Map<string, number>();
	for (const { source, others } of candidates) {
		for (const value of others) {
			counts.set(value, (counts.get(value) ?? 0) + countOf(source, parts, asked, value));
		}
	}

	const [most] = [...counts].sort(([, a], [, b]) => b - a);
	return most === undefined || most[1] === 0 ? undefined : { value: most[0], recordCount: most[1] };
}

function lookInto(source: SegmentSource, parts: Parts, path: string, text: string): Look {
	return source.cached(`capitals|${path}|${text}`, bytesOfLook, () => ({
		others: mayHide(source, path, text) ? undefined : othersIn(source, parts, path, text),
	}));
}

function bytesOfLook({ others = [] }: Look): number {
	return others.reduce((sum, { length }) => sum + 32 + length * 2, 128);
}

function othersIn(
	source: SegmentSource,
	parts: Parts,
	path: string,
	text: string,
): readonly string[] | undefined {
	const lower = text.toLowerCase();
	const others = new Set<string>();
	let compared = 0;
	for (const values of valuesOf(source, parts, path, text)) {
		for (const code of codesLike(values, text)) {
			const value = textOf(values.value(code));
			if (value === text || ++compared > comparedMax) {
				return undefined;
			}

			if (value.length === text.length && value.toLowerCase() === lower) {
				others.add(value);
			}
		}
	}

	return [...others];
}

/** In how many records of the range. */
function countOf(source: SegmentSource, parts: Parts, asked: Asked, value: string): number {
	const { fromMs, toMs, path } = asked;
	const { view, rowCount } = source;
	const isWhole = view.minTimeMs >= fromMs && view.maxTimeMs < toMs;
	const count = () => {
		const times = isWhole ? undefined : source.times();
		const has = new Uint8Array(rowCount);
		for (const values of valuesOf(source, parts, path, value)) {
			const codes = values.codes();
			const wanted = new Uint8Array(values.lastCode + 1);
			for (const code of codesLike(values, value)) {
				wanted[code] = textOf(values.value(code)) === value ? 1 : 0;
			}

			for (let row = 0; row < rowCount; row++) {
				const time = times?.[row] ?? fromMs;
				const isIn = wanted[codes[row] as number] === 1 && time >= fromMs && time < toMs;
				has[row] = (has[row] as number) | Number(isIn);
			}
		}

		return has.reduce((sum, one) => sum + one, 0);
	};

	return isWhole ? source.cached(`capitals count|${path}|${value}`, 96, count) : count();
}

/** The columns of a name: metadata, a derived field, or values of the record, those in elements of lists too. */
function* valuesOf(
	source: SegmentSource,
	parts: Parts,
	path: string,
	text: string,
): Generator<Values> {
	const { view } = source;
	const metaName = view.metaNames().find(known => known.toLowerCase() === path);
	const derived = parts.derived.get(path);
	if (metaName !== undefined || path.startsWith('_')) {
		const meta = metaName === undefined ? undefined : view.meta(metaName);
		if (meta !== undefined) {
			yield valuesOfColumn(meta);
		} else if (derived !== undefined) {
			const { codes, size, value } = derivedVector(source, derived, undefined);
			yield { firstCode: 0, lastCode: size - 1, codes: () => codes, value };
		}

		return;
	}

	const needles = [text, '\\u', ...(text.includes('/') ? ['\\/'] : [])].map(
		one => new AnyCaseNeedle(one.toLowerCase()),
	);
	for (const spelled of spellingsOf(source, path)) {
		const column = needles.some(needle => view.mayHold(spelled, needle))
			? view.column(spelled)
			: undefined;
		if (column !== undefined) {
			yield valuesOfColumn(column);
		}
	}
}

function valuesOfColumn(column: Column): Values {
	return {
		firstCode: 1,
		lastCode: column.valueCount,
		tokens: column.tokens,
		value: code => column.value(code),
		codes: () => column.codes(),
	};
}

/** Every path that is the plain one, but for indexes on the way. */
function spellingsOf(source: SegmentSource, path: string): ReadonlySet<string> {
	const { leaves, inLists } = source.paths();
	const across = (inLists.get(path) ?? []).filter(spelled => !spelled.endsWith(']'));
	return new Set([...(leaves.get(path) ?? []), ...across]);
}

const backslash = 0x5c;

/** Codes whose value may be the text; of most it is known without decoding them that they are not. */
function codesLike({ tokens, firstCode, lastCode }: Values, text: string): Iterable<number> {
	const isSpelled =
		tokens !== undefined && !tokens.bytes.subarray(0, tokens.offsets[lastCode]).includes(backslash);
	if (isSpelled) {
		const like: number[] = [];
		eachTokenWith(tokens, lastCode, new AnyCaseNeedle(text.toLowerCase()), code => {
			like.push(code);
		});
		return like;
	}

	return Array.from({ length: lastCode + 1 - firstCode }, (_, at) => firstCode + at);
}

/** Whether records may have the text where no column shows it. */
function mayHide(source: SegmentSource, path: string, text: string): boolean {
	const rows = source.slowRows();
	const isInText = (row: number) => {
		const raw = source.view.raw(row);
		return raw.includes(text) || raw.includes('\\');
	};

	return (
		rows.length > searchedMax ||
		rows.some(isInText) ||
		containersOf(path).some(outer =>
			[...spellingsOf(source, outer)].some(
				spelled => source.view.column(spelled) !== undefined && holdsWhole(source, spelled),
			),
		)
	);
}

/** `a.b` and `a` for `a.b.c`. */
function containersOf(path: string): readonly string[] {
	const keys = path.split('.');
	return keys.slice(1).map((_key, at) => keys.slice(0, at + 1).join('.'));
}
