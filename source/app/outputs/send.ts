import type { Message } from '../../findings/outputs/message.ts';
import type { SentTarget } from '../../findings/outputs/output.ts';
import { appendLine } from './append-line.ts';
import { runProgram } from './run-program.ts';
import { readSecret } from './secret.ts';
import { sendSyslog } from './send-syslog.ts';
import { postWebhook } from './post-webhook.ts';

export interface SendWorld {
	/** Of the user; keys are read from it, and little of it is handed to a command. */
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly hostName: string;
	nowMs(): number;
	/** Something that the user should know and that stops nothing. */
	warn(text: string): void;
}

export interface Delivery {
	readonly message: Message;
	/** It may have arrived already: the process ended before it could know. */
	readonly isRepeat: boolean;
	/** Ends the attempt. */
	readonly signal: AbortSignal;
}

/**
 * Sends one message to one place. Resolves when it has arrived as far as that can be known.
 *
 * @throws SendError
 */
export async function send(
	target: SentTarget,
	delivery: Delivery,
	world: SendWorld,
): Promise<void> {
	const { message, isRepeat, signal } = delivery;
	switch (target.kind) {
		case 'command':
			return await runProgram(target.argv, message, world.env, signal);

		case 'ndjson':
			return await appendLine(target.file, message, isRepeat);

		case 'syslog':
			return await sendSyslog(target, message, world, signal);

		case 'webhook': {
			const url = await readSecret(target.url, world);
			const { routingKey, form } = target;
			const key = routingKey === undefined ? undefined : await readSecret(routingKey, world);
			return await postWebhook(url, { message, form, routingKey: key }, signal);
		}
	}
}
