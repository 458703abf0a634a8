import { parentPort, workerData } from 'node:worker_threads';
import type { FindingsWorkerData } from './app/findings/findings-messages.ts';
import { serveFindings } from './app/findings/serve-findings.ts';
import { keepYoungSpaceSmall } from './app/garbage.ts';

keepYoungSpaceSmall();
if (parentPort !== null) {
	await serveFindings(workerData as FindingsWorkerData, parentPort);
}
