/** The modes that the console sets at its start, in one write. */
export const enterSequence = [
	'\u001B[?1049h', // alternate screen
	'\u001B[?25l', // no cursor
	'\u001B[?2004h', // bracketed paste
	'\u001B[?1004h', // focus reports
	'\u001B[?7l', // no wrapping at the right edge
].join('');

/** Buttons, dragging, and reports that say where in digits: the only form that is read. */
export const mouseOn = '\u001B[?1000h\u001B[?1002h\u001B[?1006h';
export const mouseOff = '\u001B[?1006l\u001B[?1002l\u001B[?1000l';

/** The reverse, in reverse order, and that of the mouse; may be sent twice. */
export const leaveSequence = [
	'\u001B[?2026l',
	mouseOff,
	'\u001B[m',
	'\u001B[?7h',
	'\u001B[?1004l',
	'\u001B[?2004l',
	'\u001B[?25h',
	'\u001B[?1049l',
].join('');

/**
 * Queries: background colour (OSC 11), synchronised output (DECRQM), and last the device attributes
 * (DA1). Every terminal answers the last one, so when that answer arrives, a missing answer to the
 * others is certain.
 */
export const questions = '\u001B]11;?\u001B\\\u001B[?2026$p\u001B[c';
