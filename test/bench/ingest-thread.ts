import { gzipSync } from 'node:zlib';
import { parentPort, workerData } from 'node:worker_threads';
import { benchIngest } from './ingest.ts';
import { benchObjects } from './shred-records.ts';

/** An ingest in a thread of its own, as the program does it; answers with its CPU seconds. */
const objects = benchObjects(Number(workerData)).map(({ bytes }) => gzipSync(bytes));
parentPort?.on('message', () => {
	void benchIngest(objects).then(({ cpuSeconds }) => parentPort?.postMessage(cpuSeconds));
});
