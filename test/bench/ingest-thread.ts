import { gzipSync } from 'node:zlib';
import { parentPort, workerData } from 'node:worker_threads';
import { benchIngest } from './ingest.ts';
import { benchObjects } from './data/objects.ts';

/** An ingest in a thread of its own, as the program does it; answers with its CPU seconds. */
const objects = Array.from(benchObjects(Number(workerData)), ({ bytes }) => gzipSync(bytes));
parentPort?.on('message', () => {
	void benchIngest(objects).then(({ cpuSeconds }) => parentPort?.postMessage(cpuSeconds));
});
