import type { Prefix } from '../../ingest/prefixes.ts';
import { flawOf } from '../../ingest/proof/flaw.ts';
import type { Flaw, FlawCode } from '../../ingest/proof/flaw.ts';
import type { ListedObject } from '../../ingest/source.ts';

/** Hours of delivery that a valid digest covers. */
export interface CoveredHours {
	readonly account: string | undefined;
	readonly region: string | undefined;
	readonly fromMs: number;
	readonly toMs: number;
}

export interface VerifyReport {
	readonly digestCount: number;
	readonly validDigestCount: number;
	readonly logCount: number;
	readonly validLogCount: number;
	/** At most `flawsMax`; `flawCount` is the total. */
	readonly flaws: readonly Flaw[];
	readonly flawCount: number;
	readonly alarmCount: number;
	readonly covered: readonly CoveredHours[];
}

const flawsMax = 10_000;

/** Collects the flaws of a verification. */
export class Flaws {
	digestCount = 0;
	validDigestCount = 0;
	logCount = 0;
	validLogCount = 0;
	readonly #flaws: Flaw[] = [];
	#flawCount = 0;
	#alarmCount = 0;
	readonly #covered: CoveredHours[] = [];
	readonly #vouched = new Set<string>();

	add(code: FlawCode, key: string, detail: string): void {
		const flaw = flawOf(code, key, detail);
		this.#flawCount++;
		this.#alarmCount += flaw.severity === 'alarm' ? 1 : 0;
		if (this.#flaws.length < flawsMax) {
			this.#flaws.push(flaw);
		}
	}

	vouch(key: string): void {
		this.#vouched.add(key);
	}

	cover(hours: CoveredHours): void {
		this.#covered.push(hours);
	}

	/**
	 * Reports logs that were written in hours with a valid digest, but are listed in none: someone
	 * may have added them.
	 */
	unvouched(prefix: Prefix, logs: readonly ListedObject[]): void {
		const covered = this.#covered.filter(
			hours => hours.account === prefix.account && hours.region === prefix.region,
		);
		for (const { key, lastModifiedMs } of logs) {
			const isCovered = covered.some(
				({ fromMs, toMs }) => lastModifiedMs >= fromMs && lastModifiedMs < toMs,
			);
			if (isCovered && !this.#vouched.has(key)) {
				const written = new Date(lastModifiedMs).toISOString();
				this.add('log-unvouched', key, `written ${written}, and no digest of that time lists it`);
			}
		}
	}

	uncovered(prefix: string): void {
		this.add('not-covered', prefix, 'there are no digests: turn on log file validation');
	}

	report(): VerifyReport {
		return {
			digestCount: this.digestCount,
			validDigestCount: this.validDigestCount,
			logCount: this.logCount,
			validLogCount: this.validLogCount,
			flaws: this.#flaws,
			flawCount: this.#flawCount,
			alarmCount: this.#alarmCount,
			covered: this.#covered,
		};
	}
}
