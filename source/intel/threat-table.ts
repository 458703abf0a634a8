import type { LookupTable } from '../query/lookup-port.ts';
import type { Value } from '../query/value.ts';
import { formatRange, parseAddress, parseRange } from './address.ts';
import { referenceRaw } from './format/reference-raw.ts';
import type { Judgement, KeptIndicator } from './indicator.ts';
import { levelOf } from './level.ts';
import type { RangeEntry } from './range-table.ts';
import { RangeTable } from './range-table.ts';

/** Indicators that one address or word is matched with. More are not counted. */
const matchesMax = 64;

/** What is known of an indicator besides its text. Entries of a list share one. */
type Finding = Omit<KeptIndicator, 'indicator'>;

/** A found indicator; its text is the address, block or word as in the source. */
export type Match = KeptIndicator;

/** All indicators as look-up tables. */
export interface ThreatTables {
	readonly size: number;
	/** `sumo://threat/cs`, `threatip` and `threatlookup`. */
	readonly all: LookupTable;
	/** The indicators of one source; undefined when the source does not exist. */
	source(name: string): LookupTable | undefined;
	/** The sources that have indicators. */
	readonly sources: readonly string[];
	/** When the newest of them was imported, in ms since the epoch. */
	readonly newestImportMs: number;
	/** Every indicator that matches, best first. */
	matches(text: string): readonly Match[];
}

/** The columns of the reference product’s `lookup`, then those of its `threatlookup`. */
export const threatTableColumns = [
	...(['type', 'actor', 'raw', 'threatlevel', 'threat', 'confidence'] as const),
	...(['actors', 'id', 'imported', 'indicator', 'kill_chain', 'labels', 'malware'] as const),
	...(['num_matches', 'reference', 'source', 'threat_type', 'updated'] as const),
	...(['valid_from', 'valid_until'] as const),
] as const;

/**
 * Creates the tables. Of several indicators for one address, the best is returned: one that is
 * still in its feed before a withdrawn one, then the highest confidence, then the newest, then the
 * narrowest.
 *
 * @param version - grows with every change of the indicators
 * @param stamp - identifies the indicators across processes
 */
export function threatTables(
	indicators: Iterable<KeptIndicator>,
	version: number,
	stamp?: string,
): ThreatTables {
	const index = new IndicatorIndex(indicators);
	const table = (source: string | undefined): LookupTable => ({
		columns: threatTableColumns,
		keyColumn: 'threat',
		keyColumns: ['threat'],
		version,
		stamp,
		find: keys => {
			const key = keys['threat'];
			if (typeof key !== 'string' || key === '') {
				return undefined;
			}

			const found = index.matches(key, source);
			const [best] = found;
			return best === undefined ? undefined : rowOf(best, key, found.length);
		},
	});
	return {
		size: index.size,
		all: table(undefined),
		sources: index.sources,
		newestImportMs: index.newestImportMs,
		source: name => {
			const known = index.sources.find(source => source.toLowerCase() === name.toLowerCase());
			return known === undefined ? undefined : table(known);
		},
		matches: text => index.matches(text, undefined),
	};
}

type Words = Map<string, (readonly [indicator: string, finding: Finding])[]>;

class IndicatorIndex {
	readonly size: number;
	readonly sources: readonly string[];
	readonly newestImportMs: number;
	readonly #ranges: RangeTable<Finding>;
	readonly #words: Words = new Map();

	constructor(indicators: Iterable<KeptIndicator>) {
		const sources = new Set<string>();
		let size = 0;
		let newestImportMs = Number.NEGATIVE_INFINITY;
		const ranges = function* (words: Words): Generator<RangeEntry<Finding>> {
			const shared = new SharedFindings();
			for (const kept of indicators) {
				const { type, indicator } = kept;
				const payload = shared.of(kept);
				sources.add(kept.about.source);
				size++;
				newestImportMs = Math.max(newestImportMs, kept.firstImportedMs);
				const range = type === 'ip_address' ? parseRange(indicator) : undefined;
				if (range === undefined) {
					const word = indicator.toLowerCase();
					words.set(word, [...(words.get(word) ?? []), [indicator, payload]]);
				} else {
					yield { range, payload };
				}
			}
		};

		this.#ranges = new RangeTable(ranges(this.#words));
		this.size = size;
		this.sources = [...sources].sort();
		this.newestImportMs = newestImportMs;
	}

	matches(text: string, source: string | undefined): readonly Match[] {
		const address = parseAddress(text);
		// Those of other sources must not take the room of the ones that are asked for.
		const isWanted = ({ about }: Finding) => source === undefined || about.source === source;
		const found =
			address === undefined
				? (this.#words.get(text.toLowerCase()) ?? [])
						.filter(([, finding]) => isWanted(finding))
						.slice(0, matchesMax)
				: this.#ranges
						.findAll(address, matchesMax, isWanted)
						.map(({ range, payload }) => [formatRange(range), payload] as const);
		return found.map(([indicator, finding]): Match => ({ indicator, ...finding })).sort(better);
	}
}

/** Neighbouring entries of a list share their finding, so that millions of entries stay small. */
class SharedFindings {
	readonly #byJudgement = new Map<Judgement, Finding[]>();

	of({ type, about, firstImportedMs, lastSeenMs, withdrawnMs }: KeptIndicator): Finding {
		let findings = this.#byJudgement.get(about);
		if (findings === undefined) {
			findings = [];
			this.#byJudgement.set(about, findings);
		}

		// Entries of a list are neighbours, so the last finding is most often the same.
		const recent = findings
			.slice(-sharedLookBack)
			.find(
				finding =>
					finding.type === type &&
					finding.firstImportedMs === firstImportedMs &&
					finding.lastSeenMs === lastSeenMs &&
					finding.withdrawnMs === withdrawnMs,
			);
		if (recent !== undefined) {
			return recent;
		}

		const finding = { type, about, firstImportedMs, lastSeenMs, withdrawnMs };
		findings.push(finding);
		return finding;
	}
}

/** Findings with the same judgement that are compared; a feed that changes daily has many. */
const sharedLookBack = 16;

/** Sorts better matches first; equal matches keep their order, narrowest first. */
function better(a: Match, b: Match): number {
	const isWithdrawn = (match: Match) => (match.withdrawnMs === undefined ? 0 : 1);
	const newest = (match: Match) => match.about.updatedMs ?? match.firstImportedMs;
	return (
		isWithdrawn(a) - isWithdrawn(b) ||
		b.about.confidence - a.about.confidence ||
		newest(b) - newest(a)
	);
}

function rowOf(
	match: Match,
	threat: string,
	matchCount: number,
): Readonly<Record<(typeof threatTableColumns)[number], Value>> {
	const { about, type } = match;
	const level = levelOf(about.confidence);
	return {
		type,
		actor: about.actors.join(', '),
		raw: referenceRaw(about, match.indicator, type, level),
		threatlevel: level,
		threat,
		confidence: about.confidence,
		actors: listed(about.actors),
		id: about.id === '' ? `${about.source}:${match.indicator}` : about.id,
		imported: match.firstImportedMs,
		indicator: match.indicator,
		kill_chain: listed(about.killChain),
		labels: listed(about.labels),
		malware: listed(about.malware),
		num_matches: matchCount,
		reference: about.reference === '' ? null : about.reference,
		source: about.source,
		threat_type: about.threatType,
		updated: about.updatedMs ?? match.lastSeenMs,
		valid_from: about.validFromMs ?? match.firstImportedMs,
		valid_until: endOf(match) ?? null,
	};
}

/**
 * When an indicator ended or will end: its own date, or when its source dropped it; ms since the
 * epoch.
 */
export function endOf({ about, withdrawnMs }: KeptIndicator): number | undefined {
	return about.validUntilMs === undefined || withdrawnMs === undefined
		? (about.validUntilMs ?? withdrawnMs)
		: Math.min(about.validUntilMs, withdrawnMs);
}

function listed(words: readonly string[]): string | null {
	return words.length === 0 ? null : words.join(', ');
}
