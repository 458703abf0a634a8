import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aRecord, anObject } from '../../fixtures/records.ts';
import { S3Server } from '../../fixtures/s3-server.ts';
import { describeError } from '../../source/app/describe-error.ts';
import { openQueue } from '../../source/ingest/queue-client.ts';
import { bucketUrl } from '../../source/ingest/s3-client.ts';
import type { S3Options } from '../../source/ingest/s3-client.ts';
import { S3Source } from '../../source/ingest/s3-source.ts';

let server: S3Server;
let tunnels: string[];
let headers: (string | undefined)[];
const proxy = createServer();
proxy.on('connect', (request, client, head) => {
	tunnels.push(request.url ?? '');
	headers.push(request.headers['proxy-authorization']);
	const [host = '', port = ''] = (request.url ?? '').split(':');
	const upstream = connect(Number(port), host, () => {
		client.write('HTTP/1.1 200 Connection established\r\n\r\n');
		upstream.write(head);
		upstream.pipe(client);
		client.pipe(upstream);
	});
	upstream.on('error', () => client.destroy());
	client.on('error', () => upstream.destroy());
});

beforeEach(async () => {
	tunnels = [];
	headers = [];
	server = await S3Server.start();
	const object = anObject([aRecord()]);
	server.bucket('logs').put(object.key, object.body);
	await new Promise<void>(resolve => {
		proxy.listen(0, '127.0.0.1', resolve);
	});
});
afterEach(async () => {
	delete process.env['TRAILTOP_PROXY_AUTH'];
	delete process.env['http_proxy'];
	delete process.env['no_proxy'];
	await server.stop();
	proxy.closeAllConnections();
	await new Promise(resolve => {
		proxy.close(resolve);
	});
});

const theBucket = (): S3Options => ({
	bucket: 'logs',
	prefix: '',
	region: 'us-east-1',
	endpoint: server.endpoint,
	credentials: async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' }),
});

async function listed(): Promise<number> {
	const source = new S3Source(theBucket());
	let count = 0;
	for await (const page of source.list('', undefined, new AbortController().signal)) {
		count += page.length;
	}

	await source.close();
	return count;
}

test('requests go through the proxy of the environment', async () => {
	process.env['http_proxy'] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
	expect(await listed()).toBe(1);
	expect(tunnels).toEqual([new URL(server.endpoint).host]);
});

test('a queue is asked through it too', async () => {
	process.env['http_proxy'] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
	const queueUrl = `${server.endpoint}/111122223333/trail`;
	const { sdk, client } = await openQueue(queueUrl, theBucket());
	// What answers is no queue; the way there is what counts.
	await expect(
		client.send(new sdk.GetQueueAttributesCommand({ QueueUrl: queueUrl })),
	).rejects.toThrow();
	client.destroy();
	expect(new Set(tunnels)).toEqual(new Set([new URL(server.endpoint).host]));
});

test('a user and password for it stand in a variable of their own', async () => {
	const { port } = proxy.address() as AddressInfo;
	process.env['http_proxy'] = `http://ada:hunter2@127.0.0.1:${port}`;
	const refusal = await listed().then(String, (error: unknown) => describeError(error));
	expect(refusal).toMatch(/with a user or password in its URL; .*set TRAILTOP_PROXY_AUTH/);
	expect(refusal).not.toMatch(/ada|hunter2/);
	expect(tunnels).toEqual([]);

	process.env['http_proxy'] = `http://127.0.0.1:${port}`;
	process.env['TRAILTOP_PROXY_AUTH'] = 'Basic YWRhOmh1bnRlcjI=';
	expect(await listed()).toBe(1);
	expect(tunnels).toHaveLength(1);
	expect(headers).toEqual(['Basic YWRhOmh1bnRlcjI=']);
});

test('but not to a host that NO_PROXY names', async () => {
	process.env['http_proxy'] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
	process.env['no_proxy'] = '127.0.0.1,localhost';
	expect(await listed()).toBe(1);
	expect(tunnels).toEqual([]);
});

test.each([
	{ bucket: 'logs', pathStyle: false, url: 'https://logs.s3.eu-west-1.amazonaws.com' },
	{ bucket: 'logs', pathStyle: true, url: 'https://s3.eu-west-1.amazonaws.com' },
	{ bucket: 'logs.of.ours', pathStyle: false, url: 'https://s3.eu-west-1.amazonaws.com' },
])('the proxy is that of the host a request goes to: $url', ({ url, ...bucket }) => {
	expect(bucketUrl(bucket, 'eu-west-1')).toBe(url);
});
