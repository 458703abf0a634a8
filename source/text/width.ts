import stringWidth from 'string-width';

// Printable ASCII and the blocks of our own frames and charts. Each takes one cell in every
// terminal. Measuring them one grapheme at a time would cost more than drawing them.
const oneCellEach =
	/^[\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2500-\u25fc\u2800-\u28ff]*$/;

/** True when every UTF-16 code unit of `text` takes exactly one cell. */
export function isOneCellEach(text: string): boolean {
	return oneCellEach.test(text);
}

/**
 * Width of `text` on a terminal, in cells. The text must be sanitised, so that it has no escapes.
 */
export function cellWidth(text: string): number {
	return oneCellEach.test(text) ? text.length : stringWidth(text);
}
