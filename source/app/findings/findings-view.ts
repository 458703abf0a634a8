import { afterAll, SegmentBuilder } from '../../../store/index.ts';
import type {
	MemoryBudget,
	SegmentView,
	StoreReader,
	StoreSnapshot,
} from '../../../store/index.ts';
import type { FindingWord } from '../../dashboard/input/finding-word.ts';
import { findingSegments } from '../../dashboard/state/finding-page.ts';
import { findingDoubts, type FindingDoubts } from '../../findings/live/doubts.ts';
import { findingRecord } from '../../findings/live/finding-record.ts';
import {
	foundPrefix,
	rulePrefix,
	stateKey,
	type FindingRow,
	type FindingsState,
	type RuleRow,
} from '../../findings/live/rows.ts';
import {
	noteLengthMax,
	type FindingState,
	type KnownFinding,
} from '../../findings/live/standing.ts';
import { isAtLeast, type Severity } from '../../findings/rule.ts';
import { createLocalEngine, withView } from '../../query/engine/index.ts';
import type { DerivedField, Engine, RecordRef } from '../../query/port.ts';
import { recordSchema } from '../../trail/schema.ts';
import { describeError } from '../describe-error.ts';
import { principalText } from '../../findings/principal-text.ts';
import { StandingLog } from './standing-log.ts';

/** The name that queries ask for. */
const viewName = 'findings';
/** Segments that are gone, but may be on a screen. */
export const shownMax = 8;
/** Of one segment. */
const segmentRows = 20_000;

/** One finding, as far as it is counted for a header. */
export interface FindingMark {
	readonly id: string;
	readonly severity: Severity;
	readonly rule: string;
	readonly title: string;
	readonly principal: string;
	readonly state: FindingState;
	/** It was closed, and is open again by itself. */
	readonly isReopened: boolean;
	/** Ms since the epoch. */
	readonly lastMs: number;
	readonly foundMs: number;
}

/** A store whose findings are shown. */
export interface FoundStore {
	readonly reader: Pick<StoreReader, 'ledger' | 'ledgerRange'>;
	readonly dir: string;
	/** Its `_sourceCategory`. */
	readonly category: string;
	/** Whoever asks fills it as well. */
	readonly isFilled?: boolean;
}

/** What became of saying something: the finding as it is now, or why it was not written down. */
export type Said = { readonly fault: string } | { readonly ref: RecordRef; readonly json: string };

/** What an exception is made of. */
export interface ShownFinding {
	/** Its id. */
	readonly finding: string;
	/** The id of its rule. */
	readonly rule: string;
	readonly eventIDs: readonly string[];
}

/** Whoever says what became of findings. */
export interface Speaker {
	readonly who: string;
	/** Ms since the epoch. */
	nowMs(): number;
}

/** Of a finding that is spoken of: as it was shown. */
interface SaidOf {
	readonly finding: string;
	readonly count: number;
	readonly last: string;
	readonly severity: Severity;
}

/** What was seen by whoever closed it: hits that came meanwhile nobody has judged. */
function knownOf({ count, last, severity }: SaidOf, now: FindingRow): KnownFinding {
	const isLess = isAtLeast(now.severity, severity);
	return {
		count: Math.min(count, now.count),
		lastMs: Math.min(Date.parse(last), now.lastMs),
		severity: isLess ? severity : now.severity,
	};
}

interface StoreFindings extends FoundStore {
	readonly log: StandingLog;
	/** As read last. */
	state: FindingsState | undefined;
	version: number;
	logVersion: number;
	rows: readonly FindingRow[];
	rules: ReadonlyMap<string, RuleRow>;
}

/** Fields by which the filters of a dashboard find findings, whatever a record of CloudTrail calls them. */
const derived: readonly DerivedField[] = [
	{
		name: '_account',
		help: 'the account of the finding',
		inputs: ['account'],
		derive: ([account]) => account ?? null,
	},
	{
		name: '_user',
		help: 'who or what the finding is about',
		inputs: ['principal'],
		derive: ([principal]) => principal ?? null,
	},
];

const fieldNames = [
	...['finding', 'severity', 'level', 'title', 'rule', 'principal', 'account', 'region', 'regions'],
	...[
		'first',
		'last',
		'firstMs',
		'count',
		'state',
		'reason',
		'note',
		'changedBy',
		'changed',
		'why',
	],
	...[
		'again',
		'sinceClosed',
		'silenced',
		'description',
		'tactic',
		'records',
		'author',
		'licence',
		'file',
		'found',
	],
];

/** The findings of some stores as records that can be asked for. */
export class FindingsView {
	readonly #open: () => readonly FoundStore[];
	readonly #speaker: Speaker;
	/** By folder; as many as stores are read as one. */
	readonly #stores = new Map<string, StoreFindings>();
	#snapshot: StoreSnapshot;
	#marks: readonly FindingMark[] = [];
	/** Of the last `shownMax` snapshots: what was shown can still be opened. */
	#shown: readonly SegmentView[] = [];
	#version = 0;

	/**
	 * @param open - the stores that are open now
	 * @param speaker - whose word what is said of findings is
	 */
	constructor(open: () => readonly FoundStore[], speaker: Speaker) {
		this.#open = open;
		this.#speaker = speaker;
		this.#snapshot = this.#build();
	}

	/** Grows with each change of a finding or of what was said of one. */
	get version(): number {
		return this.#version;
	}

	get snapshot(): StoreSnapshot {
		return this.#snapshot;
	}

	/** Of each finding. */
	get marks(): readonly FindingMark[] {
		return this.#marks;
	}

	/** Why there may be findings that are not among them. */
	get doubts(): FindingDoubts {
		const stores = [...this.#stores.values()];
		return findingDoubts(
			stores.map(({ state, log, isFilled = false }) => ({
				...{ state, isFilled },
				oddCount: log.oddCount,
			})),
		);
	}

	/** How far the looking for findings has come in each store; undefined where nobody ever looked. */
	get states(): readonly (FindingsState | undefined)[] {
		return [...this.#stores.values()].map(({ state }) => state);
	}

	/** Reads what has changed; cheap when nothing has. */
	refresh(): void {
		for (const store of this.#open()) {
			if (!this.#stores.has(store.dir)) {
				this.#stores.set(store.dir, {
					...store,
					log: new StandingLog(store.dir),
					state: undefined,
					version: -1,
					logVersion: -1,
					rows: [],
					rules: new Map(),
				});
			}
		}

		const doubts = JSON.stringify(this.doubts);
		const changed = [...this.#stores.values()].map(refreshStore);
		if (changed.includes(true)) {
			this.#snapshot = this.#build();
		} else if (JSON.stringify(this.doubts) !== doubts) {
			// What answers say of themselves differs, and their records do not.
			this.#snapshot = { ...this.#snapshot, version: ++this.#version };
		}
	}

	/** Writes down what became of a finding, in each store that has it. */
	say({ segmentId, row }: RecordRef, word: FindingWord): Said {
		const segment = this.#shown.find(({ id }) => id === segmentId);
		if (segment === undefined || row >= segment.rowCount) {
			return { fault: 'the findings have changed since they were shown; choose it again' };
		}

		const shown = JSON.parse(segment.raw(row)) as SaidOf;
		const { finding } = shown;
		const { who, nowMs } = this.#speaker;
		const { note, ...rest } = word;
		const noted = note === undefined ? {} : { note: note.slice(0, noteLengthMax) };
		try {
			for (const { rows, log } of this.#stores.values()) {
				const now = rows.find(({ id }) => id === finding);
				if (now !== undefined) {
					const known = word.state === 'closed' ? { known: knownOf(shown, now) } : {};
					log.append({ finding, ...rest, ...noted, ...known, by: who, atMs: nowMs() });
				}
			}

			this.refresh();
			return this.#find(finding);
		} catch (error) {
			return { fault: `it could not be written beside the store: ${describeError(error)}` };
		}
	}

	/** A finding that is on a screen; undefined when it was there too long ago. */
	shown({ segmentId, row }: RecordRef): ShownFinding | undefined {
		const segment = this.#shown.find(({ id }) => id === segmentId);
		return segment === undefined || row >= segment.rowCount
			? undefined
			: (JSON.parse(segment.raw(row)) as ShownFinding);
	}

	/** Where a finding that is on a screen stands now. */
	now(ref: RecordRef): Said {
		const shown = this.shown(ref);
		return shown === undefined
			? { fault: 'the findings have changed since they were shown; choose it again' }
			: this.#find(shown.finding);
	}

	#find(finding: string): Said {
		const row = this.#marks.findIndex(({ id }) => id === finding);
		const segment = this.#snapshot.segments[Math.floor(row / segmentRows)];
		const at = row % segmentRows;
		return segment === undefined || row < 0
			? { fault: 'the finding is gone' }
			: { ref: { segmentId: segment.id, row: at }, json: segment.raw(at) };
	}

	/** An engine that answers `_view=findings` from here. */
	over(engine: Engine, memory: MemoryBudget): Engine {
		return withView(engine, {
			name: viewName,
			owns: segmentId => segmentId.startsWith(findingSegments),
			doubts: () => this.doubts,
			recordEngine: createLocalEngine(() => ({ ...this.#snapshot, segments: this.#shown }), {
				derived: [],
				lookups: { table: name => ({ missing: `no table ${name}` }) },
			}),
			engine: createLocalEngine(
				() => this.#snapshot,
				{
					derived,
					recordFields: { names: fieldNames, texts: [], openObjects: ['about'] },
					rowFields: ['severity', 'title', 'principal', 'account', 'count', 'state'],
					lookups: { table: name => ({ missing: `no table ${name}` }) },
				},
				memory,
			),
		});
	}

	#newSegment(index: number): SegmentBuilder {
		return new SegmentBuilder({
			id: `${findingSegments}${this.#version}.${index}`,
			schema: { ...recordSchema, timePath: 'last', idPath: 'finding', scopePath: 'account' },
			// It takes memory for as long as somebody may read, which is nothing for so few records.
			kernel: null,
		});
	}

	#build(): StoreSnapshot {
		this.#version++;
		const builders: SegmentBuilder[] = [];
		const marks: FindingMark[] = [];
		for (const { category, rows, rules, log, state: found } of this.#stores.values()) {
			const silenced = new Map(found?.silenced);
			const meta = { _sourceCategory: category, _view: viewName };
			for (const row of rows) {
				if (marks.length % segmentRows === 0) {
					builders.push(this.#newSegment(builders.length));
				}

				const standing = log.of(row.id);
				const { id, severity, lastMs, foundMs } = row;
				const bytes = Buffer.from(
					JSON.stringify(findingRecord(row, rules.get(row.rule), standing, silenced.get(row.rule))),
				);
				builders.at(-1)?.addRecord(bytes, 0, bytes.length, meta, lastMs);
				const principal = String(principalText(row) ?? '(none)');
				const { rule, title } = row;
				const { state, cause } = standing;
				const isReopened = state === 'open' && cause !== '';
				marks.push({ id, severity, rule, title, principal, state, isReopened, lastMs, foundMs });
			}
		}

		this.#marks = marks;
		const segments = builders.map(builder => builder.view());
		this.#shown = [...segments, ...this.#shown].slice(0, Math.max(shownMax, segments.length));
		return {
			version: this.#version,
			segments,
			counts: {
				recordCount: marks.length,
				duplicateCount: 0,
				conflictCount: 0,
				sealedSegmentCount: 0,
				openRowCount: marks.length,
				usedBytes: 0,
			},
		};
	}
}

function refreshStore(store: StoreFindings): boolean {
	const { reader, log } = store;
	log.refresh();
	const state = reader.ledger(stateKey) as FindingsState | undefined;
	const isSilenced = JSON.stringify(state?.silenced) !== JSON.stringify(store.state?.silenced);
	store.state = state;
	const version = state?.version ?? -1;
	const isChanged = isSilenced || version !== store.version || log.version !== store.logVersion;
	if (version !== store.version) {
		store.rows = [...reader.ledgerRange(foundPrefix, foundPrefix + afterAll)].map(
			({ value }) => value as FindingRow,
		);
		store.rules = new Map(
			[...reader.ledgerRange(rulePrefix, rulePrefix + afterAll)].map(({ value }) => {
				const rule = value as RuleRow;
				return [rule.id, rule];
			}),
		);
	}

	store.version = version;
	store.logVersion = log.version;
	return isChanged;
}
