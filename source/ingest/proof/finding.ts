/** What digests can say that is wrong, or that they cannot prove. */
export type FindingCode =
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

export interface Finding {
	readonly code: FindingCode;
	/**
	 * `alarm`: someone changed or removed something. `note`: it could not be proven, for another
	 * reason.
	 */
	readonly severity: 'alarm' | 'note';
	readonly key: string;
	readonly detail: string;
}

const notes: ReadonlySet<FindingCode> = new Set([
	'chain-restarted',
	'digest-unproven',
	'not-covered',
	'log-unreadable',
]);

export function findingOf(code: FindingCode, key: string, detail: string): Finding {
	return { code, severity: notes.has(code) ? 'note' : 'alarm', key, detail };
}
