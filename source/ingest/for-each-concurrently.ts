/**
 * Runs `work` on all items with a concurrency limit. After the first rejection no further items
 * start.
 */
export async function forEachConcurrently<T>(
	items: readonly T[],
	atOnceMax: number,
	work: (item: T) => Promise<void>,
): Promise<void> {
	const rest = items.values();
	const worker = async (): Promise<void> => {
		for (const item of rest) {
			await work(item);
		}
	};

	const workers = Array.from({ length: Math.min(atOnceMax, items.length) }, worker);
	const settled = await Promise.allSettled(workers);
	const failed = settled.find(result => result.status === 'rejected');
	if (failed) {
		throw failed.reason;
	}
}
