import { STATUS_CODES } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { formatBytes } from '../../text/number.ts';
import { IntelError } from '../errors.ts';

/** Characters of a content type that are shown; a server may send anything as one. */
const typeCharactersMax = 60;

/**
 * An answer in words, for errors: status, content type and size. Nothing else of an answer that was
 * not expected is told, because a page of errors may repeat the request with its keys.
 *
 * @param byteCount - undefined: what the server says its size is
 */
export function describeAnswer(
	status: number,
	headers: IncomingHttpHeaders,
	byteCount: number | undefined = claimedBytes(headers),
): string {
	const about = [
		typeOf(headers),
		byteCount === undefined ? undefined : formatBytes(byteCount),
	].filter(part => part !== undefined);
	const name = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
	return about.length === 0 ? name : `${name} (${about.join(', ')})`;
}

function claimedBytes(headers: IncomingHttpHeaders): number | undefined {
	const text = headers['content-length'] ?? '';
	return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** `text/html`, without its parameters. */
export function typeOf(headers: IncomingHttpHeaders): string | undefined {
	const [type = ''] = (headers['content-type'] ?? '').split(';');
	const clean = type.replaceAll(/[^\w/.+-]/g, '').toLowerCase();
	return clean === '' ? undefined : clean.slice(0, typeCharactersMax);
}

/** The error for a status that brings no document. */
export function refused(status: number, headers: IncomingHttpHeaders): IntelError {
	const found = `the server answers ${describeAnswer(status, headers)}`;
	switch (status) {
		case 401:
		case 403:
			return new IntelError(
				'feed-auth',
				found,
				'check auth and auth_env of this feed in feeds.yaml, and that its owner has not locked you out',
			);
		case 404:
		case 410:
			return new IntelError(
				'feed-gone',
				found,
				'the feed has moved: correct its url in feeds.yaml',
			);
		case 429:
		case 503:
			return new IntelError('feed-refused', found, `try again ${whenOf(headers['retry-after'])}`);
		default:
			return new IntelError('feed-refused', found, 'try again later');
	}
}

/** Seconds or a date; anything else that a server sends there is not shown. */
function whenOf(after: string | undefined): string {
	if (after === undefined || !/^\d{1,9}$|^[A-Z][a-z]{2}, [\d A-Za-z:]{20,30}$/.test(after)) {
		return 'later';
	}

	return `after ${after}`;
}
