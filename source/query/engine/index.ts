import { MemoryBudget } from '../../../store/index.ts';
import type { StoreSnapshot } from '../../../store/store.ts';
import { check } from '../check/check.ts';
import type { SeenFields } from '../check/seen-fields.ts';
import type {
	CheckRequest,
	Engine,
	EngineOptions,
	MatchOptions,
	MatchOutcome,
	MatchRequest,
	QueryResult,
	RunOptions,
	RunOutcome,
	RunRequest,
} from '../port.ts';
import { explainPlan } from '../plan/explain.ts';
import { plan } from '../plan/plan.ts';
import type { Plan } from '../plan/plan.ts';
import { parse } from '../language/parse.ts';
import type { Query } from '../syntax/tree.ts';
import { Cancelled, Spending, TooLarge, Unanswerable } from '../spending.ts';
import type { Fault } from '../value.ts';
import { stageContext } from './run-context.ts';
import { FieldCatalogue } from './field-catalogue.ts';
import {
	compileConditions,
	matchConditions,
	startOf,
	type Compiled,
} from './match/match-conditions.ts';
import { createPartialCache } from './partial-cache.ts';
import { readRecord } from './read-record.ts';
import { queryResult } from './query-result.ts';
import type { PlanResult } from './plan-result.ts';
import { runPlan } from './run-plan.ts';
import { StageCounts, type EngineParts, type RunState } from './run-state.ts';
import { createSegmentCache } from './segment-source.ts';
import { answerSubqueries } from './subqueries.ts';
import { foreignScope, lackedTables } from './lacks.ts';
import { WarningLog } from './warning-log.ts';

export { foreignScope, knownScopes } from './lacks.ts';
export { withView } from './views.ts';

/** Bytes of what an engine caches that shares no budget. */
const memoryBytesMax = 224 * 2 ** 20;
/** Rows of a result when the request names no limit. */
const rowsShownMax = 10_000;

/**
 * The engine over the store: it reads whatever `snapshot` returns when a run starts, and caches
 * results about sealed segments for later runs.
 *
 * @param memory - where all that is cached has its room
 */
export function createLocalEngine(
	snapshot: () => StoreSnapshot,
	options: EngineOptions,
	memory = new MemoryBudget(memoryBytesMax),
): Engine {
	const parts: EngineParts = {
		derived: new Map(options.derived.map(field => [field.name.toLowerCase(), field])),
		segmentCache: createSegmentCache(memory),
		partials: createPartialCache(memory),
		partialStore: options.partialStore,
		usualFields: options.rowFields ?? [],
		pause: options.pause ?? (() => Promise.resolve()),
	};
	const prepared: PreparedMatches = new WeakMap();
	const catalogue = new FieldCatalogue(parts, options.recordFields);
	const read = (request: CheckRequest, at = snapshot()) =>
		readQuery(request, catalogue.seen(at, request));
	return {
		run: (request, runOptions = {}) => {
			const at = snapshot();
			const seen = catalogue.seen(at, request);
			// A value that nobody has is looked for in the records when none was found.
			const first = readQuery(request, seen && { ...seen, nearValue: () => undefined });
			const again = () => warningsOf(readQuery(request, seen));
			return runRequest(request, runOptions, at, parts, options, first, again);
		},
		match: (request, matchOptions) =>
			runMatch(request, matchOptions, snapshot(), parts, options, prepared),
		check: request => checked(request, catalogue.seen(snapshot(), request), true).faults,
		explain: request => {
			const found = read(request);
			return 'faults' in found
				? { faults: found.faults }
				: { plan: explainPlan(plan(found.query), request), warnings: found.warnings };
		},
		record: async ref => readRecord(snapshot(), ref),
	};
}

type Read =
	| { readonly query: Query; readonly warnings: readonly Fault[] }
	| { readonly faults: readonly Fault[] };

/** Parses and checks; warnings do not stop a query. */
function readQuery(request: CheckRequest, seen: SeenFields | undefined): Read {
	const { query, faults } = checked(request, seen, false);
	return faults.some(isFault) ? { faults } : { query, warnings: faults };
}

/**
 * A query with all that is wrong or doubtful in it. A warning in the same words is given once.
 *
 * @param always - also where the syntax has faults; else they are all that is told
 */
function checked(
	{ text, params, filled = [] }: CheckRequest,
	seen: SeenFields | undefined,
	always: boolean,
): { readonly query: Query; readonly faults: readonly Fault[] } {
	const { query, faults } = parse(text, params);
	if (!always && faults.some(isFault)) {
		return { query, faults };
	}

	const known = { seen, filled: [...Object.values(params ?? {}), ...filled] };
	const told = new Set<string>();
	const isNew = (fault: Fault) => {
		const words = wordsOf(fault);
		const isKnown = told.has(words);
		told.add(words);
		return isFault(fault) || !isKnown;
	};

	return { query, faults: [...faults, ...check(query, known)].filter(isNew) };
}

function wordsOf({ message, next }: Fault): string {
	return `${message}; ${next}`;
}

function isFault(fault: Fault): boolean {
	return fault.severity === 'fault';
}

async function runRequest(
	request: RunRequest,
	runOptions: RunOptions,
	snapshot: StoreSnapshot,
	parts: EngineParts,
	options: EngineOptions,
	read: Read,
	whyNone: () => readonly Fault[],
): Promise<RunOutcome> {
	if ('faults' in read) {
		return { ok: false, faults: read.faults };
	}

	if (runOptions.signal?.aborted === true) {
		return { ok: false, cancelled: true };
	}

	const warnings = new WarningLog(read.warnings.map(wordsOf));
	const state = newState(request, runOptions, snapshot, parts, options, warnings);
	try {
		const planned = plan(await answerSubqueries(read.query, state));
		const lacks = lacksOf(planned, state);
		const finish = (result: PlanResult, complete: boolean): QueryResult => {
			const made = () => queryResult(result, state, request.rowsMax, warnings.messages, complete);
			const first = made();
			if (!complete || !foundNothing(first)) {
				return { ...first, checkWarnings: read.warnings, ...lacks };
			}

			const checkWarnings = whyNone();
			checkWarnings.map(wordsOf).forEach(words => warnings.add(words));
			return { ...made(), checkWarnings, ...reasonOf(checkWarnings), ...lacks };
		};

		const watch = runOptions.onProgress;
		const progress = watch && ((result: PlanResult) => watch(finish(result, false)));
		return { ok: true, result: finish(await runPlan(planned, state, progress), true) };
	} catch (error) {
		if (error instanceof Cancelled) {
			return { ok: false, cancelled: true };
		}

		if (error instanceof Unanswerable) {
			return { ok: false, faults: [error.fault] };
		}

		const found = TooLarge.at({ start: 0, end: request.text.length }, error);
		if (found instanceof TooLarge) {
			return { ok: false, faults: [faultOf(found)] };
		}

		throw error;
	} finally {
		state.context.spending.end();
		// Also what a cancelled run has computed.
		parts.partialStore?.flush();
	}
}

/** What conditions were compiled to for a look at a part of a segment, for the next such look. */
type PreparedMatches = WeakMap<
	MatchRequest['conditions'],
	{ readonly context: RunState['context']; readonly compiled: readonly Compiled[] }
>;

async function runMatch(
	request: MatchRequest,
	matchOptions: MatchOptions,
	snapshot: StoreSnapshot,
	parts: EngineParts,
	options: EngineOptions,
	prepared: PreparedMatches,
): Promise<MatchOutcome> {
	const warnings = new WarningLog([]);
	const fromMs = Math.min(request.toMs, ...request.conditions.map(condition => condition.fromMs));
	const { toMs, nowMs, timeZone } = request;
	const range = { text: '', fromMs, toMs, nowMs, timeZone };
	const fresh = newState(range, matchOptions, snapshot, parts, options, warnings);
	const known = request.within && prepared.get(request.conditions);
	const state = known === undefined ? fresh : { ...fresh, context: known.context };
	const compiled = known?.compiled ?? compileConditions(request, state);
	if (request.within !== undefined) {
		state.context.spending.begin(matchOptions.isCancelled);
		prepared.set(request.conditions, { context: state.context, compiled });
	}

	try {
		const recordCount = await matchConditions(compiled, request, matchOptions, state);
		return {
			ok: true,
			recordCount,
			storeStartMs: startOf(snapshot),
			warnings: [...warnings.messages],
		};
	} catch (error) {
		if (error instanceof Cancelled) {
			return { ok: false, cancelled: true };
		}

		const found = TooLarge.at({ start: 0, end: 0 }, error);
		if (found instanceof TooLarge) {
			return { ok: false, fault: faultOf(found) };
		}

		throw error;
	} finally {
		state.context.spending.end();
	}
}

function faultOf({ message, span = { start: 0, end: 0 } }: TooLarge): Fault {
	const next = 'a shorter range, fewer groups or shorter texts need less; --memory allows more';
	return { severity: 'fault', span, message, next };
}

function lacksOf(
	planned: Plan,
	{ context, snapshot, warnings }: RunState,
): Pick<QueryResult, 'lacks' | 'repair'> {
	const tables = lackedTables(planned, context);
	const scope = foreignScope(planned.search, snapshot);
	if (scope === undefined) {
		return tables.length === 0 ? {} : { lacks: tables };
	}

	const words = `${scope.message}: ${scope.next}`;
	warnings.add(words);
	// Of no record, no look-up was asked.
	return { lacks: [words, ...tables], repair: scope.repair };
}

function warningsOf(read: Read): readonly Fault[] {
	return 'warnings' in read ? read.warnings : [];
}

/** No row, or only counts of 0 as of a query without groups. */
function foundNothing({
	kind,
	columns,
	keys,
	rows,
	rowCount,
}: Omit<QueryResult, 'checkWarnings'>): boolean {
	const counted = columns.map(title => !keys.includes(title));
	return (
		rowCount === 0 ||
		(kind === 'table' &&
			counted.includes(true) &&
			rows.every(row =>
				row.every((cell, at) => counted[at] !== true || cell === 0 || cell === null),
			))
	);
}

/** Why no row was found, where one condition alone explains it. */
function reasonOf(warnings: readonly Fault[]): Pick<QueryResult, 'lacks' | 'repair'> {
	const reason = warnings.find(({ explainsNone }) => explainsNone === true);
	const { message, next, span, repair } = reason ?? {};
	return message === undefined || span === undefined || repair === undefined
		? {}
		: { lacks: [`${message}: ${next ?? ''}`], repair: { span, text: repair, value: repair } };
}

function newState(
	request: RunRequest,
	runOptions: Pick<RunOptions, 'signal' | 'isCancelled'>,
	snapshot: StoreSnapshot,
	parts: EngineParts,
	options: EngineOptions,
	warnings: WarningLog,
): RunState {
	return {
		parts,
		snapshot,
		context: stageContext(
			request,
			options.lookups,
			message => warnings.add(message),
			new Spending(options.runBytesMax, runOptions.isCancelled),
		),
		warnings,
		counts: new StageCounts(),
		scanned: { segmentCount: 0, prunedSegmentCount: 0, recordCount: 0 },
		rowsMax: request.rowsMax ?? rowsShownMax,
		signal: runOptions.signal,
		learned: new Map(),
		runPlan,
	};
}
