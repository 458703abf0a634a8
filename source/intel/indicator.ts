export type IndicatorType =
	| 'ip_address'
	| 'domain'
	| 'url'
	| 'email'
	| 'hash_md5'
	| 'hash_sha1'
	| 'hash_sha256'
	| 'asn'
	| 'user_account'
	| 'user_agent';

/** What a source says about an indicator. Entries of a plain list share one. */
export interface Judgement {
	/** The name of the feed or file. */
	readonly source: string;
	/** 0 … 100. */
	readonly confidence: number;
	/** `malicious-activity`, `anonymization`, `compromised`, … */
	readonly threatType: string;
	readonly labels: readonly string[];
	readonly actors: readonly string[];
	readonly malware: readonly string[];
	readonly killChain: readonly string[];
	/** The source’s own id; empty where it gives none. */
	readonly id: string;
	/** A page with more information; empty when there is none. */
	readonly reference: string;
	readonly validFromMs: number | undefined;
	readonly validUntilMs: number | undefined;
	/** When the source last changed it, in ms since the epoch. */
	readonly updatedMs: number | undefined;
}

/** One thing to match: an address or a range, a domain, a hash, a network’s number. */
export interface Indicator {
	readonly type: IndicatorType;
	/** `192.0.2.7`, `192.0.2.0/24`, `AS64500`, `bad.example`. */
	readonly indicator: string;
	readonly about: Judgement;
}

/** An indicator with its history in this installation. */
export interface KeptIndicator extends Indicator {
	readonly firstImportedMs: number;
	/** When its source last had it, in ms since the epoch. */
	readonly lastSeenMs: number;
	/**
	 * When its source no longer had it, in ms since the epoch. It is kept, so that a record which
	 * matched yesterday still matches tomorrow.
	 */
	readonly withdrawnMs: number | undefined;
}

/** The values that a source gives to all its entries, unless an entry says otherwise. */
export function judgementOf(
	source: string,
	given: Partial<Omit<Judgement, 'source'>> = {},
): Judgement {
	return {
		source,
		confidence: confidenceDefault,
		threatType: 'malicious-activity',
		labels: [],
		actors: [],
		malware: [],
		killChain: [],
		id: '',
		reference: '',
		validFromMs: undefined,
		validUntilMs: undefined,
		updatedMs: undefined,
		...given,
	};
}

/** For a list without a confidence: whoever added the list trusts it. */
export const confidenceDefault = 90;
