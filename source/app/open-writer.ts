import { openWriter } from '../../store/index.ts';
import type { StoreKeeper } from '../../store/index.ts';
import { recordSchema } from '../trail/schema.ts';
import type { Environment } from './environment.ts';

/**
 * Becomes the writer of an environment’s store, and makes the store when there is none.
 *
 * @param clock - ms since the epoch
 * @throws StoreError as `openWriter`
 */
export function openEnvironmentWriter(
	{ groupAccess }: Environment,
	dir: string,
	clock: () => number = Date.now,
): Promise<StoreKeeper> {
	return openWriter({ dir, schema: recordSchema, groupAccess, clock });
}
