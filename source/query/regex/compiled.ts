/** A user's regex, compiled by `regex/compile.ts`: native when provably linear, else re2js. */
export interface CompiledRegex {
	readonly groupNames: readonly string[];
	test(text: string): boolean;
	/** Groups by index from 0 (whole match); undefined when nothing matches from `start` on. */
	exec(text: string, start?: number): RegexMatch | undefined;
	/** Replaces every match; `$1`, `$0`, `${name}` and `\$` as in Java. */
	replaceAll(text: string, replacement: string): string;
}

export interface RegexMatch {
	readonly index: number;
	readonly end: number;
	/** null for a group that did not match. */
	group(indexOrName: number | string): string | null;
}
