import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { openReader } from '../store/index.ts';
import { openTables } from './cli/intel.ts';
import { engineOver } from './cli/session.ts';
import { QueryHost } from './cli/workers/query-host.ts';
import type { QueryCommand, QueryReply, QueryWorkerData } from './cli/workers/query-messages.ts';
import { recordSchema } from './trail/schema.ts';

/** Another process may write the store: then nobody tells us, and we look. */
const lookEveryMs = 1_000;

const { storeDir, intel } = workerData as QueryWorkerData;
const reply = (message: QueryReply) => parentPort?.postMessage(message);

const reader = await openReader({ dir: storeDir, schema: recordSchema });
let snapshot = reader.refresh();
const tables = await openTables(intel);
const host = new QueryHost({
	reader,
	engine: engineOver(
		tables,
		() => snapshot,
		() => nextTurn(),
	),
	tables,
	nowMs: () => Date.now(),
	snapshot: () => snapshot,
	refresh: () => (snapshot = reader.refresh()),
	reply,
});
const timer = setInterval(() => host.tick(), lookEveryMs);

parentPort?.on('message', (command: QueryCommand) => {
	if (command.type === 'close') {
		clearInterval(timer);
		void reader.close().then(() => {
			reply({ type: 'closed' });
			parentPort?.close();
		});
		return;
	}

	void host.handle(command);
});
host.tick();
