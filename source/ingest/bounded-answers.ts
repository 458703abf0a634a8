import { pipeline, Readable, Transform } from 'node:stream';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { formatNumber } from '../text/number.ts';

type Request = Parameters<NodeHttpHandler['handle']>[0];

/** Thrown while an answer is received; the connection is closed. */
export class AnswerTooLong extends Error {
	override readonly name = 'AnswerTooLong';
}

/**
 * Makes a handler refuse answers of more bytes than these: the SDK reads an answer whole before it
 * looks at it.
 *
 * @param bytesMaxOf - Infinity: the reader of the body has a bound of its own
 */
export function boundAnswers(
	handler: NodeHttpHandler,
	bytesMaxOf: (request: Request, status: number) => number,
): NodeHttpHandler {
	const handle = handler.handle.bind(handler);
	handler.handle = async (request, options) => {
		const { own, letGo } = ownSignal(options?.abortSignal);
		const answer = await handle(request, { ...options, ...own }).catch((error: unknown) => {
			letGo();
			throw error;
		});
		const bytesMax = bytesMaxOf(request, answer.response.statusCode);
		const body: unknown = answer.response.body;
		if (body instanceof Readable && bytesMax !== Infinity) {
			// An error of either stream is the reader's to tell.
			answer.response.body = pipeline(body, upTo(bytesMax), letGo);
		} else if (body instanceof Readable) {
			body.once('close', letGo);
		} else {
			letGo();
		}

		return answer;
	};

	return handler;
}

/**
 * A signal for one request, which lets go of the shared one when the answer was read. The handler
 * itself listens until the connection is free: many short requests pile up on one signal, and Node
 * warns of a leak.
 */
function ownSignal(shared: unknown): {
	readonly own: { readonly abortSignal?: AbortSignal };
	letGo(): void;
} {
	if (!(shared instanceof AbortSignal)) {
		return { own: {}, letGo: () => {} };
	}

	const controller = new AbortController();
	const abort = (): void => controller.abort(shared.reason);
	if (shared.aborted) {
		abort();
	} else {
		shared.addEventListener('abort', abort, { once: true });
	}

	return {
		own: { abortSignal: controller.signal },
		letGo: () => shared.removeEventListener('abort', abort),
	};
}

function upTo(bytesMax: number): Transform {
	let length = 0;
	return new Transform({
		transform(chunk: Buffer, _encoding, done) {
			length += chunk.length;
			if (length > bytesMax) {
				done(new AnswerTooLong(`the answer has more than ${formatNumber(bytesMax)} bytes`));
			} else {
				done(null, chunk);
			}
		},
	});
}
