import { write } from 'node:fs';
import type { ScreenSink } from './screen-writer.ts';

/** How long to wait when the terminal’s buffer is full and the descriptor does not block. */
const retryAfterMs = 5;

/**
 * Writes to a terminal without ever stopping the event loop: node’s own stream writes to a
 * terminal synchronously, and over a slow link that is a second of deafness. A write on the
 * thread pool may block there as long as it likes.
 *
 * @param lost - called once when the terminal is gone (EIO, EPIPE, EBADF)
 */
export function ttySink(descriptor: number, lost: (error: Error) => void): ScreenSink {
	const send = (bytes: Buffer, done: () => void) => {
		write(descriptor, bytes, 0, bytes.length, null, (error, writtenCount) => {
			if (error === null) {
				if (writtenCount < bytes.length) {
					send(bytes.subarray(writtenCount), done);
				} else {
					done();
				}
			} else if (error.code === 'EAGAIN' || error.code === 'EINTR') {
				setTimeout(send, retryAfterMs, bytes, done);
			} else {
				lost(error);
			}
		});
	};

	return { write: (bytes, done) => send(Buffer.from(bytes), done) };
}
