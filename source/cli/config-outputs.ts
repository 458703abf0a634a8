import { hostname } from 'node:os';
import { SendError } from '../app/outputs/send-error.ts';
import { send } from '../app/outputs/send.ts';
import { exitCode, type CommandPorts } from '../app/ports.ts';
import { isSent, type OutputSpec } from '../findings/outputs/output.ts';
import type { Message } from '../findings/outputs/message.ts';
import { shortHash } from '../findings/live/meaning.ts';
import { messageOf } from '../text/error-message.ts';
import { formatDuration } from '../text/duration.ts';

/** Whom findings are told. Of a secret it says where it stands. */
export async function listOutputs(
	outputs: readonly OutputSpec[],
	ports: CommandPorts,
): Promise<number> {
	if (outputs.length === 0) {
		await ports.out(
			'findings are told nobody; `trailtop help config` shows how to name an output\n',
		);
		return exitCode.none;
	}

	const lines = outputs.map(({ id, minSeverity, rules, rate }) => {
		const which = rules.length === 0 ? 'all rules' : rules.join(', ');
		const rated = `${rate.count} in ${formatDuration(rate.withinMs)}`;
		return `${id}: ${minSeverity} and above; ${which}; ${rated}\n`;
	});
	await ports.out(lines.join(''));
	return exitCode.rows;
}

/** Sends one message, which says that it is a test, to each output, and says what became of it. */
export async function testOutputs(
	outputs: readonly OutputSpec[],
	ports: CommandPorts,
): Promise<number> {
	if (outputs.length === 0) {
		return await listOutputs(outputs, ports);
	}

	let failures = 0;
	for (const output of outputs) {
		const outcome = await tryOutput(output, ports);
		failures += outcome.hasFailed ? 1 : 0;
		await ports.out(`${output.id}: ${outcome.text}\n`);
	}

	return failures === 0 ? exitCode.rows : exitCode.error;
}

interface Outcome {
	readonly text: string;
	readonly hasFailed: boolean;
}

async function tryOutput(output: OutputSpec, ports: CommandPorts): Promise<Outcome> {
	if (!isSent(output)) {
		return { text: 'rings in each console, and not here', hasFailed: false };
	}

	const world = {
		env: ports.env,
		hostName: hostname(),
		nowMs: ports.nowMs,
		warn: (text: string) => ports.err(`trailtop: ${text}\n`),
	};
	const message = testMessage(ports.nowMs());
	try {
		await send(output.target, { message, isRepeat: false, signal: ports.signal }, world);
		return { text: 'sent', hasFailed: false };
	} catch (error) {
		if (error instanceof SendError) {
			return { text: `not sent: ${messageOf(error)}`, hasFailed: true };
		}

		throw error;
	}
}

function testMessage(nowMs: number): Message {
	const now = new Date(nowMs).toISOString();
	return {
		id: shortHash(`test ${now}`),
		severity: 'info',
		rule: 'TEST',
		title: 'A test of this output: nothing was found',
		principal: 'nobody',
		account: null,
		region: '',
		first: now,
		last: now,
		count: 0,
		eventIDs: [],
		fired: [],
		attack: [],
		author: '',
		licence: '',
		found: now,
		environment: 'test',
	};
}
