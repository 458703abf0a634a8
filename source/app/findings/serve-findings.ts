import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import { MemoryBudget, openReader } from '../../../store/index.ts';
import { recordSchema } from '../../trail/schema.ts';
import { describeError } from '../describe-error.ts';
import { loadRules, rulesMark } from '../rules.ts';
import { FindingsHost } from './findings-host.ts';
import { StandingLog } from './standing-log.ts';
import type { FindingsCommand, FindingsReply, FindingsWorkerData } from './findings-messages.ts';

/** What is kept of segments from one look to the next. */
const memoryBytesMax = 24 * 2 ** 20;
/**
 * After a look it rests nine times as long as the look took, so that it takes a tenth of a processor when records come
 * all the time; but not so long that anybody waits.
 */
const restShare = 9;
const restMsMax = 1_200;
const failedRestMs = 60_000;

/** Looks for findings whenever the other end of the port says so, until it is told to end. */
export async function serveFindings(
	{ storeDir, configDir, outputs, ending }: FindingsWorkerData,
	port: MessagePort,
): Promise<void> {
	const reply = (message: FindingsReply) => port.postMessage(message);
	const isEnding = () => Atomics.load(ending, 0) !== 0;
	if (isEnding()) {
		port.close();
		return;
	}

	const memory = new MemoryBudget(memoryBytesMax);
	let committed: (error: string | undefined) => void = () => {};
	const reader = await openReader({ dir: storeDir, schema: recordSchema, memory });
	const host = new FindingsHost({
		reader,
		memory,
		outputs,
		log: new StandingLog(storeDir),
		loadRules: () => loadRules(configDir),
		rulesMark: () => rulesMark(configDir),
		commit: rows =>
			new Promise((resolve, reject) => {
				committed = error => {
					if (error === undefined) {
						resolve();
					} else {
						reject(new Error(error));
					}
				};

				reply({ type: 'commit', rows });
			}),
		notify: text => reply({ type: 'notice', text }),
		isEnding,
		pause: () => nextTurn(),
		rest: restAsLong(isEnding),
		nowMs: () => Date.now(),
	});
	let looking = Promise.resolve();
	await new Promise<void>(resolve => {
		port.on('message', (command: FindingsCommand) => {
			if (command.type === 'committed') {
				committed(command.error);
			} else if (isEnding()) {
				resolve();
			} else {
				looking = look(host, reply, isEnding);
			}
		});
	});
	await looking;
	await reader.close();
	port.close();
}

/** A function that rests as long as the work since it rested last took: a long hunt takes half of a processor. */
function restAsLong(isEnding: () => boolean): () => Promise<void> {
	let begunMs = performance.now();
	return async () => {
		const restMs = Math.min(restMsMax, performance.now() - begunMs);
		if (!isEnding()) {
			await wait(restMs);
		}

		begunMs = performance.now();
	};
}

async function look(
	host: FindingsHost,
	reply: (message: FindingsReply) => void,
	isEnding: () => boolean,
): Promise<void> {
	const startMs = performance.now();
	try {
		const isWhole = await host.look();
		const restMs = Math.min(restMsMax, restShare * (performance.now() - startMs));
		reply({ type: 'looked', isWhole, restMs });
	} catch (error) {
		// The store may be full or lost; what was found is still in it, and the next look begins there.
		host.forget();
		if (!isEnding()) {
			const text = `findings were not looked for: ${describeError(error)}; the next look is in a minute`;
			reply({ type: 'notice', text });
		}

		reply({ type: 'looked', isWhole: false, restMs: failedRestMs });
	}
}
