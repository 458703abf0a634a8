import { lstat, stat } from 'node:fs/promises';
import { SourceError } from './source.ts';
import type { ListedObject } from './source.ts';

/** Why a file that a folder lists cannot be opened, by the ETag that it is listed with. */
export const unreachable: Readonly<
	Record<string, { readonly found: string; readonly next: string }>
> = {
	'leads-nowhere': {
		found: 'is a link that leads nowhere',
		next: 'mend the link, or remove it',
	},
	'no-utf-8': {
		found: 'has a name that is no UTF-8',
		next: 'give the file another name',
	},
};

/** How a file is listed that cannot be opened; undefined when it was removed since. */
export async function describeUnreachable(
	key: string,
	path: string,
): Promise<ListedObject | undefined> {
	const stats = await lstat(path).catch(() => undefined);
	const etag =
		stats?.isSymbolicLink() === true
			? 'leads-nowhere'
			: // Node.js gives such a name with marks in place of its bytes, so that no file is found by it.
				stats === undefined && key.includes('\u{FFFD}')
				? 'no-utf-8'
				: undefined;
	const lastModifiedMs = Math.floor(stats?.mtimeMs ?? 0);
	// An object of no bytes would count as read.
	const sizeBytes = 1;
	return etag === undefined
		? undefined
		: { key, etag, sizeBytes, lastModifiedMs, storageClass: undefined };
}

/** A pipe, as the shell makes of `<(command)`, can be read once and not listed. */
export async function refuseNoFile(path: string): Promise<void> {
	const stats = await stat(path);
	if (!stats.isFile()) {
		throw new SourceError(
			'no-bucket',
			`${path} is neither a folder nor a file`,
			'read what a command prints with `--from -`, or save it to a file',
		);
	}
}
