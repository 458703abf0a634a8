import { formatNumber, formatPlural } from '../../text/number.ts';
import type { FindingsState } from './rows.ts';

/** A store, as far as it is known how completely its findings are known. */
export interface LookedAt {
	/** Undefined: nobody ever looked. */
	readonly state: FindingsState | undefined;
	/** Whoever asks fills it, and looks as soon as there are records. */
	readonly isFilled: boolean;
	/** Lines of what people said of findings that nobody can read. */
	readonly oddCount: number;
}

export interface FindingDoubts {
	/** What answers lack, each as `what: what brings it`. */
	readonly lacks: readonly string[];
	/** What else is to be known. */
	readonly warnings: readonly string[];
}

/** Ids of rules that are told. */
const rulesShown = 8;

/** Why there may be findings that are not shown. */
export function findingDoubts(stores: readonly LookedAt[]): FindingDoubts {
	const lacks = new Set(stores.flatMap(lacksOf));
	const odd = stores.reduce((sum, { oddCount }) => sum + oddCount, 0);
	const learning = [...new Set(stores.flatMap(({ state }) => state?.learning ?? []))].sort();
	return {
		lacks: [...lacks],
		warnings: [
			...(learning.length > 0 ? [learningWords(learning)] : []),
			...(odd > 0
				? [`left out of findings.ndjson, as no entries: ${formatPlural(odd, 'line')}`]
				: []),
		],
	};
}

function lacksOf({ state, isFilled }: LookedAt): readonly string[] {
	if (state === undefined) {
		return [
			isFilled
				? 'not looked at yet: the rules begin with the first records that are stored'
				: 'nobody has looked for findings in this store: `trailtop ingest` and a console that fetches do; `trailtop detect run` lists them once',
		];
	}

	const { hunt, refusedCount, leftCount, faults } = state;
	return [
		...(hunt === undefined
			? []
			: [
					`${formatNumber(hunt.doneCount)} of ${formatPlural(hunt.segmentCount, 'segment')} looked at: the rules go on, the newest first`,
				]),
		...(refusedCount > 0
			? [
					`${formatPlural(refusedCount, 'rule')} that cannot be used: \`trailtop detect list\` tells why`,
				]
			: []),
		...(leftCount > 0
			? [
					`${formatPlural(leftCount, 'hit')} that no finding counts, because there were too many: an exception (\`unless\`) makes them fewer`,
				]
			: []),
		...faults.map(fault => `rows that could not be looked at: ${fault}`),
	];
}

function learningWords(rules: readonly string[]): string {
	const shown = rules.slice(0, rulesShown).join(', ');
	const more = rules.length - rulesShown;
	const names = more > 0 ? `${shown} and ${more} more` : shown;
	return `still learning what is usual, and finding nothing yet: ${names}`;
}
