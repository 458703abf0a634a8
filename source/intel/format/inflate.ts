import { gunzipSync } from 'node:zlib';
import { IntelError } from '../errors.ts';

/** Inflated bytes of a feed or file. */
export const contentBytesMax = 256 * 1024 * 1024;

/** The text of a file or download: inflated when it is gzip, without a byte order mark. */
export function contentText(bytes: Uint8Array): string {
	return new TextDecoder('utf-8').decode(inflated(bytes));
}

/** @throws IntelError when it is damaged, or inflates to more than `contentBytesMax` */
export function inflated(bytes: Uint8Array, bytesMax = contentBytesMax): Uint8Array {
	if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
		return bytes;
	}

	try {
		return gunzipSync(bytes, { maxOutputLength: bytesMax });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
			throw new IntelError(
				'feed-too-large',
				`it unpacks to more than ${Math.round(bytesMax / 1024 / 1024)} MiB`,
				'take a smaller part of the feed',
				{ cause: error },
			);
		}

		throw new IntelError(
			'feed-malformed',
			`it starts like gzip and is damaged: ${(error as Error).message}`,
			'fetch the file again',
			{ cause: error },
		);
	}
}
