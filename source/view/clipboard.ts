/** What most terminals take at most, encoded. */
const encodedMax = 74_994;
/** GNU screen forgets the end of a longer string. */
const screenStringMax = 200;

/**
 * The sequence that puts a text on the clipboard of the terminal one sits at (OSC 52), through
 * tmux and screen too.
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
		// By its settings tmux takes the one or hands the other on, or does neither.
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
