import { EventEmitter } from 'node:events';

/**
 * The stream that Ink uses as its terminal. Whole frames come out of it. Its size never changes by
 * itself, because the state has the size.
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
