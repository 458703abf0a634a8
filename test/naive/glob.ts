/** Whether a text as a whole is what a pattern says: `*` is any text, the rest stands for itself. */
export function matchesGlob(text: string, pattern: string): boolean {
	const parts = pattern.split('*').map(escapedForRegExp);
	return new RegExp(`^${parts.join('[^]*?')}$`).test(text);
}

export function escapedForRegExp(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
