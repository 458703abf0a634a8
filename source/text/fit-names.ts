import { ellipsis, fit, fitEnd, takeCells } from './fit.ts';
import { fitName } from './fit-name.ts';
import { cellWidth } from './width.ts';

/** In fewer cells there is no room for a beginning and an end. */
const tellingCellsMin = 8;
/** Longer texts are no names, and are not compared with each other. */
const comparedCharacters = 512;
/** Names that somebody has made to be alike in every cut are told apart by numbers before they take longer than a frame may. */
const comparisonsMax = 20_000;
/** A word that is longer is not shown from its beginning. */
const wordCharacters = 12;

/**
 * The names of one picture, each cut to at most `cells` cells so that no two different ones look alike: one that another
 * one of them could be as well is cut where they differ, as `Authorize…Ingress` beside `Authorize…Egress`.
 *
 * @returns one text a name, in their order
 */
export function fitNames(names: readonly string[], cells: number): readonly string[] {
	const different = [...new Set(names)];
	const shown = new Map(different.map(name => [name, fitName(name, cells)]));
	const isAnyCut = different.some(name => shown.get(name) !== name);

	if (isAnyCut && cells >= tellingCellsMin) {
		tellApart(different, shown, cells);
	}

	return names.map(name => shown.get(name) ?? name);
}

function tellApart(names: readonly string[], shown: Map<string, string>, cells: number): void {
	const compared = names.filter(name => name.length <= comparedCharacters);
	const spent = { comparisons: 0 };

	for (const name of compared) {
		const text = shown.get(name) ?? name;
		const rivals = text === name ? [] : rivalsOf(text, name, compared);
		const telling = rivals.length === 0 ? text : tellingCut(name, rivals, compared, cells, spent);
		shown.set(name, telling ?? text);
	}

	// Names that differ in too many places get a number, because two lines that look alike would be taken for one thing.
	const taken = new Set(names.filter(name => shown.get(name) === name));
	for (const name of names) {
		let text = shown.get(name) ?? name;
		for (let number = 2; text !== name && taken.has(text); number++) {
			const sign = `${ellipsis}${number}`;
			text = takeCells(shown.get(name) ?? name, cells - sign.length).replace(/…$/, '') + sign;
		}

		taken.add(text);
		shown.set(name, text);
	}
}

function rivalsOf(text: string, name: string, names: readonly string[]): readonly string[] {
	const parts = text.split(ellipsis);
	return names.filter(other => other !== name && canBe(parts, other));
}

/** Whether a text is what is left of a name: its parts stand in it in this order, the first and the last at its ends. */
function canBe(parts: readonly string[], name: string): boolean {
	const [first = ''] = parts;
	const last = parts.at(-1) ?? '';
	let at = first.length;

	if (!name.startsWith(first) || name.length < at + last.length || !name.endsWith(last)) {
		return false;
	}

	for (const part of parts.slice(1, -1)) {
		const found = name.indexOf(part, at);
		if (found < 0) {
			return false;
		}

		at = found + part.length;
	}

	return parts.length === 1 ? name === first : at <= name.length - last.length;
}

/** The first way to cut a name that leaves something that no other one could be. */
function tellingCut(
	name: string,
	rivals: readonly string[],
	names: readonly string[],
	cells: number,
	spent: { comparisons: number },
): string | undefined {
	const differences = [...new Set(rivals.map(rival => differenceOf(name, rival)))].toSorted(
		(a, b) => a - b,
	);

	for (const cut of cuts(name, differences, cells)) {
		spent.comparisons += names.length;
		if (spent.comparisons > comparisonsMax) {
			return undefined;
		}

		if (cellWidth(cut) <= cells && rivalsOf(cut, name, names).length === 0) {
			return cut;
		}
	}

	return undefined;
}

/** Ways to cut a name, best first: to the end from a word that differs, its last words, around what differs, and at any place. */
function* cuts(name: string, differences: readonly number[], cells: number): Generator<string> {
	for (const difference of differences) {
		const tail = name.slice(wordStart(name, difference));
		const headCells = cells - 1 - cellWidth(tail);
		if (headCells >= 0) {
			yield headOf(name, headCells) + ellipsis + tail;
		}
	}

	const third = Math.floor(cells / 3);
	for (let headCells = cells - third; headCells >= third; headCells--) {
		const tail = lastWords(name, cells - headCells);
		yield takeCells(name, cells - 1 - cellWidth(tail)) + ellipsis + tail;
	}

	for (const difference of differences) {
		const rest = name.slice(wordStart(name, difference));
		yield headOf(name, third) + ellipsis + fit(rest, cells - third - 1);
		yield headOf(name, third) + ellipsis + fit(name.slice(difference), cells - third - 1);
	}

	for (let headCells = cells - 1; headCells > 0; headCells--) {
		yield takeCells(name, headCells) + fitEnd(name, cells - headCells);
	}
}

/** The end of a name in fewer than so many cells, from the beginning of a word unless little would be left of it. */
function lastWords(name: string, cells: number): string {
	const end = fitEnd(name, cells).slice(ellipsis.length);
	for (let at = name.length - end.length; at < name.length - end.length / 2; at++) {
		if (wordStart(name, at) === at && !/^[\uDC00-\uDFFF]/.test(name.slice(at, at + 1))) {
			return name.slice(at);
		}
	}

	return end;
}

/** The beginning of a name in so many cells: whole words, unless little would be left of it. */
function headOf(name: string, cells: number): string {
	const head = takeCells(name, cells);
	const start = wordStart(name, head.length);
	return start > head.length / 2 ? head.slice(0, start).trimEnd() : head;
}

/** Where two names begin to differ, in UTF-16 units, never inside a character of two. */
function differenceOf(name: string, other: string): number {
	let at = 0;
	while (at < name.length && name[at] === other[at]) {
		at += 1;
	}

	return /[\uDC00-\uDFFF]/.test(name[at] ?? '') ? at - 1 : at;
}

/** Where the word begins that has this place; the place itself in a word that is long. */
function wordStart(name: string, place: number): number {
	for (let at = place; at > Math.max(0, place - wordCharacters); at--) {
		if (/[^\p{L}\p{N}]$/u.test(name.slice(at - 1, at)) || isHump(name, at)) {
			return at;
		}
	}

	return place <= wordCharacters ? 0 : place;
}

function isHump(name: string, at: number): boolean {
	return /^[\p{Ll}\p{N}]\p{Lu}$/u.test(name.slice(at - 1, at + 1));
}
