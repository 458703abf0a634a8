import { constants } from 'node:fs';
import { lstat, mkdir, open, rename, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { jsonLine, messageKey, type Message } from '../../findings/outputs/message.ts';
import { orUndefined } from '../../intel/write-whole.ts';
import { codeOf, SendError } from './send-error.ts';

/** Bytes of a file of findings before it becomes `.1`. */
export const outputBytesMax = 16 << 20;
/** Files beside it, the newest `.1`; the oldest goes. */
export const rotatedMax = 5;
/** Bytes at the end of a file in which a line is looked for. */
export const tailBytesMax = 1 << 20;

/**
 * Appends a message to a file as a line of JSON, whole and on disk. Follows no link.
 *
 * @param isRepeat - it may be there already: then nothing is appended
 * @param bytesMax - a test gives another one
 * @throws SendError
 */
export async function appendLine(
	file: string,
	message: Message,
	isRepeat: boolean,
	bytesMax = outputBytesMax,
): Promise<void> {
	const line = Buffer.from(`${jsonLine(message)}\n`);
	try {
		if (isRepeat && (await isIn(`${file}.1`, message))) {
			return;
		}

		await mkdir(dirname(file), { recursive: true, mode: 0o700 });
		let handle = await openOwn(file);
		try {
			const { size } = await handle.stat();
			const tail = await tailOf(handle, size);
			if (isRepeat && hasLine(tail, message)) {
				return;
			}

			if (size > 0 && size + line.length > bytesMax) {
				await handle.close();
				await rotate(file);
				handle = await openOwn(file);
				await writeWhole(handle, line);
			} else {
				await append(handle, line, tail, size);
			}
		} finally {
			await handle.close();
		}
	} catch (error) {
		throw error instanceof SendError
			? error
			: new SendError(`it cannot be written: ${codeOf(error)}`);
	}
}

/** The end of a line that was cut off by a kill is ours when ours begins like it; else it stays, as a line. */
async function append(handle: FileHandle, line: Buffer, tail: Buffer, size: number): Promise<void> {
	const torn = tail.subarray(tail.lastIndexOf('\n') + 1);
	if (torn.length === 0) {
		await writeWhole(handle, line);
	} else if (line.subarray(0, torn.length).equals(torn)) {
		await handle.truncate(size - torn.length);
		await writeWhole(handle, line);
	} else {
		await writeWhole(handle, Buffer.concat([Buffer.from('\n'), line]));
	}
}

async function writeWhole(handle: FileHandle, bytes: Buffer): Promise<void> {
	await handle.writeFile(bytes);
	await handle.datasync();
}

async function openOwn(file: string): Promise<FileHandle> {
	const flags =
		constants.O_RDWR |
		constants.O_APPEND |
		constants.O_CREAT |
		constants.O_NOFOLLOW |
		constants.O_NONBLOCK;
	try {
		const handle = await open(file, flags, 0o600);
		const found = await handle.stat();
		if (found.isFile()) {
			return handle;
		}

		await handle.close();
	} catch (error) {
		if (codeOf(error) !== 'ELOOP') {
			throw error;
		}
	}

	throw new SendError(`${file} is a link or no file, and is not written`);
}

async function isIn(file: string, message: Message): Promise<boolean> {
	if ((await orUndefined(lstat(file)))?.isFile() !== true) {
		return false;
	}

	const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
	try {
		return hasLine(await tailOf(handle, (await handle.stat()).size), message);
	} finally {
		await handle.close();
	}
}

async function tailOf(handle: FileHandle, size: number): Promise<Buffer> {
	const length = Math.min(size, tailBytesMax);
	const bytes = Buffer.alloc(length);
	let read = 0;
	while (read < length) {
		const { bytesRead } = await handle.read(bytes, read, length - read, size - length + read);
		if (bytesRead === 0) {
			break;
		}

		read += bytesRead;
	}

	return bytes.subarray(0, read);
}

/** Only whole lines count: of one that is cut off nobody can read the finding. */
function hasLine(tail: Buffer, message: Message): boolean {
	const key = messageKey(message);
	const lines = tail.toString().split('\n').slice(0, -1);
	return lines.some(line => {
		try {
			const read = JSON.parse(line) as Message | null;
			return read !== null && messageKey(read) === key && read.environment === message.environment;
		} catch {
			return false;
		}
	});
}

async function rotate(file: string): Promise<void> {
	for (let number = rotatedMax - 1; number >= 0; number--) {
		const from = number === 0 ? file : `${file}.${number}`;
		await orUndefined(rename(from, `${file}.${number + 1}`));
	}
}
