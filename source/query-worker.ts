import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

import { MemoryBudget } from '../store/index.ts';
import { garbageCollection, keepYoungSpaceSmall } from './app/garbage.ts';
import { openTables } from './app/intel.ts';
import { openPartialStore } from './app/partial-store.ts';
import { engineOver } from './app/query-session.ts';
import { IdleCollector } from './app/workers/idle-collector.ts';
import { packReply } from './app/workers/packed-result.ts';
import { OpeningReader } from './app/workers/opening-reader.ts';
import { QueryHost } from './app/workers/query-host.ts';
import type { QueryCommand, QueryReply, QueryWorkerData } from './app/workers/query-messages.ts';

/** Another process may write the store without notifying us, so we look at this interval, in ms. */
const lookEveryMs = 1_000;

keepYoungSpaceSmall();
const { stores, intel, memoryBytes } = workerData as QueryWorkerData;
const reply = (message: QueryReply) => parentPort?.postMessage(packReply(message));

const memory = new MemoryBudget(memoryBytes);
const reader = new OpeningReader(stores, memory, text => reply({ type: 'unreadable', text }));
await reader.open();
let snapshot = reader.refresh();
const [only, ...others] = stores;
// Segments of several stores that are read as one have no names that outlive the process.
const partials = only !== undefined && others.length === 0 ? openPartialStore(only.dir) : undefined;
partials?.follow(snapshot.segments);
const tables = await openTables(intel);
const host = new QueryHost({
	reader,
	engine: engineOver(
		tables,
		() => snapshot,
		() => nextTurn(),
		partials,
		memory,
	),
	tables,
	nowMs: () => Date.now(),
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
		collect: garbageCollection(),
	}),
});
const timer = setInterval(() => {
	void reader.open().then(() => host.tick());
}, lookEveryMs);

parentPort?.on('message', (command: QueryCommand) => {
	if (command.type === 'close') {
		clearInterval(timer);
		void Promise.all([partials?.close(), reader.close()]).then(() => {
			reply({ type: 'closed' });
			parentPort?.close();
		});
		return;
	}

	void host.handle(command);
});
host.tick();
