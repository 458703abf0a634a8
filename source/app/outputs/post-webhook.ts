import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Message } from '../../findings/outputs/message.ts';
import type { WebhookForm } from '../../findings/outputs/output.ts';
import { webhookBody } from '../../findings/outputs/webhook.ts';
import { hasCredentials } from '../../text/url.ts';
import { codeOf, SendError } from './send-error.ts';

/** How long a receiver may take, in ms. */
const answerMsMax = 10_000;
/** Bytes of a body; a finding with all its ids has a tenth of them. */
export const bodyBytesMax = 512 << 10;
/** Longest wait that a receiver can ask for, in ms. */
const retryAfterMsMax = 3_600_000;

interface Post {
	readonly message: Message;
	readonly form: WebhookForm;
	readonly routingKey: string | undefined;
}

/**
 * Posts a message. The user named the host, so it may be anywhere; where it redirects to nobody named, so that is not
 * followed.
 *
 * @param msMax - a test gives another limit
 * @throws SendError which tells of the URL its host alone
 */
export async function postWebhook(
	url: string,
	{ message, form, routingKey }: Post,
	signal: AbortSignal,
	msMax = answerMsMax,
): Promise<void> {
	if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol) || hasCredentials(url)) {
		throw new SendError('what was named is no http or https URL without user and password');
	}

	const { headers, body } = webhookBody(message, form, routingKey);
	if (Buffer.byteLength(body) > bodyBytesMax) {
		throw new SendError('the message is too large', { isRefusal: true });
	}

	const { host } = new URL(url);
	const late = AbortSignal.timeout(msMax);
	try {
		const answer = await post(url, headers, body, AbortSignal.any([signal, late]));
		checkAnswer(answer, host);
	} catch (error) {
		if (error instanceof SendError) {
			throw error;
		}

		const why = late.aborted ? `nothing within ${msMax / 1_000} s` : codeOf(error);
		throw new SendError(`${host} cannot be reached: ${why}`);
	}
}

async function post(
	url: string,
	headers: Readonly<Record<string, string>>,
	body: string,
	signal: AbortSignal,
): Promise<IncomingMessage> {
	const length = { 'content-length': String(Buffer.byteLength(body)) };
	return await new Promise((resolve, reject) => {
		const start = new URL(url).protocol === 'https:' ? httpsRequest : httpRequest;
		const options = { method: 'POST', agent: false, headers: { ...headers, ...length }, signal };
		start(url, options)
			.on('response', answer => {
				// Its status says all; whatever else it sends is not read.
				answer.on('error', () => {});
				answer.destroy();
				resolve(answer);
			})
			.on('error', reject)
			.end(body);
	});
}

/** Answers that are about this message and not about the receiver or its key. */
const refusals: ReadonlySet<number> = new Set([400, 406, 411, 413, 415, 422]);

function checkAnswer({ statusCode: status = 0, headers }: IncomingMessage, host: string): void {
	if (status >= 200 && status < 300) {
		return;
	}

	const more = status >= 300 && status < 400 ? ': redirects are not followed' : '';
	const seconds = Number(headers['retry-after'] ?? Number.NaN);
	throw new SendError(`${host} answers ${status}${more}`, {
		isRefusal: refusals.has(status),
		retryAfterMs: seconds > 0 ? Math.min(retryAfterMsMax, seconds * 1_000) : undefined,
	});
}
