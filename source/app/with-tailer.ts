import type { StoreError, StoreKeeper } from '../../store/index.ts';
import { Tailer } from '../ingest/tailer.ts';
import type { TailerOptions } from '../ingest/tailer.ts';
import { describeError } from './describe-error.ts';
import type { Environment } from './environment.ts';
import { openEnvironmentWriter } from './open-writer.ts';
import type { CommandPorts } from './ports.ts';
import { proofOptionsOf } from './proof.ts';
import { openSource } from './source/index.ts';

type Wish = Pick<TailerOptions, 'sinceMs' | 'untilMs' | 'pollEveryMs'>;

/**
 * Opens an environment’s source and store, passes a tailer between them to `run`, and closes all
 * three afterwards, even when one of them could not be opened or `run` failed.
 *
 * @param run - `lost` is aborted, with the StoreError as its reason, when another writer has taken
 *   over the store
 * @param dir - of the store
 * @throws Error when the environment has no source; StoreError as `openWriter`; what `run` throws
 */
export async function withTailer<T>(
	environment: Environment,
	dir: string,
	wish: Wish,
	ports: Pick<CommandPorts, 'err' | 'nowMs' | 'random'>,
	run: (tailer: Tailer, writer: StoreKeeper, lost: AbortSignal) => Promise<T>,
): Promise<T> {
	if (environment.source === undefined) {
		throw new Error(`environment ${environment.name} has no source to fetch from`);
	}

	const tell = (words: string) => ports.err(`trailtop: ${environment.name}: ${words}\n`);
	const proof = await proofOptionsOf(environment, tell);
	const source = await openSource(environment.source, ports.nowMs);
	try {
		const losing = new AbortController();
		const writer = await openEnvironmentWriter(environment, dir, ports.nowMs, (error: StoreError) =>
			losing.abort(error),
		);
		const { random } = ports;
		const tailer = new Tailer({
			...wish,
			...environment.limits,
			source,
			writer,
			meta: metaOf(environment),
			random,
			proof,
			troubled: error => tell(describeError(error)),
		});
		try {
			return await run(tailer, writer, losing.signal);
		} finally {
			await tailer.stop();
			await writer.close();
		}
	} finally {
		await source.close();
	}
}

/** Metadata that every record of an environment gets. */
export function metaOf(environment: Environment) {
	return {
		sourceCategory: environment.sourceCategory,
		source: environment.sourceName,
		sourceHost: environment.sourceHost,
		collector: 'trailtop',
	};
}
