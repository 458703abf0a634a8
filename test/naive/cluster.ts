import { createHash } from 'node:crypto';
import { byCodePoint } from './value.ts';

const parameter =
	/\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}|(?=[0-9a-f:]{0,38}\d)(?:[0-9a-f]{1,4}:){2,7}:?[0-9a-f]{1,4}|(?:AKIA|ASIA)[A-Z0-9]{12,}|(?:0x)?(?=[0-9a-f]*\d)[0-9a-f]{8,}|(?<![a-z]-)\d+(?:\.\d+)*)\b/gi;

/** A text with a star for all that is a number, an id, an address or a time. */
export function masked(text: string): string {
	return text.slice(0, 65_536).replace(parameter, '*');
}

interface Part {
	/** What stands before the word. */
	readonly gap: string;
	readonly word: string;
	readonly fixed: boolean;
}

const anyWord = /"((?:[^"\\]|\\[^])*)"|[\p{L}\p{N}_*]+(?:[-./@:]+[\p{L}\p{N}_*]+)*/gu;
const naming = ['eventName', 'eventSource', 'eventType', 'errorCode'];

function partsOf(text: string, names: readonly string[]): { parts: Part[]; end: string } {
	const isJson = ['{', '['].includes(text.trimStart()[0] ?? '');
	const parts: Part[] = [];
	let rest = '';
	let at = 0;
	for (const match of text.matchAll(anyWord)) {
		const [whole, inside] = match;
		const quote = inside === undefined ? '' : '"';
		const gap = rest + text.slice(at, match.index) + quote;
		at = match.index + whole.length;
		const isKey = inside !== undefined && text[at] === ':';
		const isNaming = /^":\s*"$/.test(gap) && names.includes(parts.at(-1)?.word ?? '');
		parts.push({ gap, word: inside ?? whole, fixed: isJson && (isKey || isNaming) });
		rest = quote;
	}

	return { parts, end: rest + text.slice(at) };
}

const plainGap = (gap: string) => gap.replace(/\s+/g, ' ');

/** Text → the signature of its cluster. */
export function signaturesOf(
	texts: readonly string[],
	ofValues = false,
): ReadonlyMap<string, string> {
	const clusters: {
		readonly key: string;
		readonly members: { text: string; parts: Part[] }[];
		readonly end: string;
	}[] = [];
	for (const text of [...new Set(texts)].sort(byCodePoint)) {
		const { parts, end } = partsOf(text, ofValues ? [] : naming);
		const fixed = parts.filter(part => part.fixed).map(({ word }) => word);
		const first = parts[0]?.word ?? '';
		const key = JSON.stringify([
			[...parts.map(({ gap }) => gap), end].map(plainGap),
			fixed.length > 0 ? fixed : /[\d*]/.test(first) ? '*' : first,
		]);
		const alike = clusters
			.filter(cluster => cluster.key === key)
			.map(cluster => ({ cluster, share: shareOf(cluster.members[0]!.parts, parts) }))
			.filter(({ share }) => share >= 0.5)
			.toSorted((a, b) => b.share - a.share)[0];
		if (alike === undefined) {
			clusters.push({ key, members: [{ text, parts }], end });
		} else {
			alike.cluster.members.push({ text, parts });
		}
	}

	return new Map(
		clusters.flatMap(({ members, end }) => {
			const words = members[0]!.parts.map(({ gap, word }, index) => {
				const isSame = members.every(({ parts }) => parts[index]!.word === word);
				return plainGap(gap) + (isSame ? word : '*');
			});
			const signature = words.join('') + plainGap(end);
			return members.map(({ text }) => [text, signature] as const);
		}),
	);
}

/** The share of equal words, without those that cannot differ or say nothing. */
function shareOf(first: readonly Part[], second: readonly Part[]): number {
	const pairs = first
		.map(({ word, fixed }, index) => ({ fixed, one: word, other: second[index]!.word }))
		.filter(({ fixed, one, other }) => !fixed && !(one === '*' && other === '*'));
	return pairs.length === 0
		? 1
		: pairs.filter(({ one, other }) => one === other).length / pairs.length;
}

export function signatureId(signature: string): string {
	return createHash('sha256').update(signature).digest('hex').slice(0, 16);
}
