import { EventEmitter } from 'node:events';

/**
 * What Ink takes for its terminal: whole frames come out of it, and the size never changes behind
 * Ink's back, since the state holds it.
 */
export function frameStream(
	paint: (frame: string) => void,
	size: () => { readonly columns: number; readonly rows: number },
): NodeJS.WriteStream {
	const stream = Object.assign(new EventEmitter(), {
		isTTY: true,
		write: (frame: string) => {
			paint(frame);
			return true;
		},
	});
	Object.defineProperty(stream, 'columns', { get: () => size().columns });
	Object.defineProperty(stream, 'rows', { get: () => size().rows });
	return stream as unknown as NodeJS.WriteStream;
}
