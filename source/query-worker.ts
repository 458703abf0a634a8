import { hostname, userInfo } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { MemoryBudget } from '../store/index.ts';
import { FindingsView } from './app/findings/findings-view.ts';
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
import type {
	QueryCommand,
	QueryReply,
	ToWorker,
	WorkerSettings,
} from './app/workers/query-messages.ts';

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

function cancelled(id: number): () => boolean {
	const isOnBoard = board?.watch(id, () => performance.now()) ?? (() => false);
	// Inside a segment nothing else tells that the console was killed.
	return () => isOnBoard() || process.ppid !== parent;
}

async function open({
	stores,
	intel,
	configDir,
	memoryBytes,
	runBytesMax,
}: WorkerSettings): Promise<OpenWorker> {
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
	const pause = () => nextTurn();
	const engine = engineOver(tables, () => snapshot, pause, shares, partials, listedFields);
	const host = new QueryHost({
		reader,
		findings,
		configDir,
		engine: findings.over(engine, memory),
		tables,
		nowMs: () => Date.now(),
		rules: async () => (await loadRules(configDir)).rules,
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
		rest: new IdleCollector({
			heapBytes: () => {
				const { heapUsed, external } = process.memoryUsage();
				return heapUsed + external;
			},
			// There is one where the process was started with the flag for it.
			collect: () => globalThis.gc?.(),
		}),
	});
	const timer = setInterval(() => {
		void reader.open().then(() => host.tick());
	}, lookEveryMs);
	return {
		host,
		close: async () => {
			clearInterval(timer);
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
