import { spawn } from 'node:child_process';
import { jsonLine, type Message } from '../../findings/outputs/message.ts';
import { codeOf, SendError } from './send-error.ts';

/** How long a program may take, in ms. */
export const programMsMax = 30_000;

/** What a program is told of our environment: how to find others, and how to show something. */
const handedOn = [
	...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR'],
	...['DISPLAY', 'WAYLAND_DISPLAY', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'],
];

/**
 * Runs a program with a message as JSON on stdin. No shell reads anything, and what it writes goes nowhere.
 *
 * @param msMax - a test gives another limit
 * @throws SendError
 */
export async function runProgram(
	argv: readonly string[],
	message: Message,
	env: Readonly<Record<string, string | undefined>>,
	signal: AbortSignal,
	msMax = programMsMax,
): Promise<void> {
	const [program = '', ...words] = argv;
	const child = spawn(program, words, {
		shell: false,
		stdio: ['pipe', 'ignore', 'ignore'],
		env: Object.fromEntries(
			handedOn.flatMap(name => (env[name] === undefined ? [] : [[name, env[name]]])),
		),
	});
	let isLate = false;
	const kill = () => child.kill('SIGKILL');
	const timer = setTimeout(() => {
		isLate = true;
		kill();
	}, msMax);
	signal.addEventListener('abort', kill, { once: true });
	try {
		await new Promise<void>((resolve, reject) => {
			// A program need not read what it is told.
			child.stdin.on('error', () => {});
			child.once('error', error => reject(new SendError(`it cannot be started: ${codeOf(error)}`)));
			child.once('exit', (code, ended) => {
				if (code === 0) {
					resolve();
				} else if (signal.aborted) {
					reject(new SendError('it was ended with trailtop'));
				} else if (isLate) {
					reject(new SendError(`it took longer than ${msMax / 1_000} s`, { isRefusal: true }));
				} else {
					const how = code === null ? `was ended by ${ended ?? 'a signal'}` : `ended with ${code}`;
					reject(new SendError(`it ${how}`, { isRefusal: true }));
				}
			});
			child.stdin.end(`${jsonLine(message)}\n`);
		});
	} finally {
		clearTimeout(timer);
		signal.removeEventListener('abort', kill);
	}
}
