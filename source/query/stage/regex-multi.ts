import { textOf } from '../comparison.ts';
import type { CompiledRegex } from '../regex/compiled.ts';
import type { Field } from '../syntax/tree.ts';
import type { Value } from '../value.ts';
import { sourceVector, type ExtractionRule } from '../frame/extraction.ts';
import { lazy, type Frame } from '../frame/frame.ts';
import { eachRow } from '../frame/rows.ts';
import { rowBytes } from '../spending.ts';
import { codeAt, identityCodes, memoByCode, valueAt } from '../frame/vector.ts';

/** Largest number of rows that one record may become. */
const matchesMax = 10_000;

/** A capture is a part of its text, which takes so many words besides its place in the list. */
const captureWords = 5;
/** Bytes of a row in the lists of positions. */
const positionBytes = 24;

/** `parse regex … multi`: a copy of the row for each match. */
export function applyRegexMulti(
	frame: Frame,
	field: Field | undefined,
	regex: CompiledRegex,
	names: readonly string[],
	rule: ExtractionRule,
	warn: (message: string) => void,
	spend: (bytes: number) => void,
): Frame {
	const codes = sourceVector(frame, field);
	const matches = memoByCode(codes.size, code => {
		const text = codes.value(code);
		const found = text === null ? [] : allMatches(regex, textOf(text), names);
		if (found.length === matchesMax) {
			warn(`parse regex multi makes ${matchesMax} rows of one record at most`);
		}

		spend(found.length * rowBytes(names.length * captureWords));
		return found;
	});
	const chain = frame.chain;
	const base: number[] = [];
	/** Captures of each new row; undefined where the pattern did not match. */
	const captures: (readonly Value[] | undefined)[] = [];
	eachRow(frame.rows, frame.rowCount, row => {
		const found = matches(codeAt(codes, row));
		spend(found.length * positionBytes);
		for (const one of found) {
			base.push(row);
			captures.push(one);
		}

		if (found.length === 0 && (rule.nodrop || chain?.[row] === 1)) {
			base.push(row);
			captures.push(undefined);
		}
	});
	const next = frame.expand(Uint32Array.from(base));
	defineCaptures(next, frame, names, captures);
	if (rule.nodrop && rule.noted) {
		next.chain = Uint8Array.from(base, (row, position) =>
			captures[position] !== undefined || chain?.[row] === 1 ? 1 : 0,
		);
	}

	return next;
}

/** In rows without a match, a name keeps its earlier value. */
function defineCaptures(
	next: Frame,
	before: Frame,
	names: readonly string[],
	captures: readonly (readonly Value[] | undefined)[],
): void {
	for (const [index, name] of names.entries()) {
		const known = before.has(name) ? next.field(name) : undefined;
		next.define(
			name,
			lazy(() => {
				const previous = known?.get();
				const kept = (position: number): Value =>
					previous === undefined ? null : valueAt(previous, position);
				return {
					codes: identityCodes(captures.length),
					size: captures.length,
					repeats: false,
					value: position => {
						const own = captures[position];
						return own === undefined ? kept(position) : (own[index] ?? null);
					},
				};
			}),
		);
	}
}

function allMatches(
	regex: CompiledRegex,
	text: string,
	names: readonly string[],
): readonly (readonly Value[])[] {
	const found: (readonly Value[])[] = [];
	let start = 0;
	while (start <= text.length && found.length < matchesMax) {
		const match = regex.exec(text, start);
		if (match === undefined) {
			break;
		}

		found.push(names.map(name => match.group(name)));
		// Moves on, or an empty match would be found again and again.
		start = match.end > match.index ? match.end : match.end + 1;
	}

	return found;
}
