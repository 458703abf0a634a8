import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { exitCode } from './app/ports.ts';
import type { CommandPorts } from './app/ports.ts';
import type { CommandOrder, CommandReply } from './app/workers/command-messages.ts';
import { formatBytes } from './text/number.ts';

/** After a signal a command may close what it has open for so many ms; then it is ended. */
const graceMs = 150;

/** From the sources there is no thread to start. */
export const isBuilt = import.meta.url.endsWith('.js');

const heapBytes = getHeapStatistics().heap_size_limit;
let early: Worker | undefined;

/** Starts the thread before anybody needs it. */
export function startEarly(): void {
	early = newThread();
}

function newThread(): Worker {
	return new Worker(new URL('./command-worker.js', import.meta.url), {
		resourceLimits: { maxOldGenerationSizeMb: Math.floor(heapBytes / 2 ** 20) },
	});
}

/**
 * Runs a command line in a thread, so that this one can hear signals and a closed pipe, and ends the
 * command whatever it does at the time. A thread ends with its process, however that ends.
 *
 * @returns the exit code
 */
export async function runApart(argv: readonly string[], ports: CommandPorts): Promise<number> {
	const { outIsTty, errIsTty, columns, env, homeDir, workingDir, signal } = ports;
	const tempDir = join(ports.tempDir, `trailtop-${randomUUID()}`);
	const world = { outIsTty, errIsTty, columns, env: { ...env }, homeDir, workingDir, tempDir };
	const worker = early ?? newThread();
	early = undefined;
	order(worker, { type: 'start', argv, world });
	process.once('exit', () => rmSync(tempDir, { recursive: true, force: true }));
	let timer: NodeJS.Timeout | undefined;
	const interrupt = () => {
		order(worker, { type: 'interrupt', name: String(signal.reason) });
		timer = setTimeout(() => void worker.terminate(), graceMs);
	};

	signal.addEventListener('abort', interrupt, { once: true });
	try {
		return await endOf(worker, ports);
	} finally {
		clearTimeout(timer);
		signal.removeEventListener('abort', interrupt);
		// It has nothing left to do, but its port would keep it.
		await worker.terminate();
	}
}

function order(worker: Worker, message: CommandOrder): void {
	worker.postMessage(message);
}

function endOf(worker: Worker, ports: CommandPorts): Promise<number> {
	let timer: NodeJS.Timeout | undefined;
	return new Promise((resolve, reject) => {
		worker.on('message', (reply: CommandReply) => {
			if (reply.type === 'ended') {
				clearTimeout(timer);
				resolve(reply.code);
			} else if (reply.type === 'end-after') {
				timer = setTimeout(() => {
					ports.err(`trailtop: ${reply.why}\n`);
					resolve(exitCode.error);
				}, reply.ms);
			} else {
				obey(worker, reply, ports).catch(reject);
			}
		});
		worker.on('error', (error: NodeJS.ErrnoException) => {
			if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') {
				reject(error);
				return;
			}

			const limit = formatBytes(heapBytes);
			ports.err(`trailtop: this needed more memory than the ${limit} that node may use\n`);
			resolve(exitCode.error);
		});
		worker.on('exit', () => {
			clearTimeout(timer);
			resolve(exitCode.interrupted);
		});
	});
}

async function obey(
	worker: Worker,
	reply: Exclude<CommandReply, { readonly type: 'ended' | 'end-after' }>,
	ports: CommandPorts,
): Promise<void> {
	switch (reply.type) {
		case 'out':
			await ports.out(reply.data);
			order(worker, { type: 'taken' });
			break;
		case 'err':
			ports.err(reply.text);
			break;
		case 'line':
			ports.rewriteLine(reply.text);
			break;
		case 'stdin':
			order(worker, {
				type: 'stdin',
				data:
					reply.bytesMax === undefined
						? await ports.stdin()
						: await ports.stdinBytes(reply.bytesMax),
			});
			break;
	}
}
