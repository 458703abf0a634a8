/** Runs `work` over all items, so many at once; the first rejection stops the others from starting. */
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
