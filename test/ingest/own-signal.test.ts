import { getEventListeners } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boundAnswers } from '../../source/ingest/bounded-answers.ts';

const server = createServer((request, response) => {
	if (request.url === '/silent') {
		response.write('x');
	} else {
		// The connection is closed some time after the answer was read.
		response.writeHead(200, { connection: 'close' }).end('answer');
	}
});

beforeAll(() => new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
	server.closeAllConnections();
	server.close();
});

function request(path: string): Parameters<NodeHttpHandler['handle']>[0] {
	const { port } = server.address() as AddressInfo;
	const where = { protocol: 'http:', hostname: '127.0.0.1', port, path, method: 'GET' };
	return { ...where, headers: {}, query: {} } as Parameters<NodeHttpHandler['handle']>[0];
}

test.each([100, Infinity])(
	'an answer of at most %d bytes that was read leaves no listener on the signal of its caller',
	async bytesMax => {
		const handler = boundAnswers(new NodeHttpHandler(), () => bytesMax);
		const { signal } = new AbortController();
		for (let count = 0; count < 3; count++) {
			const { response } = await handler.handle(request('/'), { abortSignal: signal });
			const body = response.body as Readable;
			expect(await text(body)).toBe('answer');
			expect(getEventListeners(signal, 'abort')).toEqual([]);
		}

		handler.destroy();
	},
);

test.each([100, Infinity])(
	'an abort ends the reading of an answer (of at most %d bytes) and what was not asked yet',
	async bytesMax => {
		const handler = boundAnswers(new NodeHttpHandler(), () => bytesMax);
		const controller = new AbortController();
		const { signal } = controller;
		const { response } = await handler.handle(request('/silent'), { abortSignal: signal });
		const reading = text(response.body as Readable);
		controller.abort();
		await expect(reading).rejects.toThrow(/aborted|premature/i);
		expect(getEventListeners(signal, 'abort')).toEqual([]);
		await expect(handler.handle(request('/'), { abortSignal: signal })).rejects.toThrow(/abort/i);
		handler.destroy();
	},
);
