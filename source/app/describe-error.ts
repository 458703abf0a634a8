import type { StoreError } from '../../store/index.ts';
import { SourceError } from '../ingest/source.ts';
import { messageOf } from '../text/error-message.ts';
import { withMaskedUrls } from '../text/url.ts';
import { UsageError } from './arguments.ts';
import { ConfigError } from './config-error.ts';
import { storeAdvice } from './store-advice.ts';
import { version } from './version.ts';

/** By its name, because whoever starts the program would else load the store to tell an error. */
function isStoreError(error: unknown): error is StoreError {
	return error instanceof Error && error.name === 'StoreError';
}

/** What went wrong and, where we know it, what to do about it. URLs in it are masked. */
export function describeError(error: unknown): string {
	return withMaskedUrls(wordsOf(error));
}

function wordsOf(error: unknown): string {
	if (isStoreError(error)) {
		return `${error.message}; ${storeAdvice(error)}`;
	}

	return error instanceof SourceError ? `${error.message}; ${error.next}` : messageOf(error);
}

/** What to do about an error of the system, by its code. */
const systemAdvice: Readonly<Record<string, string>> = {
	EACCES: 'let this user read and write there, or name another place',
	EPERM: 'let this user read and write there, or name another place',
	EROFS: 'that disk may only be read: name a place on another one',
	ENOSPC: 'make room on that disk, or name a place on another one',
	EDQUOT: 'make room within the quota, or name a place on another disk',
	EIO: 'the disk does not read or write: have it checked',
	ENOENT: 'look for a mistake in the path',
	ELOOP: 'remove the link, or name the file that it leads to',
	EISDIR: 'name a file, not a folder',
	ENOTDIR: 'name a folder, not a file',
	EMFILE: 'allow more open files: `ulimit -n`',
};

/** Characters of a line: an argument or a path that is quoted in it may have many more. */
const lineCharactersMax = 2_000;

/** An error that ends a command, as one sentence with its next step; never a stack trace. */
export function describeEnd(error: unknown): string {
	return withMaskedUrls(endOf(error)).replaceAll(/[^\n]+/g, line =>
		line.length > lineCharactersMax
			? `${line.slice(0, lineCharactersMax / 2)} … ${line.slice(-lineCharactersMax / 2)}`
			: line,
	);
}

function endOf(error: unknown): string {
	if (
		isStoreError(error) ||
		[SourceError, UsageError, ConfigError].some(kind => error instanceof kind) ||
		!(error instanceof Error)
	) {
		return describeError(error);
	}

	const { code, syscall } = error as NodeJS.ErrnoException;
	if (code !== undefined && syscall !== undefined) {
		return `${error.message}; ${systemAdvice[code] ?? 'try again, or name another place'}`;
	}

	// Some messages quote a whole file.
	const [found = ''] = error.message.split('\n', 1);
	return `unexpected ${error.name}: ${found}; this is a mistake in trailtop ${version}: report this line and the command`;
}
