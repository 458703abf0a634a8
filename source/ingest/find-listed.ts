import type { ListedObject, ObjectSource } from './source.ts';

/**
 * An object as a listing shows it now; undefined when it does not exist.
 *
 * @throws SourceError
 */
export async function findListed(
	source: Pick<ObjectSource, 'list'>,
	key: string,
	signal: AbortSignal,
): Promise<ListedObject | undefined> {
	for await (const page of source.list(key, undefined, signal)) {
		const same = page.find(object => object.key === key);
		// The exact key sorts before all other keys that start with it.
		if (same !== undefined || page.length > 0) {
			return same;
		}
	}

	return undefined;
}
