import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Secret } from '../../findings/outputs/output.ts';
import { codeOf, SendError } from './send-error.ts';

/** Bytes of a key or URL. */
export const secretBytesMax = 8_192;
const othersRead = 0o044;

interface SecretWorld {
	readonly env: Readonly<Record<string, string | undefined>>;
	warn(text: string): void;
}

/**
 * Reads a secret, each time anew, so that a new key needs no restart.
 *
 * @throws SendError which names the place and never the secret
 */
export async function readSecret(secret: Secret, { env, warn }: SecretWorld): Promise<string> {
	if ('text' in secret) {
		return secret.text;
	}

	if ('env' in secret) {
		const text = env[secret.env]?.trim() ?? '';
		if (text === '') {
			throw new SendError(`the environment variable ${secret.env} is not set`);
		}

		return text;
	}

	const text = (await readPrivate(secret.file, warn)).trim();
	if (text === '') {
		throw new SendError(`${secret.file} is empty`);
	}

	return text;
}

async function readPrivate(file: string, warn: (text: string) => void): Promise<string> {
	try {
		// Without O_NONBLOCK a pipe in its place would hold us up.
		const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
		const handle = await open(file, flags);
		try {
			const found = await handle.stat();
			if (!found.isFile() || found.size > secretBytesMax) {
				throw new SendError(`${file} is no file of one line`);
			}

			if ((found.mode & othersRead) !== 0) {
				warn(`others can read ${file}, which holds a key: \`chmod 600\` it`);
			}

			return await handle.readFile('utf8');
		} finally {
			await handle.close();
		}
	} catch (error) {
		if (error instanceof SendError) {
			throw error;
		}

		const why = codeOf(error);
		throw new SendError(
			why === 'ELOOP'
				? `${file} is a link, and no key is read there`
				: `${file} cannot be read: ${why}`,
		);
	}
}
