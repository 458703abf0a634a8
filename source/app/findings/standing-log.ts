import {
	openStanding,
	readStandingEntry,
	standingAfter,
	type FindingStanding,
	type StandingEntry,
} from '../../findings/live/standing.ts';
import { AppendLog } from '../append-log.ts';

/** In the folder of a store: what people said of its findings. */
const logName = 'findings.ndjson';
/** Findings that something was said of; of more the earliest are forgotten by whoever reads. */
export const standingsMax = 200_000;

/** The log of what people said of findings. */
export class StandingLog {
	readonly #log: AppendLog;
	/** By finding; at most `standingsMax`. */
	readonly #standings = new Map<string, FindingStanding>();
	/** Grows whenever something was read. */
	version = 0;
	/** Lines that are no entries. */
	oddCount = 0;

	constructor(storeDir: string) {
		this.#log = new AppendLog(
			storeDir,
			logName,
			line => this.#take(line),
			() => this.#standings.clear(),
		);
	}

	of(finding: string): FindingStanding {
		return this.#standings.get(finding) ?? openStanding;
	}

	/** Those that are closed. */
	*closed(): Iterable<readonly [finding: string, standing: FindingStanding]> {
		for (const entry of this.#standings) {
			if (entry[1].state === 'closed') {
				yield entry;
			}
		}
	}

	/** Reads what was written since it was called last. */
	refresh(): void {
		if (this.#log.refresh()) {
			this.version++;
		}
	}

	/** @throws Error when the file cannot be written, as of a store that belongs to others */
	append(entry: StandingEntry): void {
		this.#log.append(entry);
	}

	#take(line: string): void {
		const entry = readStandingEntry(line);
		if (entry === undefined) {
			this.oddCount++;
			return;
		}

		const before = this.of(entry.finding);
		this.#standings.delete(entry.finding);
		this.#standings.set(entry.finding, standingAfter(before, entry));
		if (this.#standings.size > standingsMax) {
			const [oldest = ''] = this.#standings.keys();
			this.#standings.delete(oldest);
		}
	}
}
