import type { StoreAccount } from '../../dashboard/state/source-status.ts';
import type { OpeningReader } from './opening-reader.ts';
import { storeAccount } from './store-account.ts';
import type { QueryReply } from './query-messages.ts';

interface AccountWatchPorts {
	readonly reader: Pick<OpeningReader, 'ledgers'>;
	nowMs(): number;
	reply(message: Extract<QueryReply, { type: 'account' }>): void;
}

/** The account reads the index of the ledger, so it is made at most this often, in ms … */
const lookEveryMs = 1_000;
/** … and more rarely where it takes long: queries wait for it. */
const restFactor = 20;

/**
 * Tells what became of the objects when it has changed without a new record: a fetch has ended, or
 * an object was denied.
 */
export class AccountWatch {
	readonly #ports: AccountWatchPorts;
	#told = '';
	#lookedMs = Number.NEGATIVE_INFINITY;
	#waitMs = lookEveryMs;

	constructor(ports: AccountWatchPorts) {
		this.#ports = ports;
	}

	/** The account as it is, for whoever tells it now. */
	read(): StoreAccount | undefined {
		const startedMs = performance.now();
		const account = storeAccount(this.#ports.reader.ledgers);
		this.#waitMs = Math.max(lookEveryMs, restFactor * (performance.now() - startedMs));
		this.#lookedMs = this.#ports.nowMs();
		this.#told = JSON.stringify(account) ?? '';
		return account;
	}

	look(): void {
		if (Math.abs(this.#ports.nowMs() - this.#lookedMs) < this.#waitMs) {
			return;
		}

		const before = this.#told;
		const account = this.read();
		if (account !== undefined && this.#told !== before) {
			this.#ports.reply({ type: 'account', account });
		}
	}
}
