import { createHash } from 'node:crypto';
import { compareText } from '../../comparison.ts';
import type { Spending } from '../../spending.ts';
import type { Span } from '../../value.ts';
import { wordsOf, type Worded } from './words-of.ts';

/** Distinct texts that are clustered; those with the most events are taken. */
export const clusteredTextsMax = 50_000;
/** Clusters that one leaf of the tree holds: a text is compared with each of them. */
export const leafClustersMax = 100;
/** Words that one clustering compares: about two seconds. */
export const comparedWordsMax = 200_000_000;
/** Of the words of two texts of a cluster at least this share is the same. */
const similarShare = 0.5;
/** Bytes of a word in a list. */
const wordBytes = 24;

/** Bytes of a text's entry among the signatures. */
const entryBytes = 64;

/** A distinct text, masked, and how many events have it. */
export interface WeighedText {
	readonly text: string;
	readonly weight: number;
}

/** Texts that are alike. */
export interface Signature {
	/** The text with `*` where its texts differ. */
	readonly text: string;
	/** The hash of the text: the same signature has it in any query. */
	readonly id: string;
}

export interface Clustered {
	/** Text → its signature. Texts beyond the limits have none. */
	readonly signatures: ReadonlyMap<string, Signature>;
	/** Texts that a limit left out, and their events. */
	readonly left: { readonly texts: number; readonly events: number };
}

interface Cluster {
	/** Of its first text, with which others are compared, so that a cluster does not drift. */
	readonly first: Worded;
	/** By word: it differs. */
	readonly differs: boolean[];
	readonly texts: string[];
}

/**
 * Clusters texts as Drain does: a tree by the number of words, what stands between them and the
 * first word leads to few clusters, of which the most similar takes the text. The texts are taken
 * in their own order, so that what is found does not depend on the order of events.
 *
 * @param texts - each once
 * @param naming - keys of JSON whose values are never parameters
 * @throws TooLarge
 */
export function clusterTexts(
	texts: readonly WeighedText[],
	naming: ReadonlySet<string>,
	spending: Spending,
	span: Span,
): Clustered {
	const taken = heaviest(texts).sort((a, b) => compareText(a.text, b.text));
	const leaves = new Map<string, Cluster[]>();
	const left = { texts: texts.length - taken.length, events: weightOf(texts) - weightOf(taken) };
	let compared = 0;
	for (const { text, weight } of taken) {
		spending.work();
		const worded = wordsOf(text, naming);
		const key = leafOf(worded);
		const clusters = leaves.get(key) ?? [];
		compared += clusters.length * worded.words.length;
		const similar = compared > comparedWordsMax ? undefined : mostSimilar(clusters, worded);
		if (similar !== undefined) {
			widen(similar, worded);
			similar.texts.push(text);
		} else if (clusters.length < leafClustersMax && compared <= comparedWordsMax) {
			const wordCount = worded.words.length;
			spending.add(2 * key.length + 4 * text.length + wordBytes * wordCount, span);
			clusters.push({ first: worded, differs: worded.words.map(() => false), texts: [text] });
			leaves.set(key, clusters);
		} else {
			left.texts++;
			left.events += weight;
		}
	}

	const signatures = new Map<string, Signature>();
	for (const cluster of [...leaves.values()].flat()) {
		const signature = signatureOf(cluster);
		spending.work();
		spending.add(signature.text.length + entryBytes * cluster.texts.length, span);
		cluster.texts.forEach(text => signatures.set(text, signature));
	}

	return { signatures, left };
}

function heaviest(texts: readonly WeighedText[]): WeighedText[] {
	return texts.length <= clusteredTextsMax
		? [...texts]
		: texts
				.toSorted((a, b) => b.weight - a.weight || compareText(a.text, b.text))
				.slice(0, clusteredTextsMax);
}

function weightOf(texts: readonly WeighedText[]): number {
	return texts.reduce((sum, { weight }) => sum + weight, 0);
}

/** A first word with a digit or a star is likely a parameter, and leads nowhere. */
function leafOf({ words, gaps, fixed }: Worded): string {
	const named = words.filter((_, index) => fixed[index]);
	const first = words[0] ?? '';
	const leading = named.length > 0 ? named : [/[\d*]/.test(first) ? '*' : first];
	return JSON.stringify([gaps, leading]);
}

/** The most similar cluster, of equals the oldest; undefined when none is similar enough. */
function mostSimilar(clusters: readonly Cluster[], worded: Worded): Cluster | undefined {
	let best: Cluster | undefined;
	let most = similarShare;
	for (const cluster of clusters) {
		const share = sharedWords(cluster.first, worded);
		if (share > most || (best === undefined && share === most)) {
			best = cluster;
			most = share;
		}
	}

	return best;
}

/** The share of equal words among those that are neither fixed nor a parameter in both. */
function sharedWords(first: Worded, second: Worded): number {
	let equal = 0;
	let compared = 0;
	for (let index = 0; index < first.words.length; index++) {
		const word = first.words[index];
		const isSame = word === second.words[index];
		if (first.fixed[index] !== true && !(isSame && word === '*')) {
			compared++;
			equal += isSame ? 1 : 0;
		}
	}

	return compared === 0 ? 1 : equal / compared;
}

function widen({ first, differs }: Cluster, { words }: Worded): void {
	for (let index = 0; index < words.length; index++) {
		if (words[index] !== first.words[index]) {
			differs[index] = true;
		}
	}
}

function signatureOf({ first: { words, gaps }, differs }: Cluster): Signature {
	const parts = words.map((word, index) => `${gaps[index]}${differs[index] === true ? '*' : word}`);
	const text = parts.join('') + (gaps.at(-1) ?? '');
	return { text, id: createHash('sha256').update(text).digest('hex').slice(0, 16) };
}
