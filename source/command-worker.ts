import { mkdirSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import type { CommandPorts } from './app/ports.ts';
import type { CommandOrder, CommandReply, CommandStart } from './app/workers/command-messages.ts';
import { run } from './cli/run.ts';

const send = (reply: CommandReply) => parentPort?.postMessage(reply);
const interrupted = new AbortController();
/** Who waits for an answer of each kind, in order. */
const takers: (() => void)[] = [];
const readers: ((data: string | Uint8Array | undefined) => void)[] = [];

parentPort?.on('message', (order: CommandOrder) => {
	switch (order.type) {
		case 'start':
			void start(order);
			break;
		case 'taken':
			takers.shift()?.();
			break;
		case 'stdin':
			readers.shift()?.(order.data);
			break;
		case 'interrupt':
			interrupted.abort(order.name);
			break;
	}
});

function stdin(bytesMax?: number): Promise<string | Uint8Array | undefined> {
	return new Promise(resolve => {
		readers.push(resolve);
		send({ type: 'stdin', ...(bytesMax === undefined ? {} : { bytesMax }) });
	});
}

const portsIn = (world: CommandStart['world']): CommandPorts => ({
	...world,
	get tempDir() {
		mkdirSync(world.tempDir, { recursive: true, mode: 0o700 });
		return world.tempDir;
	},
	out: data =>
		new Promise(resolve => {
			takers.push(resolve);
			send({ type: 'out', data });
		}),
	err: text => send({ type: 'err', text }),
	rewriteLine: text => send({ type: 'line', text }),
	nowMs: () => Date.now(),
	random: () => Math.random(),
	endAfter: (ms, why) => send({ type: 'end-after', ms, why }),
	pause: () => nextTurn(),
	stdin: async () => String(await stdin()),
	stdinBytes: async bytesMax => {
		const data = await stdin(bytesMax);
		return typeof data === 'string' ? undefined : data;
	},
	signal: interrupted.signal,
	terminal: undefined,
});

async function start({ argv, world }: CommandStart): Promise<void> {
	send({ type: 'ended', code: await run(argv, portsIn(world)) });
}
