import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../text/error-message.ts';
import { sanitise } from '../text/sanitise.ts';
import { SourceError } from './source.ts';

/** Names of profiles that an error tells; how many more there are is said. */
const namesShown = 20;
/** Characters of what a credential_process said. */
const wordsShown = 300;

/** Whether each profile gets its credentials from a program. */
type Profiles = ReadonlyMap<string, { readonly hasProcess: boolean }>;

function profileFiles(): { readonly config: string; readonly credentials: string } {
	const { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE } = process.env;
	return {
		config: AWS_CONFIG_FILE ?? join(homedir(), '.aws', 'config'),
		credentials: AWS_SHARED_CREDENTIALS_FILE ?? join(homedir(), '.aws', 'credentials'),
	};
}

/** Of both files. No value of them is kept, because it may be a secret. */
async function readProfiles(): Promise<Profiles> {
	const { config, credentials } = profileFiles();
	const read = (file: string) => readFile(file, 'utf8').catch(() => '');
	const found = new Map<string, { hasProcess: boolean }>();
	for (const [text, header] of [
		[await read(config), /^\s*\[\s*(?:profile\s+["']?([^\]"']+?)["']?|(default))\s*\]/],
		[await read(credentials), /^\s*\[\s*([^\]]+?)\s*\]/],
	] as const) {
		let current: { hasProcess: boolean } | undefined;
		for (const line of text.split('\n')) {
			if (/^\s*\[/.test(line)) {
				const [, first, second] = header.exec(line) ?? [];
				const name = first ?? second;
				current = name === undefined ? undefined : (found.get(name) ?? { hasProcess: false });
				if (name !== undefined && current) {
					found.set(name, current);
				}
			} else if (current && /^\s*credential_process\s*=/.test(line)) {
				current.hasProcess = true;
			}
		}
	}

	return found;
}

/** @throws SourceError when neither file has the profile; it names those that there are */
export async function requireProfile(name: string): Promise<void> {
	const profiles = await readProfiles();
	if (profiles.has(name)) {
		return;
	}

	const { config, credentials } = profileFiles();
	const names = [...profiles.keys()].slice(0, namesShown).map(sanitise).join(', ');
	const more = profiles.size > namesShown ? `, and ${profiles.size - namesShown} more` : '';
	throw new SourceError(
		'credentials',
		`there is no profile "${sanitise(name)}" in ${config} or ${credentials}`,
		profiles.size === 0
			? 'these files name no profile; write one with `aws configure --profile NAME`'
			: `give --profile one of ${names}${more}`,
	);
}

/**
 * Why the SDK found no credentials, which it does not tell itself: there is no such profile, or
 * what its credential_process said on stderr. That program's output and its command may have
 * secrets in them, so neither is told.
 *
 * @param profile - undefined: that of `AWS_PROFILE`, or the default one
 * @param runProcess - asks the credential_process of a profile again
 */
export async function credentialError(
	error: unknown,
	profile: string | undefined,
	runProcess: (profile: string) => Promise<unknown>,
): Promise<unknown> {
	const named = profile ?? process.env['AWS_PROFILE'];
	try {
		if (named !== undefined) {
			await requireProfile(named);
		}

		const name = named ?? 'default';
		if ((await readProfiles()).get(name)?.hasProcess === true) {
			await runProcess(name).catch((failure: unknown) => {
				throw processError(name, messageOf(failure));
			});
		}
	} catch (explained) {
		return explained;
	}

	return error;
}

function processError(profile: string, message: string): SourceError {
	// Node puts the command on the first line, and after it what came on stderr.
	const words = message.startsWith('Command failed:')
		? message.split('\n').slice(1).join(' ').trim()
		: message;
	const said =
		words === '' ? 'it failed without a word' : sanitise(words).slice(0, wordsShown).trim();
	return new SourceError(
		'credentials',
		`the credential_process of the profile "${sanitise(profile)}" gave no credentials: ${said}`,
		'run its command of ~/.aws/config in a shell until it answers, or give another --profile',
	);
}
