/** All bytes of a stream; undefined, without reading on, when there are more than `bytesMax`. */
export async function readUpTo(
	stream: AsyncIterable<Uint8Array>,
	bytesMax: number,
): Promise<Uint8Array | undefined> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of stream) {
		length += chunk.byteLength;
		if (length > bytesMax) {
			return undefined;
		}

		chunks.push(chunk);
	}

	return Buffer.concat(chunks);
}
