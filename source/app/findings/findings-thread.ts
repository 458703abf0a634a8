import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';
import { describeError } from '../describe-error.ts';
import { endOf } from '../workers/end-of.ts';
import type { FindingsCommand, FindingsReply, FindingsWorkerData } from './findings-messages.ts';

/** In MB: a look needs a tenth of it. */
const heapMegabytesMax = 400;

/** The writer ends after it, and may take four seconds in all; what it reads is not harmed. */
const endWaitMs = 1_000;

/** Whoever looks for findings, seen from the process that holds the store. */
export interface FindingsThread {
	send(command: FindingsCommand): void;
	onReply(hear: (reply: FindingsReply) => void): void;
	/** @param ended - called once, with why when it has failed */
	onEnd(ended: (why: string) => void): void;
	/** Resolves when it has ended; it was told before. */
	end(): Promise<void>;
}

/** A thread of its own; where the program was not built, the same in this one. */
export function startFindings(data: FindingsWorkerData): FindingsThread {
	const built = new URL('./findings-worker.js', import.meta.url);
	if (!existsSync(fileURLToPath(built))) {
		return inThisThread(data);
	}

	// What the program was started with is not meant for its threads.
	const execArgv: string[] = [];
	const resourceLimits = { maxOldGenerationSizeMb: heapMegabytesMax };
	return threadOf(new Worker(built, { workerData: data, execArgv, resourceLimits }));
}

export function threadOf(worker: Worker): FindingsThread {
	return {
		send: command => worker.postMessage(command),
		onReply: hear => worker.on('message', hear),
		onEnd: ended => {
			let why = 'it ended by itself';
			worker.on('error', error => {
				why = describeError(error);
			});
			worker.once('exit', () => ended(why));
		},
		end: () => endOf(worker, endWaitMs),
	};
}

function inThisThread(data: FindingsWorkerData): FindingsThread {
	const { port1, port2 } = new MessageChannel();
	const serving = import('./serve-findings.ts').then(({ serveFindings }) =>
		serveFindings(data, port2),
	);
	return {
		send: command => port1.postMessage(command),
		onReply: hear => port1.on('message', hear),
		onEnd: ended => {
			serving.then(
				() => ended(''),
				(error: unknown) => ended(describeError(error)),
			);
		},
		end: async () => {
			await serving.catch(() => {});
			port1.close();
		},
	};
}
