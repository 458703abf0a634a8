import { readFileSync } from 'node:fs';
import { aStore, type AStore } from '../../../fixtures/a-store.ts';
import { seeded } from '../../../fixtures/seeded.ts';
import { readOwnRules } from '../../../source/app/rules.ts';
import { detect } from '../../../source/findings/detect.ts';
import type { Finding } from '../../../source/findings/finding.ts';
import { LiveFindings, type LivePorts } from '../../../source/findings/live/live-findings.ts';
import {
	foundPrefix,
	stateKey,
	type FindingRow,
	type FindingsState,
} from '../../../source/findings/live/rows.ts';
import { readRuleFile } from '../../../source/findings/read-rule-file.ts';
import { RuleSet, type LoadedRules } from '../../../source/findings/rule-set.ts';
import type { Rule } from '../../../source/findings/rule.ts';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import type { Engine } from '../../../source/query/port.ts';
import { derivedFields } from '../../../source/trail/derive.ts';
import { recordFields } from '../../../source/trail/record-fields.ts';
import { recordSchema } from '../../../source/trail/schema.ts';
import { afterAll, openReader } from '../../../store/index.ts';
import type {
	DeliveredObject,
	LedgerRow,
	StoreReader,
	StoreSnapshot,
} from '../../../store/index.ts';

export type AnyRecord = Readonly<Record<string, unknown>>;

/** A rule of steps that any trail goes: after a rejected call comes one that is not. */
const steps = `
id: STEPS
title: Steps
severity: high
sequence:
  steps: ['_result = "Failure"', '_readOnly = false', 'eventName = "*" or _readOnly = true']
  within: 20m
`;

/** Our own rules, and Sigma's of several events with those of one event that they stand on. */
export async function allRules(): Promise<LoadedRules> {
	const set = new RuleSet(await readOwnRules());
	const read = (file: string) => readFileSync(new URL(`../sigma/${file}`, import.meta.url), 'utf8');
	const named = read('rules.yaml')
		.split(/^---$/m)
		.filter(text => /^name:/m.test(text));
	for (const [index, text] of [...named, read('correlations.yaml'), steps].entries()) {
		set.add(readRuleFile(text, `${index}.yaml`), `${index}.yaml`);
	}

	return set.loaded();
}

/** What the rules' own tests look at: something for each of them, and something that is nearly so. */
export function recordsOfTests(rules: readonly Rule[]): readonly AnyRecord[] {
	return rules.flatMap(({ id, tests }) =>
		tests.flatMap(({ records }, test) =>
			records.map((record, index) => ({ eventID: `${id}-${test}-${index}`, ...record })),
		),
	);
}

export function objectOf(records: readonly AnyRecord[]): DeliveredObject {
	const texts = records.map(record => Buffer.from(JSON.stringify(record)));
	const inflated = Buffer.concat(texts);
	let end = 0;
	return {
		delivered: inflated,
		encoding: 'identity',
		inflated,
		spans: Uint32Array.from(texts.flatMap(text => [end, (end += text.length)])),
		meta: {},
		fallbackTimeMs: Date.UTC(2026, 1, 1),
	};
}

/** Objects of some records each, in an order of their own; about a third comes twice. */
export function shuffledObjects(
	records: readonly AnyRecord[],
	seed: number,
): readonly DeliveredObject[] {
	const random = seeded(seed);
	const inOrder = records
		.map(record => ({ record, at: random() }))
		.sort((a, b) => a.at - b.at)
		.map(({ record }) => record);
	const pieces: AnyRecord[][] = [];
	while (inOrder.length > 0) {
		pieces.push(inOrder.splice(0, 1 + Math.floor(random() * 60)));
	}

	return pieces.flatMap(piece => (random() < 0.3 ? [piece, piece] : [piece])).map(objectOf);
}

/** What a finding says, in words of its own. */
export interface Told {
	readonly rule: string;
	readonly severity: string;
	readonly by: string;
	readonly account: string;
	readonly region: string;
	readonly firstMs: number;
	readonly lastMs: number;
	readonly count: number;
	readonly eventIds: readonly string[];
	readonly fired: readonly string[];
}

function toldOf(finding: Omit<Finding, 'rule'>, rule: string): Told {
	const { severity, isAttempt, by, account, regions, firstMs, lastMs, count, eventIds, fired } =
		finding;
	return {
		rule: isAttempt ? `${rule} refused` : rule,
		severity,
		by: JSON.stringify(by),
		account: String(account),
		region: regions.join(' '),
		firstMs,
		lastMs,
		count,
		eventIds,
		fired,
	};
}

function inOrder(told: readonly Told[]): readonly Told[] {
	const key = (one: Told) => JSON.stringify([one.rule, one.by, one.account, one.firstMs]);
	return told.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

export class Killed extends Error {}

/** A real store, and findings that are looked for in it as it grows. */
export class LiveWorld {
	readonly store: AStore;
	readonly #reader: StoreReader;
	readonly #engine: Engine;
	#snapshot: StoreSnapshot;
	#live: LiveFindings | undefined;
	/** Commits until the process is killed, before or after one; undefined: it lives. */
	killIn: number | undefined;
	commitCount = 0;
	/** Rows of each transaction. */
	readonly committed: (readonly LedgerRow[])[] = [];
	toTell: LivePorts['toTell'];
	/** In place of the engine's own. */
	match: Engine['match'] | undefined;
	/** Pieces that were looked at, with the number of rules that did. */
	readonly looks: string[] = [];

	private constructor(store: AStore, reader: StoreReader) {
		this.store = store;
		this.#reader = reader;
		this.#snapshot = reader.refresh();
		this.#engine = createLocalEngine(() => this.#snapshot, {
			derived: derivedFields,
			recordFields,
			lookups: { table: name => ({ missing: `no table ${name}` }) },
		});
	}

	static async open(segmentRowsMax?: number): Promise<LiveWorld> {
		const store = await aStore(segmentRowsMax === undefined ? {} : { segmentRowsMax });
		return new LiveWorld(store, await openReader({ dir: store.dir, schema: recordSchema }));
	}

	async append(objects: readonly DeliveredObject[]): Promise<void> {
		await this.store.writer.append('tail', objects, () => []);
	}

	/** Begins again with what stands in the store, as a new process does. */
	async start(loaded: LoadedRules): Promise<void> {
		this.#live = new LiveFindings(loaded, {
			engine: {
				match: async (request, options) => {
					const { segmentId = '', fromRow = 0 } = request.within ?? {};
					this.looks.push(`${segmentId} ${fromRow} ${request.conditions.length}`);
					return await (this.match ?? this.#engine.match)(request, options);
				},
			},
			segments: () => (this.#snapshot = this.#reader.refresh()).segments,
			ledgerRange: (from, to) => this.#reader.ledgerRange(from, to),
			commit: rows => this.#commit(rows),
			nowMs: () => 1_000,
			...(this.toTell && { toTell: this.toTell }),
		});
		await this.#live.load();
	}

	/** @throws Killed */
	async look(): Promise<void> {
		await this.#live?.look(() => false);
	}

	found(): readonly Told[] {
		const rows = [...this.#reader.ledgerRange(foundPrefix, foundPrefix + afterAll)];
		return inOrder(
			rows.map(({ value }) => toldOf(value as FindingRow, (value as FindingRow).rule)),
		);
	}

	state(): FindingsState {
		return this.#reader.ledger(stateKey) as FindingsState;
	}

	rows(prefix: string): readonly LedgerRow[] {
		return [...this.#reader.ledgerRange(prefix, prefix + afterAll)];
	}

	/** What one pass over all records finds. */
	async atOnce({ rules }: LoadedRules): Promise<readonly Told[]> {
		this.#snapshot = this.#reader.refresh();
		const toMs = Math.max(0, ...this.#snapshot.segments.map(({ maxTimeMs }) => maxTimeMs)) + 1;
		const request = { fromMs: 0, toMs, nowMs: toMs, timeZone: 'UTC' };
		const outcome = await detect(this.#engine, rules, request);
		if (!outcome.ok) {
			throw new Error(JSON.stringify(outcome));
		}

		return inOrder(outcome.findings.map(finding => toldOf(finding, finding.rule.id)));
	}

	async close(): Promise<void> {
		await this.#reader.close();
		await this.store.close();
	}

	async #commit(rows: readonly LedgerRow[]): Promise<void> {
		if (this.killIn === 0) {
			throw new Killed('before the commit');
		}

		await this.store.writer.putLedger(rows);
		this.committed.push(rows);
		this.commitCount++;
		if (this.killIn !== undefined) {
			this.killIn -= 1;
			if (this.killIn === 0 && this.commitCount % 2 === 0) {
				throw new Killed('behind the commit');
			}
		}
	}
}
