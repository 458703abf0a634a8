/** Longest encoded text that most terminals accept, in bytes. */
const encodedMax = 74_994;
/** GNU screen truncates a longer string. */
const screenStringMax = 200;

/**
 * The sequence that sets the clipboard of the user's terminal (OSC 52), also through tmux and
 * screen.
 *
 * @returns undefined when the text is too long for it
 */
export function clipboardSequence(
	text: string,
	env: Readonly<Record<string, string | undefined>>,
): string | undefined {
	const encoded = Buffer.from(text).toString('base64');
	if (encoded.length > encodedMax) {
		return undefined;
	}

	const sequence = `\u001B]52;c;${encoded}\u0007`;
	if (env['TMUX'] !== undefined) {
		// Depending on its settings, tmux accepts the first form, passes the second one on, or
		// ignores both.
		return `${sequence}\u001BPtmux;\u001B${sequence}\u001B\\`;
	}

	return env['TERM']?.startsWith('screen') === true ? throughScreen(sequence) : sequence;
}

function throughScreen(sequence: string): string {
	let wrapped = '';
	for (let from = 0; from < sequence.length; from += screenStringMax) {
		wrapped += `\u001BP${sequence.slice(from, from + screenStringMax)}\u001B\\`;
	}

	return wrapped;
}
