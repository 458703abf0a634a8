import { unreadFormat } from './file-format.ts';
import type { Inflated } from './gunzip.ts';
import { gunzipMembers } from './gunzip-members.ts';
import { isGzip } from './gunzip.ts';
import { isZstd, unzstd } from './unzstd.ts';
import { fromUtf16 } from './utf16.ts';

/** A file that was compressed twice is an accident that happens; one of a thousand layers is not. */
const layersMax = 3;

export interface Unpacked {
	/** What is searched for records: inflated, in UTF-8. */
	readonly bytes: Uint8Array;
	/** The inflated first member of the outermost gzip, which a digest's hash covers. */
	readonly inflated: Uint8Array;
	/** The worst state of any layer. */
	readonly state: Inflated['state'];
	readonly trailingBytes: number;
	/** What follows a compressed stream is more than padding by zeros, so records may be in it. */
	readonly hasUnread: boolean;
	/** One gzip member, undamaged and nothing else: it inflates to exactly `bytes`. */
	readonly isOneGzip: boolean;
	/** What is unusual and no damage, in words for people. */
	readonly notes: readonly string[];
	/** The compression of the layer that `state` speaks of. */
	readonly packing: 'gzip' | 'zstd';
	/** Words after "it" that name a format which is not read; then there are no records to find. */
	readonly unread: string | undefined;
}

/**
 * Takes a file apart by its contents, whatever its name says: gzip, zstd, and UTF-16. Never throws.
 *
 * @param inflatedMax - largest inflated size of a layer in bytes
 */
export function unpack(body: Uint8Array, inflatedMax: number): Unpacked {
	const notes: string[] = [];
	let layer = readLayer(body, inflatedMax);
	let { state, trailingBytes, packing, hasUnread } = layer;
	const { inflated } = layer;
	let layerCount = 1;
	noteMembers(notes, layer);
	while (layerCount < layersMax && layer.bytes.length > 0 && isPacked(layer.bytes)) {
		layer = readLayer(layer.bytes, inflatedMax);
		noteMembers(notes, layer);
		hasUnread ||= layer.hasUnread;
		if (layer.state !== 'whole' && (state === 'whole' || state === 'plain')) {
			({ state, trailingBytes, packing } = layer);
		}

		layerCount++;
	}

	if (layerCount > 1) {
		notes.push(`compressed ${layerCount} times`);
	}

	const text = fromUtf16(layer.bytes);
	if (text !== undefined) {
		notes.push('UTF-16 text');
	}

	return {
		bytes: text ?? layer.bytes,
		inflated,
		state,
		trailingBytes,
		hasUnread,
		isOneGzip: layer.isOneGzip && layerCount === 1 && text === undefined,
		notes,
		packing,
		unread: unreadFormat(layer.bytes),
	};
}

interface Layer {
	readonly bytes: Uint8Array;
	readonly inflated: Uint8Array;
	readonly state: Inflated['state'];
	readonly trailingBytes: number;
	readonly hasUnread: boolean;
	readonly isOneGzip: boolean;
	readonly memberCount: number;
	readonly packing: 'gzip' | 'zstd';
}

function isPacked(bytes: Uint8Array): boolean {
	return isGzip(bytes) || isZstd(bytes);
}

function readLayer(bytes: Uint8Array, inflatedMax: number): Layer {
	if (isZstd(bytes)) {
		const read = unzstd(bytes, inflatedMax);
		const { state, trailingBytes } = read;
		return {
			bytes: read.bytes,
			inflated: read.bytes,
			state,
			trailingBytes,
			hasUnread: holdsMore(bytes, trailingBytes),
			isOneGzip: false,
			memberCount: 1,
			packing: 'zstd',
		};
	}

	const read = gunzipMembers(bytes, inflatedMax);
	const { state, trailingBytes, memberCount } = read;
	return {
		bytes: read.bytes,
		inflated: read.first.bytes,
		state,
		trailingBytes,
		hasUnread: holdsMore(bytes, trailingBytes),
		isOneGzip: state === 'whole' && memberCount === 1,
		memberCount,
		packing: 'gzip',
	};
}

function holdsMore(bytes: Uint8Array, trailingBytes: number): boolean {
	return bytes.subarray(bytes.length - trailingBytes).some(byte => byte !== 0);
}

function noteMembers(notes: string[], layer: Layer): void {
	if (layer.memberCount > 1) {
		notes.push(`${layer.memberCount} gzip members`);
	}
}
