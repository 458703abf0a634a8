import { aRecord } from '../../fixtures/records.ts';
import { FindingsHost } from '../../source/app/findings/findings-host.ts';
import { StandingLog } from '../../source/app/findings/standing-log.ts';
import { foundPrefix } from '../../source/findings/live/rows.ts';
import type { LoadedRules } from '../../source/findings/rule-set.ts';
import { afterAll } from '../../store/index.ts';
import type { MemoryBudget, StoreReader, StoreWriter } from '../../store/index.ts';
import type { Beside } from './ingest.ts';
import { quantile } from './quantile.ts';

const objectCount = 40;

export function hostOf(
	loaded: LoadedRules,
	dir: string,
	writer: StoreWriter,
	reader: StoreReader,
	memory: MemoryBudget,
): FindingsHost {
	return new FindingsHost({
		reader,
		memory,
		outputs: [],
		log: new StandingLog(dir),
		loadRules: () => Promise.resolve(loaded),
		rulesMark: () => Promise.resolve(''),
		commit: rows => writer.putLedger(rows),
		notify: text => {
			throw new Error(text);
		},
		isEnding: () => false,
		pause: () => Promise.resolve(),
		rest: () => Promise.resolve(),
		nowMs: () => 0,
	});
}

/** In ms: objects of fifty records, in one of which somebody stops a trail. */
export async function latencies(
	host: FindingsHost,
	writer: StoreWriter,
	reader: StoreReader,
): Promise<{ readonly p50: number; readonly p95: number }> {
	const tookMs: number[] = [];
	for (let index = 0; index < objectCount; index++) {
		const records = Array.from({ length: 50 }, () => aRecord());
		records.push(
			aRecord({
				eventSource: 'cloudtrail.amazonaws.com',
				eventName: 'StopLogging',
				userIdentity: { type: 'IAMUser', userName: `u${index}-${Math.random()}` },
			}),
		);
		const texts = records.map(record => Buffer.from(JSON.stringify(record)));
		const inflated = Buffer.concat(texts);
		let end = 0;
		const spans = Uint32Array.from(texts.flatMap(text => [end, (end += text.length)]));
		const object = { delivered: inflated, encoding: 'identity', inflated, spans } as const;
		await writer.append('tail', [{ ...object, meta: {}, fallbackTimeMs: 0 }], () => []);
		const countBefore = countOf(reader);
		const startMs = performance.now();
		await host.look();
		tookMs.push(performance.now() - startMs);
		if (countOf(reader) !== countBefore + 1) {
			throw new Error('the finding was not found');
		}
	}

	return { p50: quantile(tookMs, 0.5), p95: quantile(tookMs, 0.95) };
}

function countOf(reader: StoreReader): number {
	return [...reader.ledgerRange(foundPrefix, foundPrefix + afterAll)].length;
}

/** Looks as the worker of the program does: after a look it rests nine times as long, but no longer than 1.2 s. */
export class Resting implements Beside {
	readonly #host: FindingsHost;
	readonly #reader: StoreReader;
	#restUntilMs = 0;

	constructor(host: FindingsHost, reader: StoreReader) {
		this.#host = host;
		this.#reader = reader;
	}

	async look(): Promise<void> {
		const startMs = performance.now();
		if (startMs >= this.#restUntilMs) {
			await this.#host.look();
			const tookMs = performance.now() - startMs;
			this.#restUntilMs = performance.now() + Math.min(1_200, 9 * tookMs);
		}
	}

	async end(): Promise<void> {
		await this.#host.look();
		await this.#reader.close();
	}
}
