/** What digests can say that is wrong, or that they cannot prove. */
export type FlawCode =
	| 'digest-missing'
	| 'digest-invalid'
	| 'digest-unproven'
	| 'chain-broken'
	| 'chain-restarted'
	| 'hours-missing'
	| 'log-missing'
	| 'log-changed'
	| 'log-unreadable'
	| 'log-unvouched'
	| 'not-covered';

export interface Flaw {
	readonly code: FlawCode;
	/**
	 * `alarm`: someone changed or removed something. `note`: it could not be proven, for another
	 * reason.
	 */
	readonly severity: 'alarm' | 'note';
	readonly key: string;
	readonly detail: string;
}

export const reasonCharactersMax = 500;
const notes: ReadonlySet<FlawCode> = new Set([
	'chain-restarted',
	'digest-unproven',
	'not-covered',
	'log-unreadable',
]);

export function flawOf(code: FlawCode, key: string, detail: string): Flaw {
	const severity = notes.has(code) ? 'note' : 'alarm';
	return { code, severity, key, detail: cutReason(detail) };
}

/** What a file or a server says may be long. */
export function cutReason(text: string): string {
	return text.length > reasonCharactersMax ? `${text.slice(0, reasonCharactersMax)}…` : text;
}
