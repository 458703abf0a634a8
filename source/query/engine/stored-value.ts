import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { PlanKeys } from './plan-key.ts';
import type { RunState } from './run-state.ts';

/** Of what is stored; a change that older code would misread takes the next number. */
const encodingVersion = 2;
/** Inflated bytes of one value, against damaged lengths. */
const inflatedBytesMax = 64 * 2 ** 20;

/** What a plan computes, as it is called among stored values; undefined when nothing is stored. */
export function storedName(keys: PlanKeys | undefined, { parts }: RunState): string | undefined {
	if (parts.partialStore === undefined || keys?.stored === undefined) {
		return undefined;
	}

	const text = [encodingVersion, parts.partialStore.rules, keys.stored].join('\n');
	return createHash('sha256').update(text).digest('hex');
}

/** @param value - plain data: objects, arrays, typed arrays, texts, numbers */
export function encodeStored(value: unknown): Uint8Array {
	return deflateRawSync(serialize(value), { level: 1 });
}

/** What was encoded, or undefined when the bytes are none of ours. */
export function decodeStored(bytes: Uint8Array): unknown {
	try {
		return deserialize(inflateRawSync(bytes, { maxOutputLength: inflatedBytesMax }));
	} catch {
		return undefined;
	}
}
