import { openQueue } from '../../ingest/queue-client.ts';
import { formatNumber } from '../../text/number.ts';
import { sanitise } from '../../text/sanitise.ts';
import { withMaskedUrls } from '../../text/url.ts';
import type { QueueAccess } from '../../app/source/source-kind.ts';
import { consumeStatement } from '../templates/policy.ts';
import { reporterFor } from './check.ts';
import type { Check } from './check.ts';

const queueForm =
	/^https?:\/\/(?:sqs\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?|[^/]+)\/(\d{12})\/([\w.-]+)$/;

/** Requests the queue's attributes, which does not take messages from its consumers. */
export async function probeQueue(
	{ url: queueUrl, access }: QueueAccess,
	signal: AbortSignal,
	onCheck: (check: Check) => void,
): Promise<void> {
	const report = reporterFor('source', onCheck);
	const [, urlRegion, account = 'ACCOUNT', name = 'QUEUE'] = queueForm.exec(queueUrl) ?? [];
	const region = urlRegion ?? access.region ?? 'us-east-1';
	const { sdk, client } = await openQueue(queueUrl, { ...access, region });
	try {
		const { Attributes = {} } = await client.send(
			new sdk.GetQueueAttributesCommand({
				QueueUrl: queueUrl,
				AttributeNames: ['ApproximateNumberOfMessages', 'RedrivePolicy', 'VisibilityTimeout'],
			}),
			{ abortSignal: signal },
		);
		const waiting = Number(Attributes['ApproximateNumberOfMessages'] ?? 0);
		const hasDeadLetters = Attributes['RedrivePolicy'] !== undefined;
		report(
			'queue',
			hasDeadLetters ? 'good' : 'odd',
			`${formatNumber(waiting)} messages are waiting`,
			{
				next: hasDeadLetters
					? undefined
					: 'give the queue a dead-letter queue, or what cannot be read comes back for ever',
			},
		);
	} catch (error) {
		signal.throwIfAborted();
		const found = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
		const isDenied = /AccessDenied|not authorized/i.test(found);
		report('queue', 'bad', withMaskedUrls(sanitise(`${queueUrl}: ${found}`)), {
			next: isDenied
				? 'allow it in the role’s policy'
				: 'check queue_url; it looks like https://sqs.REGION.amazonaws.com/ACCOUNT/NAME',
			statement: isDenied
				? consumeStatement(`arn:aws:sqs:${region}:${account}:${name}`)
				: undefined,
		});
	} finally {
		client.destroy();
	}
}
