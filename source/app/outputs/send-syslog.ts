import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { isIPv6, connect, type Socket } from 'node:net';
import type { Message } from '../../findings/outputs/message.ts';
import type { SyslogAddress } from '../../findings/outputs/output.ts';
import { datagramOf, syslogLine } from '../../findings/outputs/syslog.ts';
import { codeOf, SendError } from './send-error.ts';

/** How long a receiver may take, in ms. */
const syslogMsMax = 10_000;
/** How long it may take to close a connection that has taken everything, in ms. */
const closeMsMax = 2_000;

interface SyslogLimits {
	readonly answerMs: number;
	readonly closeMs: number;
}

interface Patience {
	readonly ending: AbortSignal;
	readonly closeMs: number;
}

interface SyslogWorld {
	readonly hostName: string;
	nowMs(): number;
}

/**
 * Sends a message to syslog: a datagram over UDP, a counted frame over TCP (RFC 6587), a line over a socket of this machine.
 *
 * @param limits - a test gives others
 * @throws SendError
 */
export async function sendSyslog(
	address: SyslogAddress,
	message: Message,
	{ hostName, nowMs }: SyslogWorld,
	signal: AbortSignal,
	limits: SyslogLimits = { answerMs: syslogMsMax, closeMs: closeMsMax },
): Promise<void> {
	const { closeMs } = limits;
	const line = syslogLine(message, hostName, nowMs());
	const place = address.transport === 'unix' ? address.path : `${address.host}:${address.port}`;
	const ending = AbortSignal.any([signal, AbortSignal.timeout(limits.answerMs)]);
	try {
		switch (address.transport) {
			case 'udp':
				return await sendDatagram(address, datagramOf(line));
			case 'tcp':
				return await sendStream(
					connect({ host: address.host, port: address.port }),
					`${Buffer.byteLength(line)} ${line}`,
					{ ending, closeMs },
				);
			case 'unix':
				return await sendLocal(address.path, line, { ending, closeMs });
		}
	} catch (error) {
		const why = ending.aborted ? 'nothing in time' : codeOf(error);
		throw error instanceof SendError ? error : new SendError(`${place} cannot be reached: ${why}`);
	}
}

async function sendDatagram(
	{ host, port }: { readonly host: string; readonly port: number },
	bytes: Buffer,
): Promise<void> {
	const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
	try {
		await new Promise<void>((resolve, reject) => {
			socket.once('error', reject);
			socket.send(bytes, port, host, error => (error === null ? resolve() : reject(error)));
		});
	} finally {
		socket.close();
	}
}

/**
 * Sent when the other side has closed too, or has said nothing against it for a while: an answer that it has read
 * everything is not in the protocol.
 */
async function sendStream(
	socket: Socket,
	text: string,
	{ ending, closeMs }: Patience,
): Promise<void> {
	let grace: NodeJS.Timeout | undefined;
	const abort = () => socket.destroy(new Error('aborted'));
	ending.addEventListener('abort', abort, { once: true });
	try {
		await new Promise<void>((resolve, reject) => {
			socket.once('error', reject);
			socket.once('close', () => resolve());
			socket.once('finish', () => {
				grace = setTimeout(resolve, closeMs);
			});
			socket.resume();
			socket.end(text);
		});
	} finally {
		clearTimeout(grace);
		ending.removeEventListener('abort', abort);
		socket.destroy();
	}
}

/**
 * Node has no datagrams of this machine, which most `/dev/log` take. Where the socket is no stream, `logger` sends them:
 * it is on every Linux and takes the whole line.
 */
async function sendLocal(path: string, line: string, patience: Patience): Promise<void> {
	try {
		await sendStream(connect({ path }), `${line}\n`, patience);
	} catch (error) {
		if (codeOf(error) !== 'EPROTOTYPE') {
			throw error;
		}

		await sendByLogger(path, line, patience.ending);
	}
}

async function sendByLogger(path: string, line: string, signal: AbortSignal): Promise<void> {
	const [, priority = '13', text = line] = /^<(\d+)>1 \S+ \S+ \S+ \S+ \S+ (.*)$/su.exec(line) ?? [];
	const severity = Number(priority) % 8;
	const child = spawn(
		'logger',
		['-u', path, '-S', '8192', '-t', 'trailtop', '-p', `local0.${severities[severity] ?? 'info'}`],
		{ shell: false, stdio: ['pipe', 'ignore', 'ignore'], signal },
	);
	await new Promise<void>((resolve, reject) => {
		child.stdin.on('error', () => {});
		child.once('error', error =>
			reject(
				new SendError(
					`${path} takes datagrams, and \`logger\` cannot be started: ${codeOf(error)}`,
				),
			),
		);
		child.once('exit', code =>
			code === 0 ? resolve() : reject(new SendError(`\`logger\` ended with ${code ?? 'a signal'}`)),
		);
		child.stdin.end(`${text}\n`);
	});
}

const severities = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];
