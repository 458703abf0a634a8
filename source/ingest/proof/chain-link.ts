import type { Digest } from '../../trail/digest.ts';
import { nameOf } from './name-of.ts';
import { flawOf } from './flaw.ts';
import type { Flaw } from './flaw.ts';
import type { ChainEnd, ProofChain, ProofGap } from './proof-rows.ts';

/** What is wrong between two digests, and the hours that are not proven because of it. */
export interface Link {
	readonly flaws: readonly Flaw[];
	readonly gaps: readonly ProofGap[];
}

export const noLink: Link = { flaws: [], gaps: [] };

/** The digest before, as a digest names it. */
type Named = Digest['previous'] | ProofChain['oldest']['previous'];

/**
 * Holds the digest that another one names as its predecessor against the one that was found before it.
 *
 * @param isForged - whether a digest is there, but is none that CloudTrail signed
 */
export function linkOf(
	older: ChainEnd,
	named: Named,
	newer: ChainEnd,
	isForged: (key: string) => boolean,
): Link {
	const hole = holeOf(older, newer);
	if (named === undefined) {
		const flaw = flawOf(
			'chain-restarted',
			newer.key,
			'it names none before it, but there are older ones',
		);
		return { flaws: [flaw], gaps: hole('missing', 'the chain of digests starts anew') };
	}

	return named.key === older.key
		? sameLink(older, named, newer)
		: otherLink(named, newer, hole, isForged(named.key));
}

/** The digest that is named was not found before this one. */
function otherLink(
	{ key }: NonNullable<Named>,
	newer: ChainEnd,
	hole: Hole,
	isForged: boolean,
): Link {
	const name = nameOf(key);
	if (isForged) {
		return { flaws: [], gaps: hole('altered', `${name} is not what CloudTrail signed`, key) };
	}

	const flaw = flawOf('digest-missing', key, `${nameOf(newer.key)} follows it, and it is gone`);
	return { flaws: [flaw], gaps: hole('missing', `${name} is gone`, key) };
}

function sameLink(older: ChainEnd, named: NonNullable<Named>, newer: ChainEnd): Link {
	const flaws: Flaw[] = [];
	const gaps: ProofGap[] = [];
	const broken = brokenWords(older, named);
	if (broken !== undefined) {
		flaws.push(flawOf('chain-broken', older.key, broken));
		gaps.push({
			...timesOf(older),
			logCount: 0,
			state: 'altered',
			digest: older.key,
			reason: `${nameOf(older.key)} was replaced`,
		});
	}

	const hole = holeOf(older, newer)('missing', 'no digest speaks for these hours');
	if (hole.length > 0) {
		const span = `${isoOf(older.toMs)} to ${isoOf(newer.fromMs)}`;
		flaws.push(flawOf('hours-missing', newer.key, `no digest speaks for ${span}`));
	}

	return { flaws, gaps: [...gaps, ...hole] };
}

function brokenWords(older: ChainEnd, named: NonNullable<Named>): string | undefined {
	if (older.signature !== undefined && older.signature !== named.signature) {
		return 'its signature is not the one the next digest names';
	}

	const isOther = older.sha256 !== undefined && older.sha256 !== named.sha256;
	return isOther && named.sha256 !== undefined
		? 'its contents are not those the next digest names'
		: undefined;
}

type Hole = (
	state: ProofGap['state'],
	reason: string,
	digest?: string | undefined,
) => readonly ProofGap[];

/** The hours between two digests, if there are any. */
function holeOf({ toMs: fromMs }: ChainEnd, { fromMs: toMs }: ChainEnd): Hole {
	return (state, reason, digest) =>
		fromMs < toMs ? [{ fromMs, toMs, logCount: 0, state, reason, digest }] : [];
}

/** The start of a chain as it is known so far. */
export function oldestOf({ key, fromMs }: ChainEnd, digest: Digest | undefined) {
	const { previous } = digest ?? {};
	return {
		key,
		fromMs,
		...(previous === undefined
			? {}
			: {
					previous: {
						key: previous.key,
						sha256: previous.sha256,
						signature: previous.signature,
					},
				}),
	};
}

export function timesOf({ fromMs, toMs }: Pick<ChainEnd, 'fromMs' | 'toMs'>) {
	return { fromMs, toMs };
}

function isoOf(ms: number): string {
	return new Date(ms).toISOString();
}
