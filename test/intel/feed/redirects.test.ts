import { afterEach, beforeEach, expect, test } from 'vitest';
import { aNetwork, FeedServer, publicAddress } from '../../../fixtures/feeds.ts';
import { httpGet } from '../../../source/intel/feed/http-get.ts';
import { purposeOf } from '../../../source/intel/feed/reach.ts';

let server: FeedServer;
let other: FeedServer;
beforeEach(async () => {
	server = await FeedServer.start();
	other = await FeedServer.start(publicAddress);
	other.serve('/list.txt', '192.0.2.1');
});
afterEach(async () => {
	await server.stop();
	await other.stop();
});

const redirectTo = (location: string) => ({ status: 302, headers: { location } });

async function textOf(url: string, network = aNetwork()): Promise<string> {
	const { bytes } = await httpGet({ url, network, secretHeaders: { 'auth-key': 'hunter2' } });
	return Buffer.from(bytes).toString();
}

test.each([
	['0.0.0.0', 'this network'],
	['10.1.2.3', 'private'],
	['172.31.255.255', 'private'],
	['192.168.0.1', 'private'],
	['100.64.0.1', 'shared by a carrier'],
	['127.0.0.1', 'loopback'],
	['169.254.1.1', 'link-local'],
	['169.254.169.254', 'a metadata service'],
	['fd00:ec2::254', 'a metadata service'],
	['100.100.100.200', 'a metadata service'],
	['224.0.0.1', 'multicast'],
	['255.255.255.255', 'reserved'],
	['::', 'loopback'],
	['::1', 'loopback'],
	['fe80::1', 'link-local'],
	['fe80::1%eth0', 'link-local'],
	['fec0::1', 'not public'],
	['fc00::1', 'private'],
	['ff02::1', 'multicast'],
	['::ffff:10.0.0.1', 'private'],
	['::ffff:a9fe:a9fe', 'a metadata service'],
	['64:ff9b::10.0.0.1', 'private'],
	['64:ff9b::7f00:1', 'loopback'],
	['64:ff9b:1::a00:1', 'not public'],
	['::10.0.0.1', 'not public'],
	['2002:a00:1::', 'a tunnel'],
	['2001:0:a00:1::', 'a tunnel'],
	['2001:db8::1', 'documentation'],
	['nonsense', 'no address'],
	['8.8.8.8', undefined],
	['172.32.0.1', undefined],
	['2606:4700::1111', undefined],
	['64:ff9b::8.8.8.8', undefined],
])('%s is %s', (address, use) => {
	expect(purposeOf(address)).toBe(use);
});

test.each([
	{ name: 'another port of loopback', to: () => `http://127.0.0.1:${other.port}/list.txt` },
	{ name: 'another address of loopback', to: () => `http://127.0.0.3:${server.port}/list.txt` },
	{ name: 'loopback by name', to: () => `http://localhost:${server.port}/list.txt` },
	{ name: 'loopback by name with a dot', to: () => `http://localhost.:${server.port}/list.txt` },
	{ name: 'one number', to: () => `http://2130706435:${server.port}/list.txt` },
	{ name: 'octal digits', to: () => `http://0177.0.0.03:${server.port}/list.txt` },
	{ name: 'hexadecimal digits', to: () => `http://0x7f.0x0.0x0.0x3:${server.port}/list.txt` },
	{ name: 'a short form', to: () => `http://127.3:${server.port}/list.txt` },
	{ name: 'an address with a dot', to: () => `http://127.0.0.3.:${server.port}/list.txt` },
	{ name: 'wide digits', to: () => `http://%EF%BC%9127.0.0.3:${server.port}/list.txt` },
	{ name: 'the host of all zeros', to: () => `http://0:${server.port}/list.txt` },
	{ name: 'IPv6 loopback', to: () => `http://[::1]:${server.port}/list.txt` },
	{ name: 'IPv4 in IPv6', to: () => `http://[::ffff:127.0.0.1]:${server.port}/list.txt` },
	{ name: 'a public IPv4 in IPv6', to: () => 'http://[::ffff:8.8.8.8]/list.txt' },
	{ name: 'NAT64', to: () => 'http://[64:ff9b::8.8.8.8]/list.txt' },
	{ name: 'metadata', to: () => 'http://169.254.169.254/latest/meta-data/' },
	{ name: 'metadata in IPv6', to: () => 'http://[fd00:ec2::254]/latest/meta-data/' },
	{ name: 'a private name', to: () => `http://inside.example:${server.port}/list.txt` },
	{ name: 'a private name with a dot', to: () => `http://inside.example.:${server.port}/list.txt` },
])('a redirect to $name is refused before anything is asked there', async ({ to }) => {
	server.serve('/list.txt', 'reached');
	server.serve('/start', redirectTo(to()));
	const inside = ['127.0.0.1'];
	const network = aNetwork({
		localhost: inside,
		'localhost.': inside,
		'inside.example': inside,
		'inside.example.': inside,
	});
	await expect(textOf(`${server.url}/start`, network)).rejects.toThrow(/ is not asked: it is /);
	expect(server.takePaths()).toEqual(['/start']);
	expect(other.takePaths()).toEqual([]);
});

test('a redirect to a public host is followed without the key, and the own host keeps it', async () => {
	server.serve('/start', redirectTo('/second'));
	server.serve('/second', redirectTo(`http://other.example:${other.port}/list.txt`));
	const network = aNetwork({ 'other.example': [publicAddress] });
	expect(await textOf(`${server.url}/start`, network)).toBe('192.0.2.1');
	expect(server.requests.map(({ headers }) => headers['auth-key'])).toEqual(['hunter2', 'hunter2']);
	expect(other.requests.map(({ headers }) => headers['auth-key'])).toEqual([undefined]);
});

test('a public host cannot redirect into the own network', async () => {
	other.serve('/start', redirectTo(`${server.url}/list.txt`));
	await expect(textOf(`${other.url}/start`)).rejects.toThrow(/127\.0\.0\.1, which is loopback/);
	expect(server.requests).toEqual([]);
});

test('a name that changes its address between two requests is refused', async () => {
	server.serve('/list.txt', 'reached');
	other.serve('/start', redirectTo(`http://feed.example:${other.port}/list.txt`));
	const network = aNetwork({ 'feed.example': [publicAddress, '127.0.0.1'] });
	const url = `http://feed.example:${other.port}/start`;
	await expect(textOf(url, network)).rejects.toThrow(/whose address is loopback/);
	expect(await textOf(url, aNetwork({ 'feed.example': [publicAddress] }))).toBe('192.0.2.1');
});

test('a redirected name is checked with the answer that the connection uses', async () => {
	server.serve('/start', redirectTo(`http://other.example:${server.port}/list.txt`));
	server.serve('/list.txt', 'reached');
	let askedCount = 0;
	const base = aNetwork();
	const network: ReturnType<typeof aNetwork> = {
		...base,
		lookup(_, options, done) {
			askedCount++;
			done(null, [
				{ address: publicAddress, family: 4 },
				{ address: '127.0.0.1', family: 4 },
			]);
			expect(options.all).toBe(true);
		},
	};
	await expect(textOf(`${server.url}/start`, network)).rejects.toThrow(/whose address is loopback/);
	expect(askedCount).toBe(1);
	expect(server.takePaths()).toEqual(['/start']);
});

test('the configured name may lead into the own network, and never to metadata', async () => {
	server.serve('/list.txt', '192.0.2.7');
	const url = `http://feed.example:${server.port}/list.txt`;
	expect(await textOf(url, aNetwork({ 'feed.example': ['127.0.0.1'] }))).toBe('192.0.2.7');
	for (const address of ['169.254.169.254', 'fd00:ec2::254', 'fe80::1', '0.0.0.0']) {
		await expect(textOf(url, aNetwork({ 'feed.example': [address] }))).rejects.toThrow(
			/feed\.example, whose address is /,
		);
	}
});

test.each([
	{ name: 'credentials', location: 'http://ada:hunter2@127.0.0.1/x?key=hunter3' },
	{ name: 'a text that is no address', location: 'http://[hunter2' },
	{ name: 'a file', location: 'file:///etc/hunter2' },
])('a redirect to $name is refused and not quoted', async ({ location }) => {
	server.serve('/start', redirectTo(location));
	const failed = textOf(`${server.url}/start`);
	await expect(failed).rejects.toThrow(/redirects to /);
	await expect(failed).rejects.not.toThrow(/hunter/);
});
