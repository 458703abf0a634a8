import { openReader, StoreError } from '../../store/index.ts';
import type { StoreReader } from '../../store/index.ts';
import { recordSchema } from '../trail/schema.ts';

/**
 * Opens a store for reading; undefined when it has not been created yet.
 *
 * @param columnCacheBytesMax - bytes of memory for decoded columns
 * @throws StoreError as `openReader`
 */
export async function openIfThere(
	dir: string,
	columnCacheBytesMax?: number,
): Promise<StoreReader | undefined> {
	try {
		return await openReader({
			dir,
			schema: recordSchema,
			...(columnCacheBytesMax === undefined ? {} : { columnCacheBytesMax }),
		});
	} catch (error) {
		if (error instanceof StoreError && error.code === 'not-a-store') {
			return undefined;
		}

		throw error;
	}
}
