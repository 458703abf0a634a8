import { compareText, textOf } from '../comparison.ts';
import { noTies, type Ties } from '../frame/ties.ts';
import type { Vector } from '../frame/vector.ts';

/** @param objects - the object of each record of a segment, in which records of one object keep their order */
export function objectTies(objects: Vector | undefined): Ties {
	if (objects === undefined) {
		return noTies;
	}

	const texts = Array.from({ length: objects.size }, (_, code) => textOf(objects.value(code)));
	const ranks = ranksOf(texts);
	const codeAt = (position: number): number => objects.codes[position] as number;
	return {
		rankAt: position => ranks[codeAt(position)] as number,
		objectAt: position => texts[codeAt(position)] as string,
	};
}

/** Equal texts have equal ranks. */
function ranksOf(texts: readonly string[]): Uint32Array {
	const ranks = new Uint32Array(texts.length);
	const order = texts.map((_, code) => code);
	order.sort((a, b) => compareText(texts[a] as string, texts[b] as string));
	for (let at = 1; at < order.length; at++) {
		const [before, code] = [order[at - 1] as number, order[at] as number];
		ranks[code] = (ranks[before] as number) + (texts[before] === texts[code] ? 0 : 1);
	}

	return ranks;
}
