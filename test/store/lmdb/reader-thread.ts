import { parentPort, workerData } from 'node:worker_threads';
import { openReader } from '../../../store/index.ts';
import { schema } from './objects.ts';

// Says how many records it sees, whenever it is asked.
const { dir } = workerData as { readonly dir: string };
const reader = await openReader({ dir, schema });
const answer = (): void => parentPort?.postMessage(reader.refresh().counts.recordCount);
answer();
parentPort?.on('message', (message: unknown) => {
	if (message !== 'close') {
		answer();
		return;
	}

	void reader.close().then(() => {
		parentPort?.postMessage('closed');
		parentPort?.close();
	});
});
