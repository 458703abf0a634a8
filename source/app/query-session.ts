import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MemoryBudget, MergedReader, openReader } from '../../store/index.ts';
import type { StoreReader, StoreSnapshot } from '../../store/index.ts';
import type { LedgerPort } from '../ingest/damaged.ts';
import type { IngestSummary } from '../ingest/tailer.ts';
import { createLookups } from '../intel/lookups.ts';
import type { Tables } from '../intel/lookups.ts';
import type { Engine, PartialStore } from '../query/port.ts';
import { createLocalEngine } from '../query/engine/index.ts';
import { sanitise } from '../text/sanitise.ts';
import { derivedFields } from '../trail/derive.ts';
import { recordFields } from '../trail/record-fields.ts';
import { recordSchema } from '../trail/schema.ts';
import type { Environment } from './environment.ts';
import { FindingsView, type FoundStore } from './findings/findings-view.ts';
import { openTables } from './intel.ts';
import type { IntelSpec } from './intel.ts';
import type { MemoryShares } from './memory.ts';
import { openIfThere } from './open-if-there.ts';
import { openPartialStore } from './partial-store.ts';
import type { CommandPorts } from './ports.ts';
import type { Prepared } from './prepare.ts';
import type { TimeRange } from './time-range.ts';
import { withTailer } from './with-tailer.ts';

/** A store that is open for queries. */
export interface QuerySession {
	readonly reader: StoreReader;
	readonly engine: Engine;
	/** The ledgers of the stores that are read. */
	readonly ledgers: readonly LedgerPort[];
	/** What was fetched before the query; undefined when nothing was. */
	readonly fetched: IngestSummary | undefined;
	/**
	 * From here on answers are of the store as it is now, whoever writes it meanwhile: for numbers of several queries that
	 * have to agree.
	 */
	freeze(): StoreSnapshot;
	close(): Promise<void>;
}

/**
 * A person or a script waits for the answer. A request that goes on failing for so many ms is given up, and
 * the answer says what it lacks.
 */
const patienceMs = 20_000;
/** For what is kept of findings to answer faster. */
const findingsBytesMax = 8 * 2 ** 20;

type SessionWish = Pick<Prepared, 'environment' | 'intel' | 'fetchRange' | 'fetchFirst' | 'memory'>;

/**
 * Opens an environment’s store for queries. When the command line names a source, its objects are
 * fetched first, into the given store or a temporary one.
 *
 * @param range - what to fetch; objects whose key shows an earlier time are not fetched
 */
export async function openSession(
	{ environment, intel, fetchRange, fetchFirst, memory }: SessionWish,
	ports: CommandPorts,
	range: TimeRange = fetchRange,
): Promise<QuerySession> {
	if (environment.members.length > 0) {
		return openMembers(environment.members, intel, memory, ports);
	}

	const temporary = environment.storeDir === undefined;
	const dir = environment.storeDir ?? (await mkdtemp(join(ports.tempDir, 'trailtop-')));
	const remove = async () => {
		if (temporary) {
			await rm(dir, { recursive: true, force: true });
		}
	};

	try {
		const fetched = fetchFirst
			? await fetchOnce(environment, dir, range, ports, patienceMs)
			: undefined;
		const reader = await openReader({ dir, schema: recordSchema });
		// A temporary store is gone before anybody asks again.
		const partials = temporary ? undefined : openPartialStore(dir);
		const close = async () => {
			await partials?.close();
			await reader.close();
			await remove();
		};

		try {
			partials?.follow(reader.refresh().segments);
			const frozen = freezer(() => reader.refresh());
			const engine = await openEngine(intel, frozen.snapshot, ports, memory, partials);
			const found = { reader, dir, category: environment.sourceCategory };
			return {
				reader,
				ledgers: [reader],
				engine: withFindings(engine, [found], ports),
				fetched,
				freeze: frozen.freeze,
				close,
			};
		} catch (error) {
			await close();
			throw error;
		}
	} catch (error) {
		await remove();
		throw error;
	}
}

/** Opens the stores of several environments as one. A store that was never filled is reported. */
async function openMembers(
	members: readonly Environment[],
	intel: IntelSpec,
	memory: MemoryShares,
	ports: CommandPorts,
): Promise<QuerySession> {
	const reader = new MergedReader();
	const found: FoundStore[] = [];
	try {
		for (const { name, storeDir, sourceCategory } of members) {
			const member = storeDir === undefined ? undefined : await openIfThere(storeDir);
			if (member === undefined) {
				ports.err(
					`trailtop: ${name} has no store yet and is left out; fill it with \`trailtop ingest --env ${name}\`\n`,
				);
			} else {
				reader.add(name, member);
				found.push({ reader: member, dir: storeDir ?? '', category: sourceCategory });
			}
		}

		const frozen = freezer(() => reader.refresh());
		const engine = await openEngine(intel, frozen.snapshot, ports, memory);
		return {
			reader,
			ledgers: reader.readers,
			engine: withFindings(engine, found, ports),
			fetched: undefined,
			freeze: frozen.freeze,
			close: () => reader.close(),
		};
	} catch (error) {
		await reader.close();
		throw error;
	}
}

function freezer(refresh: () => StoreSnapshot) {
	let frozen: StoreSnapshot | undefined;
	return {
		snapshot: () => frozen ?? refresh(),
		freeze: () => (frozen ??= refresh()),
	};
}

/** The engine that also answers `_view=findings`. */
function withFindings(
	engine: Engine,
	stores: readonly FoundStore[],
	{ nowMs }: Pick<CommandPorts, 'nowMs'>,
): Engine {
	const view = new FindingsView(() => stores, { who: '', nowMs });
	view.refresh();
	return view.over(engine, new MemoryBudget(findingsBytesMax));
}

/** The engine over snapshots of a store, with the trail’s derived fields and the look-up tables. */
export async function openEngine(
	intel: IntelSpec,
	snapshot: () => StoreSnapshot,
	ports: Pick<CommandPorts, 'pause'> & Partial<Pick<CommandPorts, 'err'>>,
	memory: Pick<MemoryShares, 'answers' | 'run'>,
	partialStore?: PartialStore,
): Promise<Engine> {
	const tables = await openTables(intel);
	for (const note of tables.notes) {
		ports.err?.(`trailtop: ${sanitise(note)}\n`);
	}

	const shares = { answers: new MemoryBudget(memory.answers), run: memory.run };
	return engineOver(tables, snapshot, ports.pause, shares, partialStore);
}

/**
 * The engine with look-up tables that are already open.
 *
 * @param rowFields - shown of records when no stage chooses
 */
export function engineOver(
	tables: Tables,
	snapshot: () => StoreSnapshot,
	pause: () => Promise<void>,
	memory: { readonly answers: MemoryBudget; readonly run: number },
	partialStore?: PartialStore,
	rowFields: readonly string[] = [],
): Engine {
	const options = {
		rowFields,
		partialStore,
		runBytesMax: memory.run,
		derived: derivedFields,
		recordFields,
		lookups: createLookups(() => tables),
		pause,
	};
	return createLocalEngine(snapshot, options, memory.answers);
}

/** Fetches everything that a source has in a range, then stops. */
export async function fetchOnce(
	environment: Environment,
	dir: string,
	range: TimeRange,
	ports: CommandPorts,
	patience?: number,
): Promise<IngestSummary> {
	const wish = { sinceMs: range.fromMs, untilMs: range.toMs, patienceMs: patience };
	return await withTailer(environment, dir, wish, ports, tailer => tailer.once(ports.signal));
}
