import type { ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { formatNumber } from '../text/number.ts';
import { SourceError } from './source.ts';

/** S3 lists no more on a page. */
const pageKeysMax = 1_000;

/**
 * A page of a listing, held against what was asked for.
 *
 * @param title - the request in words for people
 * @throws SourceError `damaged` when it has too many keys, or one that was not asked for
 */
export function checkedPage(
	page: ListObjectsV2CommandOutput,
	prefix: string,
	title: string,
): ListObjectsV2CommandOutput {
	const { Contents: objects = [], CommonPrefixes: folders = [] } = page;
	if (objects.length + folders.length > pageKeysMax) {
		throw damage(`${title}: a page has more than ${formatNumber(pageKeysMax)} keys`);
	}

	const decode = decoderOf(page);
	const keys = [...objects.map(({ Key }) => Key), ...folders.map(({ Prefix }) => Prefix)];
	if (keys.some(key => key === undefined || !decode(key).startsWith(prefix))) {
		throw damage(`${title}: a page has keys that were not asked for`);
	}

	return page;
}

/** Not every server URL-encodes keys when asked; one that does says so in its answer. */
export function decoderOf(page: ListObjectsV2CommandOutput): (text: string) => string {
	return page.EncodingType === 'url'
		? text => decodeURIComponent(text.replaceAll('+', ' '))
		: text => text;
}

function damage(found: string): SourceError {
	return new SourceError('damaged', found, 'it is tried again by itself');
}
