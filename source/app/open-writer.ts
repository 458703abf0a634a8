import { openWriter } from '../../store/index.ts';
import type { StoreError, StoreKeeper } from '../../store/index.ts';
import { recordSchema } from '../trail/schema.ts';
import type { Environment } from './environment.ts';

/**
 * Opens an environment’s store for writing and creates it when it is missing.
 *
 * @param clock - ms since the epoch
 * @param leaseLost - as of `openWriter`
 * @throws StoreError as `openWriter`
 */
export function openEnvironmentWriter(
	{ groupAccess }: Environment,
	dir: string,
	clock: () => number = Date.now,
	leaseLost?: (error: StoreError) => void,
): Promise<StoreKeeper> {
	return openWriter({ dir, schema: recordSchema, groupAccess, clock, leaseLost });
}
