import { Kernel, newKernelInstance } from './kernel.ts';
import type { KernelInstance } from './kernel.ts';

/**
 * Instances that wait for the next segment. A segment that is full is followed by another one before
 * its memory is given back, so two take turns.
 */
const instancesKeptMax = 1;
/** Of a larger one the memory is given up. */
export const instanceBytesKeptMax = 64 * 1024 * 1024;

const kept: KernelInstance[] = [];

/** A kernel for a new segment, with memory that was used before where there is some. */
export function takeKernel(): Kernel | undefined {
	const instance = kept.pop() ?? newKernelInstance();
	return instance && new Kernel(instance);
}

/** Nothing may read its memory any more. */
export function giveBackKernel(kernel: Kernel): void {
	const { byteLength } = kernel;
	const instance = kernel.close();
	if (kept.length < instancesKeptMax && byteLength <= instanceBytesKeptMax) {
		kept.push(instance);
	}
}
