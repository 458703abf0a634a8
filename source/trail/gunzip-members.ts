import { gunzipStrict, inflateMember, isGzip } from './gunzip.ts';
import type { Inflated } from './gunzip.ts';

/** Files of more members exist in theory alone: a member has a header of its own to pay for. */
const membersMax = 100_000;
/** Expected bytes of a later member; its own trailer is not known before it is inflated. */
const laterBytesMax = 1 << 20;

export interface InflatedMembers {
	/** The first member. A digest's hash covers its bytes and no more. */
	readonly first: Inflated;
	/** What was inflated of all members, one after the other. */
	readonly bytes: Uint8Array;
	/** Members of which bytes were read; 1 when the file is not compressed. */
	readonly memberCount: number;
	/** The worst state of any member, and `trailing` when what follows the last is no gzip. */
	readonly state: Inflated['state'];
	/** Bytes that were not read. */
	readonly trailingBytes: number;
}

/**
 * Inflates every member of a gzip file, as `cat a.gz b.gz` and log shippers make them. A damaged
 * member ends it, because nobody can say where the next one begins. Never throws.
 *
 * @param inflatedMax - largest inflated size of all members together, in bytes; when a later member
 *   exceeds it, the ones before are given and the state is `too-large`
 */
export function gunzipMembers(bytes: Uint8Array, inflatedMax: number): InflatedMembers {
	const first = gunzipStrict(bytes, inflatedMax);
	const parts = [first.bytes];
	let { state, trailingBytes } = first;
	let total = first.bytes.length;
	let expected = total;
	while (trailingBytes > 0 && parts.length < membersMax) {
		const rest = bytes.subarray(bytes.length - trailingBytes);
		if (!isMember(rest)) {
			break;
		}

		const next = inflateMember(rest, inflatedMax - total, Math.min(expected, laterBytesMax));
		if (next.state === 'too-large') {
			state = 'too-large';
			break;
		}

		// A copy, because a small result may hold on to a large buffer.
		parts.push(next.bytes.slice());
		total += next.bytes.length;
		expected = next.bytes.length;
		trailingBytes = next.trailingBytes;
		state = state === 'corrupt' ? state : next.state;
	}

	return {
		first,
		bytes: parts.length === 1 ? first.bytes : Buffer.concat(parts, total),
		memberCount: parts.length,
		state,
		trailingBytes,
	};
}

/** Two bytes could be padding by chance; the third is the only method that gzip has. */
function isMember(bytes: Uint8Array): boolean {
	return isGzip(bytes) && (bytes.length < 3 || bytes[2] === 8);
}
