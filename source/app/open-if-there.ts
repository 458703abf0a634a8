import { openReader, StoreError } from '../../store/index.ts';
import type { MemoryBudget, StoreReader } from '../../store/index.ts';
import { recordSchema } from '../trail/schema.ts';

/**
 * Opens a store for reading; undefined when it has not been created yet.
 *
 * @param memory - where decoded columns have their room
 * @throws StoreError as `openReader`
 */
export async function openIfThere(
	dir: string,
	memory?: MemoryBudget,
): Promise<StoreReader | undefined> {
	try {
		return await openReader({ dir, schema: recordSchema, memory });
	} catch (error) {
		if (error instanceof StoreError && error.code === 'not-a-store') {
			return undefined;
		}

		throw error;
	}
}
