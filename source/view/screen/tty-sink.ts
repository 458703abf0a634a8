import { write } from 'node:fs';
import type { ScreenSink } from './screen-writer.ts';

/**
 * Wait in ms before the next try, when the terminal’s buffer is full and the descriptor is
 * non-blocking.
 */
const retryAfterMs = 5;

/**
 * Writes to a terminal without blocking the event loop. Node’s own stream writes to a terminal
 * synchronously, which can block for a second over a slow link. Here the write blocks a thread of
 * the thread pool instead.
 *
 * @param lost - called once when the terminal was closed (EIO, EPIPE, EBADF)
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
