import type { SQSClient } from '@aws-sdk/client-sqs';
import { boundAnswers } from './bounded-answers.ts';
import { HeldCredentials } from './credentials.ts';
import { agentsFor } from './proxy.ts';
import { providerOf, silent } from './s3-client.ts';
import type { QueueRequests } from './queue-requests.ts';
import type { S3Options } from './s3-client.ts';

const socketsMax = 8;
/** All messages of an answer have 1 MiB, and each byte of them may be escaped as six. */
const answerBytesMax = 16 << 20;

/** Loads the SDK and opens a client for one queue, in its region and through its proxy. */
export async function openQueue(queueUrl: string, options: S3Options) {
	process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
	const [sdk, { NodeHttpHandler }] = await Promise.all([
		import('@aws-sdk/client-sqs'),
		import('@smithy/node-http-handler'),
	]);
	const provider = await providerOf(options);
	const held = new HeldCredentials(provider, Date.now);
	const [, region = options.region] = /^https:\/\/sqs\.([a-z0-9-]+)\./.exec(queueUrl) ?? [];
	const client: SQSClient = new sdk.SQSClient({
		credentials: () => held.get(),
		logger: silent,
		requestHandler: boundAnswers(
			new NodeHttpHandler(agentsFor(queueUrl, { keepAlive: true, maxSockets: socketsMax })),
			() => answerBytesMax,
		),
		...(region === undefined ? {} : { region }),
		...(options.endpoint === undefined ? {} : { endpoint: new URL(queueUrl).origin }),
	});
	return { sdk, client };
}

export async function queueRequests(queueUrl: string, options: S3Options): Promise<QueueRequests> {
	const { sdk, client } = await openQueue(queueUrl, options);
	return {
		receive: (input, abortSignal) =>
			client.send(new sdk.ReceiveMessageCommand(input), { abortSignal }),
		remove: input => client.send(new sdk.DeleteMessageBatchCommand(input)),
		prolong: input => client.send(new sdk.ChangeMessageVisibilityBatchCommand(input)),
		close: () => client.destroy(),
	};
}
