import type { MemoryBudget, LedgerRow, StoreReader, StoreSnapshot } from '../../../store/index.ts';
import { LiveFindings } from '../../findings/live/live-findings.ts';
import { ruleRow, type RuleRow } from '../../findings/live/rows.ts';
import type { OutputWish } from '../../findings/outputs/output.ts';
import { rowsToTell } from '../../findings/outputs/queue.ts';
import type { LoadedRules } from '../../findings/rule-set.ts';
import { createLocalEngine } from '../../query/engine/index.ts';
import { derivedFields } from '../../trail/derive.ts';
import { recordFields } from '../../trail/record-fields.ts';
import { Reopener } from './reopener.ts';
import type { StandingLog } from './standing-log.ts';

/** The folders of rules are looked at again after so many ms. */
const rulesEveryMs = 5_000;

export interface FindingsHostPorts {
	readonly reader: StoreReader;
	readonly memory: MemoryBudget;
	readonly outputs: readonly OutputWish[];
	/** What people said of the findings. */
	readonly log: StandingLog;
	/** Reads all rules. */
	loadRules(): Promise<LoadedRules>;
	/** Differs when a file of rules has changed. */
	rulesMark(): Promise<string>;
	commit(rows: readonly LedgerRow[]): Promise<void>;
	notify(text: string): void;
	isEnding(): boolean;
	pause(): Promise<void>;
	/** Between two segments of many. */
	rest(): Promise<void>;
	nowMs(): number;
}

/** Looks for findings in a store whenever it is told, by the rules as they are at that time. */
export class FindingsHost {
	readonly #ports: FindingsHostPorts;
	#snapshot: StoreSnapshot;
	#live: LiveFindings | undefined;
	#mark: string | undefined;
	#markedMs = Number.NEGATIVE_INFINITY;
	#told = '';
	#rules: ReadonlyMap<string, RuleRow> = new Map();
	readonly #reopener: Reopener;

	constructor(ports: FindingsHostPorts) {
		this.#ports = ports;
		this.#reopener = new Reopener({ ...ports, ruleOf: id => this.#rules.get(id) });
		this.#snapshot = ports.reader.refresh();
	}

	/** @returns whether all was looked at */
	async look(): Promise<boolean> {
		const live = await this.#current();
		this.#reopener.refresh();
		const isWhole = await live.look(() => this.#ports.isEnding());
		if (isWhole) {
			// What a part of the records says may be taken back by the others.
			await this.#reopener.look(live.version);
		}

		return isWhole;
	}

	/** The next look begins with what stands in the store. */
	forget(): void {
		this.#live = undefined;
	}

	async #current(): Promise<LiveFindings> {
		const { rulesMark, nowMs } = this.#ports;
		if (this.#live !== undefined && nowMs() - this.#markedMs < rulesEveryMs) {
			return this.#live;
		}

		this.#markedMs = nowMs();
		const mark = await rulesMark();
		if (this.#live === undefined || mark !== this.#mark) {
			this.#mark = mark;
			this.#live = await this.#begin();
		}

		return this.#live;
	}

	async #begin(): Promise<LiveFindings> {
		const { reader, memory, outputs, loadRules, commit, notify, pause, rest, nowMs } = this.#ports;
		const loaded = await loadRules();
		const told = loaded.faults.join('\n');
		if (told !== this.#told && loaded.faults.length > 0) {
			const [first = ''] = loaded.faults;
			const others = loaded.faults.length - 1;
			const more = others === 0 ? '' : ` (and ${others} more: \`trailtop detect list\` tells them)`;
			notify(`a rule is wrong: ${first}${more}`);
		}

		this.#told = told;
		this.#rules = new Map(loaded.rules.map(rule => [rule.id, ruleRow(rule)]));
		const live = new LiveFindings(loaded, {
			engine: createLocalEngine(
				() => this.#snapshot,
				{
					derived: derivedFields,
					recordFields,
					lookups: { table: name => ({ missing: `no table ${name}` }) },
					pause,
				},
				memory,
			),
			segments: () => (this.#snapshot = reader.refresh()).segments,
			ledgerRange: (from, to) => reader.ledgerRange(from, to),
			commit,
			...(outputs.length > 0 && {
				toTell: found => {
					const open = found.filter(row => this.#reopener.isTold(row));
					return rowsToTell(open, outputs, reader, id => this.#rules.get(id), nowMs());
				},
			}),
			nowMs,
			rest,
		});
		await live.load();
		return live;
	}
}
