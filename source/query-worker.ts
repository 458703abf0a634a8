import { hostname, userInfo } from 'node:os';
import { setImmediate as immediate } from 'node:timers/promises';
import { MemoryBudget } from '../store/index.ts';
import type { StoreSnapshot } from '../store/index.ts';
import { FindingsView } from './app/findings/findings-view.ts';
import { MarksView } from './app/marks/marks-view.ts';
import { openTables } from './app/intel.ts';
import { CancelBoard } from './app/workers/cancel-board.ts';
import { describeError } from './app/describe-error.ts';
import { openPartialStore } from './app/partial-store.ts';
import { loadRules } from './app/rules.ts';
import { engineOver } from './app/query-session.ts';
import { IdleCollector } from './app/workers/idle-collector.ts';
import { packReply } from './app/workers/packed-result.ts';
import type { ToConsole } from './app/workers/packed-result.ts';
import { OpeningReader } from './app/workers/opening-reader.ts';
import { QueryHost } from './app/workers/query-host.ts';
import type { BundleOptions } from './app/workers/query-host.ts';
import { cancellable, conditionOf } from './app/workers/story-engine.ts';
import type {
	BundleOutcome,
	BundleWish,
	QueryCommand,
	QueryReply,
	ToWorker,
	WorkerSettings,
} from './app/workers/query-messages.ts';
import { Interrupted } from './evidence/export/pages.ts';
import { compactedWords } from './evidence/export/records.ts';
import { bundleStory } from './evidence/export/story-bundle.ts';
import type { Rule } from './findings/rule.ts';
import { readAccount } from './ingest/account.ts';
import type { LedgerPort } from './ingest/damaged.ts';
import type { Engine } from './query/port.ts';
import { tellStory } from './story/tell-story.ts';

/** Another process may write the store without notifying us, so we look at this interval, in ms. */
const lookEveryMs = 1_000;

/** The file in which the console says what is cancelled; undefined where it has none. */
const [, , boardFd] = process.argv;
const parent = process.ppid;
const board = boardFd === undefined ? undefined : CancelBoard.of(Number(boardFd));

function send(message: ToConsole, sent: () => void = () => {}): void {
	if (process.connected) {
		process.send?.(message, undefined, undefined, sent);
	}
}

const reply = (message: QueryReply) => send(packReply(message));

interface OpenWorker {
	readonly host: QueryHost;
	close(): Promise<void>;
}

/** What a bundle is made of. */
interface BundleWorld {
	readonly engine: Engine;
	readonly ledgers: readonly LedgerPort[];
	readonly snapshot: StoreSnapshot;
	readonly rules: readonly Rule[];
}

/** What a list of records shows beside the time and what its query names: who did what, from where. */
const listedFields = ['_user', 'eventName', 'sourceIPAddress', 'awsRegion', '_result'];

/** Whoever sits at the console. */
const speaker = {
	who: `${process.env['SUDO_USER'] ?? userName()}@${hostname()}`,
	nowMs: () => Date.now(),
};

/** In a container a user need not have a name. */
function userName(): string {
	try {
		return userInfo().username;
	} catch {
		return `user ${process.getuid?.() ?? ''}`.trim();
	}
}

/** Evidence is above the app: whoever runs the program hands it in. */
async function writeBundle(
	wish: BundleWish,
	{ engine, ledgers, snapshot, rules }: BundleWorld,
	{ signal, isCancelled, onProgress }: BundleOptions,
): Promise<BundleOutcome> {
	const { story, scope, nowMs, timeZone } = wish;
	const { fromMs, toMs, who } = story;
	const account = readAccount(ledgers, story);
	const over = cancellable(engine, isCancelled);
	const tellAgain = async () => {
		const request = { fromMs, toMs, nowMs, timeZone, who, scope: conditionOf(scope) };
		return await tellStory(over, rules, request, { signal });
	};

	try {
		const source = { snapshot, ledgers, account, rules, tellAgain, createdMs: Date.now() };
		const options = { signal, onProgress };
		const made = await bundleStory(wish, { ...source, engine: over }, options);
		const { records: recordCount } = made.counts;
		const isToldAgain = made.story !== story;
		return { ok: true, recordCount, isToldAgain, note: compactedWords(made.counts) };
	} catch (error) {
		if (error instanceof Interrupted) {
			return { ok: false, cancelled: true };
		}

		throw error;
	}
}

function cancelled(id: number): () => boolean {
	const isOnBoard = board?.watch(id, () => performance.now()) ?? (() => false);
	// Inside a segment nothing else tells that the console was killed.
	return () => isOnBoard() || process.ppid !== parent;
}

const nextTurn = async () => await immediate();

function idleCollector(): IdleCollector {
	return new IdleCollector({
		heapBytes: () => {
			const { heapUsed, external } = process.memoryUsage();
			return heapUsed + external;
		},
		// There is one where the process was started with the flag for it.
		collect: () => globalThis.gc?.(),
	});
}

async function open(settings: WorkerSettings): Promise<OpenWorker> {
	const { stores, intel, configDir, memoryBytes, runBytesMax } = settings;
	const memory = new MemoryBudget(memoryBytes);
	const reader = new OpeningReader(stores, memory, text => reply({ type: 'unreadable', text }));
	await reader.open();
	let snapshot = reader.refresh();
	const [only, ...others] = stores;
	// Segments of several stores that are read as one have no names that outlive the process.
	const partials =
		only !== undefined && others.length === 0 ? openPartialStore(only.dir) : undefined;
	partials?.follow(snapshot.segments);
	const tables = await openTables(intel);
	const findings = new FindingsView(() => reader.opened, speaker);
	const shares = { answers: memory, run: runBytesMax };
	const engine = engineOver(tables, () => snapshot, nextTurn, shares, partials, listedFields);
	const rules = async () => (await loadRules(configDir)).rules;
	const segments = () => new Set(snapshot.segments.map(({ id }) => id));
	const marks = new MarksView({ open: () => reader.opened, engine, segments, speaker });
	const host = new QueryHost({
		reader,
		findings,
		marks,
		configDir,
		engine: findings.over(engine, memory),
		tables,
		nowMs: () => Date.now(),
		rules,
		bundle: async (wish, options) => {
			const loaded = await rules();
			// Late records come all the time, and the story has to count those that are written.
			const pinned = snapshot;
			const over = engineOver(tables, () => pinned, nextTurn, shares, partials);
			const world = { engine: over, ledgers: reader.ledgers, snapshot: pinned, rules: loaded };
			return await writeBundle(wish, world, options);
		},
		cancelled,
		snapshot: () => snapshot,
		refresh: () => {
			const before = snapshot;
			snapshot = reader.refresh();
			if (snapshot !== before) {
				partials?.follow(snapshot.segments);
			}

			return snapshot;
		},
		reply,
		rest: idleCollector(),
	});
	const timer = setInterval(() => {
		void reader.open().then(() => host.tick());
	}, lookEveryMs);
	return {
		host,
		close: async () => {
			clearInterval(timer);
			await host.end();
			await Promise.all([partials?.close(), reader.close()]);
		},
	};
}

/** The first message opens the store; what comes before that is done waits. */
let opening: Promise<OpenWorker> | undefined;

async function end(): Promise<void> {
	const worker = await opening;
	await worker?.close();
	// The channel keeps the process alive until here.
	process.exit();
}

async function obey(message: ToWorker): Promise<void> {
	if (message.type === 'start') {
		opening = open(message.settings);
		(await opening).host.tick();
	} else if (message.type === 'close') {
		await end();
	} else {
		const command: QueryCommand = message;
		await (await opening)?.host.handle(command);
	}
}

function die(error: unknown): void {
	send({ type: 'fatal', message: describeError(error) }, () => process.exit(1));
}

// Signals of the terminal are the console's business; it says when to end, or is gone.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) {
	process.on(signal, () => {});
}

process.on('uncaughtException', die);
process.on('unhandledRejection', die);
process.on('disconnect', () => void end());
process.on('message', message => void obey(message as ToWorker));
if (!process.connected) {
	// The console has gone while this module was loaded.
	void end();
}
