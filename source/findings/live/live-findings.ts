import { afterAll } from '../../../store/index.ts';
import type { LedgerRow } from '../../../store/index.ts';
import type { Engine } from '../../query/port.ts';
import type { Rule } from '../rule.ts';
import type { LoadedRules } from '../rule-set.ts';
import { Coverage, type Piece } from './coverage.ts';
import { FoundRows } from './found-rows.ts';
import { packBatch, unpackBatch, type BatchRow, type HitBatch } from './hit-batch.ts';
import { joinBatches, type ListedBatch } from './join-batches.ts';
import { LiveBook, type KeyedFinding } from './live-book.ts';
import { meaningOf, ruleListOf } from './meaning.ts';
import { PieceSearch } from './piece-search.ts';
import {
	batchKey,
	batchPrefix,
	faultsMax,
	foundPrefix,
	listPrefix,
	rulePrefix,
	ruleRow,
	stateKey,
	type FindingRow,
	type FindingsState,
} from './rows.ts';

/** Batches of one segment; of more one is made. */
export const batchesOfSegmentMax = 24;
/** Rows without a hit whose looking at need not outlive the process. */
export const unwrittenRowsMax = 5_000;

/** A segment as far as its rows are to be looked at. */
export interface LiveSegment {
	readonly id: string;
	readonly rowCount: number;
	readonly sealed: boolean;
	/** Ms since the epoch. */
	readonly minTimeMs: number;
	readonly maxTimeMs: number;
}

export interface LivePorts {
	readonly engine: Pick<Engine, 'match'>;
	/** The segments as they are now. */
	segments(): readonly LiveSegment[];
	ledgerRange(from: string, to: string): Iterable<LedgerRow>;
	/** Writes all rows in one transaction; a value of undefined removes its row. Resolves when it is durable. */
	commit(rows: readonly LedgerRow[]): Promise<void>;
	/**
	 * Rows that are written with those of findings that are new, worse, or happened again within a day: what is to be
	 * told of them.
	 */
	toTell?(found: readonly FindingRow[]): readonly LedgerRow[];
	nowMs(): number;
	/** Is awaited between two pieces of a longer look, so that others have the processor too. */
	rest?(): Promise<void>;
}

/**
 * Looks for findings in the records of a store as they come, and keeps what it finds there. Each row of a segment is looked
 * at once by each rule; a rule that has changed looks at all of them again. What was looked at, what was hit and the
 * findings of it stand in the store together, so that whenever the process ends nothing is found twice or lost.
 */
export class LiveFindings {
	readonly #ports: LivePorts;
	readonly #loaded: LoadedRules;
	readonly #search: PieceSearch;
	readonly #rules: ReadonlyMap<string, Rule>;
	/** All rules. */
	readonly #list: string;
	#coverage: Coverage;
	#book: LiveBook;
	#found: FoundRows;
	/** Meanings by list, as far as batches name them. */
	readonly #lists = new Map<string, readonly string[]>();
	readonly #faults: string[] = [];
	#version = 0;
	#learning: readonly string[] = [];
	#stateText = '';

	constructor(loaded: LoadedRules, ports: LivePorts) {
		this.#ports = ports;
		this.#loaded = loaded;
		this.#search = new PieceSearch(ports.engine);
		this.#rules = new Map(loaded.rules.map(rule => [meaningOf(rule), rule]));
		this.#list = ruleListOf([...this.#rules.keys()]).id;
		this.#coverage = new Coverage(this.#rules);
		this.#book = new LiveBook(this.#rules);
		this.#found = new FoundRows([]);
	}

	/** Grows with each change of a finding. */
	get version(): number {
		return this.#version;
	}

	/** Reads what stands in the store. To be called once, first. */
	async load(): Promise<void> {
		const ports = this.#ports;
		for (const { key, value } of ports.ledgerRange(stateKey, `${stateKey}\0`)) {
			const state = value as FindingsState;
			this.#version = key === stateKey ? state.version : 0;
			this.#learning = state.learning;
			this.#stateText = JSON.stringify(state);
		}

		this.#found = new FoundRows(ports.ledgerRange(foundPrefix, foundPrefix + afterAll));
		await this.#writeRules();
		await this.#readBatches();
	}

	/**
	 * Looks at all rows that some rule has not seen, the newest segments first.
	 *
	 * @param isEnding - is asked often, and must be cheap
	 * @returns whether all was looked at
	 */
	async look(isEnding: () => boolean): Promise<boolean> {
		const segments = this.#ports.segments();
		await this.#forgetGone(new Set(segments.map(({ id }) => id)));
		const open = segments
			.filter(({ id, rowCount }) => !this.#coverage.isWhole(id, rowCount))
			.toSorted((a, b) => b.maxTimeMs - a.maxTimeMs);
		for (const [index, segment] of open.entries()) {
			for (const piece of this.#coverage.pieces(segment.id, segment.rowCount)) {
				if (isEnding()) {
					return false;
				}

				const hunt = huntOf(index, open.length);
				if (!(await this.#lookAt(piece, segment, hunt, isEnding))) {
					return false;
				}

				if (hunt !== undefined) {
					await this.#ports.rest?.();
				}
			}

			await this.#join(segment);
		}

		await this.#finish(segments);
		return true;
	}

	async #writeRules(): Promise<void> {
		const { commit, ledgerRange } = this.#ports;
		const old = new Map<string, string>();
		for (const { key, value } of ledgerRange(rulePrefix, rulePrefix + afterAll)) {
			old.set(key, JSON.stringify(value));
		}

		const rows = this.#loaded.rules
			.map(rule => ({ key: rulePrefix + rule.id, value: ruleRow(rule) }))
			.filter(({ key, value }) => {
				const known = old.get(key);
				old.delete(key);
				return known !== JSON.stringify(value);
			});
		const gone = [...old.keys()].map(key => ({ key, value: undefined }));
		if (rows.length + gone.length > 0) {
			await commit([...rows, ...gone]);
		}
	}

	/** Makes the book of what stands in the store. Lists that no batch names any more go. */
	async #readBatches(): Promise<void> {
		const { ledgerRange, commit } = this.#ports;
		this.#coverage = new Coverage(this.#rules);
		this.#book = new LiveBook(this.#rules);
		for (const { key, value } of ledgerRange(listPrefix, listPrefix + afterAll)) {
			const id = key.slice(listPrefix.length);
			this.#lists.set(id, value as readonly string[]);
			this.#coverage.learnList(id, value as readonly string[]);
		}

		const named = new Set<string>();
		for (const { key, value } of ledgerRange(batchPrefix, batchPrefix + afterAll)) {
			const batch = unpackBatch(value as BatchRow);
			named.add(batch.rules);
			this.#coverage.note(batch.segmentId, { ...batch, key });
			this.#book.add(batch, this.#lists.get(batch.rules) ?? []);
			this.#noteFault(batch.fault);
		}

		const unnamed = [...this.#lists.keys()].filter(id => !named.has(id) && id !== this.#list);
		unnamed.forEach(id => this.#lists.delete(id));
		if (unnamed.length > 0) {
			await commit(unnamed.map(id => ({ key: listPrefix + id, value: undefined })));
		}
	}

	/** Segments are dropped with age, and set aside when they are damaged: then their records come again. */
	async #forgetGone(present: ReadonlySet<string>): Promise<void> {
		const gone = this.#coverage.segmentIds.filter(id => !present.has(id));
		if (gone.length === 0) {
			return;
		}

		const keys = gone.flatMap(id => this.#coverage.batchesOf(id).map(({ key }) => key));
		if (keys.length > 0) {
			await this.#ports.commit(keys.map(key => ({ key, value: undefined })));
			this.#found.unmakeAll();
			await this.#readBatches();
		} else {
			gone.forEach(id => this.#coverage.forget(id));
		}
	}

	/** @returns false when it was cancelled */
	async #lookAt(
		piece: Piece,
		segment: LiveSegment,
		hunt: FindingsState['hunt'],
		isCancelled: () => boolean,
	): Promise<boolean> {
		const list = await this.#listOf(piece.meanings);
		const at = { nowMs: this.#ports.nowMs(), isCancelled };
		const batch = await this.#search.batchOf(piece, list, segment.rowCount, at);
		if (batch === undefined) {
			return false;
		}

		const { segmentId, rules, toRow } = batch;
		this.#noteFault(batch.fault);
		const stored = this.#coverage.storedRow(segmentId, rules);
		this.#book.add(batch, piece.meanings);
		this.#coverage.looked(segmentId, rules, toRow);
		const isWorthWriting =
			entryCount(batch) > 0 || segment.sealed || toRow - stored >= unwrittenRowsMax;
		if (!isWorthWriting) {
			return true;
		}

		const key = batchKey(batch);
		this.#coverage.note(segmentId, { ...batch, key });
		await this.#write([{ key, value: packBatch(batch) }], this.#book.takeChanges(), hunt);
		return true;
	}

	async #listOf(meanings: readonly string[]): Promise<string> {
		const { id } = ruleListOf(meanings);
		if (!this.#coverage.hasList(id)) {
			await this.#ports.commit([{ key: listPrefix + id, value: meanings }]);
			this.#lists.set(id, meanings);
			this.#coverage.learnList(id, meanings);
		}

		return id;
	}

	/** Makes one batch of many. */
	async #join({ id, rowCount }: LiveSegment): Promise<void> {
		const places = this.#coverage.batchesOf(id);
		this.#coverage.pieces(id, rowCount);
		if (places.length < batchesOfSegmentMax || !this.#coverage.isWhole(id, rowCount)) {
			return;
		}

		const listed: ListedBatch[] = [];
		const prefix = `${batchPrefix}${id}/`;
		for (const { value } of this.#ports.ledgerRange(prefix, prefix + afterAll)) {
			const batch = unpackBatch(value as BatchRow);
			listed.push({ batch, meanings: this.#lists.get(batch.rules) ?? [] });
		}

		const joined = joinBatches(listed, this.#rules, this.#list);
		const key = batchKey(joined);
		const gone = places.filter(place => place.key !== key);
		await this.#ports.commit([
			{ key: listPrefix + this.#list, value: [...this.#rules.keys()] },
			...gone.map(place => ({ key: place.key, value: undefined })),
			{ key, value: packBatch(joined) },
		]);
		this.#lists.set(this.#list, [...this.#rules.keys()]);
		this.#coverage.learnList(this.#list, [...this.#rules.keys()]);
		this.#coverage.replace(id, { ...joined, key });
	}

	/** What is known only when all rows were looked at. */
	async #finish(segments: readonly LiveSegment[]): Promise<void> {
		const start = segments
			.filter(({ rowCount }) => rowCount > 0)
			.reduce((first, { minTimeMs }) => Math.min(first, minTimeMs), Infinity);
		const changes = [...this.#book.takeChanges(), ...this.#book.takeNew(start)];
		this.#learning = this.#learningOf(segments, start);
		await this.#write(this.#found.strays(changes), changes, undefined);
	}

	async #write(
		rows: readonly LedgerRow[],
		findings: readonly KeyedFinding[],
		hunt: FindingsState['hunt'],
	): Promise<void> {
		const { commit, toTell, nowMs } = this.#ports;
		const changes = this.#found.changes(findings, nowMs());
		this.#version += changes.rows.length + rows.length > 0 ? 1 : 0;
		const state = this.#state(hunt);
		const text = JSON.stringify(state);
		const isNew = text !== this.#stateText;
		const told = changes.found.length === 0 ? [] : (toTell?.(changes.found) ?? []);
		const all = [
			...rows,
			...changes.rows,
			...told,
			...(isNew ? [{ key: stateKey, value: state }] : []),
		];
		if (all.length > 0) {
			await commit(all);
			this.#stateText = text;
		}
	}

	#state(hunt: FindingsState['hunt']): FindingsState {
		return {
			version: this.#version,
			ruleCount: this.#rules.size,
			refusedCount: this.#loaded.refusedCount,
			...(hunt !== undefined && { hunt }),
			learning: this.#learning,
			silenced: [...this.#book.silenced].sort(),
			leftCount: this.#book.leftCount,
			faults: this.#faults,
		};
	}

	#learningOf(segments: readonly LiveSegment[], storeStartMs: number): readonly string[] {
		const endMs = segments.reduce((end, { maxTimeMs }) => Math.max(end, maxTimeMs), -Infinity);
		return this.#loaded.rules
			.filter(({ form }) => form.kind === 'new' && endMs - form.learnMs < storeStartMs)
			.map(({ id }) => id);
	}

	#noteFault(fault: string | undefined): void {
		if (fault !== undefined && this.#faults.length < faultsMax && !this.#faults.includes(fault)) {
			this.#faults.push(fault);
		}
	}
}

/** The newest rows of the tail are no hunt. */
function huntOf(doneCount: number, segmentCount: number): FindingsState['hunt'] {
	return segmentCount > 2 ? { doneCount, segmentCount } : undefined;
}

function entryCount({ counted, held, runs, silenced, leftCount, fault }: HitBatch): number {
	return (
		counted.length +
		held.row.length +
		runs.length +
		silenced.length +
		leftCount +
		(fault === undefined ? 0 : 1)
	);
}
