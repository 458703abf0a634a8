import { proofReport, proofVersion } from '../../ingest/proof/proof-report.ts';
import { hourMs } from '../../text/duration.ts';
import type { OpeningReader } from './opening-reader.ts';
import { storeAccount } from './store-account.ts';
import type { QueryReply } from './query-messages.ts';

interface ProofWatchPorts {
	readonly reader: Pick<OpeningReader, 'ledgers'>;
	nowMs(): number;
	reply(message: Extract<QueryReply, { type: 'proof' }>): void;
}

/** The report reads every chain, so it is made at most this often, in ms … */
const lookEveryMs = 1_000;
/** … and more rarely where it takes long: queries wait for it. */
const restFactor = 20;

/** Tells what signed digests prove, whenever it has changed or another hour has begun. */
export class ProofWatch {
	readonly #ports: ProofWatchPorts;
	#toldId = '';
	#lookedMs = Number.NEGATIVE_INFINITY;
	#waitMs = lookEveryMs;

	constructor(ports: ProofWatchPorts) {
		this.#ports = ports;
	}

	look(): void {
		const { reader, nowMs, reply } = this.#ports;
		const atMs = nowMs();
		if (Math.abs(atMs - this.#lookedMs) < this.#waitMs) {
			return;
		}

		this.#lookedMs = atMs;
		const id = `${proofVersion(reader.ledgers)} ${Math.floor(atMs / hourMs)}`;
		if (id === this.#toldId) {
			return;
		}

		const startedMs = performance.now();
		const proof = proofReport(reader.ledgers, atMs);
		this.#waitMs = Math.max(lookEveryMs, restFactor * (performance.now() - startedMs));
		if (proof !== undefined) {
			this.#toldId = id;
			reply({ type: 'proof', proof, account: storeAccount(reader.ledgers) });
		}
	}
}
