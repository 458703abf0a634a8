const bytesOfId = 16;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Ids of events, in sixteen bytes each. Whatever is no UUID in lower case is kept as it is. */
export class IdColumn {
	#bytes = Buffer.alloc(1024 * bytesOfId);
	/** By place; no more than there are ids. */
	readonly #others = new Map<number, string>();

	set(place: number, id: string): void {
		const at = place * bytesOfId;
		while (at + bytesOfId > this.#bytes.length) {
			this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(this.#bytes.length)]);
		}

		if (uuid.test(id)) {
			this.#others.delete(place);
			this.#bytes.write(id.replaceAll('-', ''), at, 'hex');
		} else {
			this.#others.set(place, id);
		}
	}

	at(place: number): string {
		const other = this.#others.get(place);
		if (other !== undefined) {
			return other;
		}

		const hex = this.#bytes.toString('hex', place * bytesOfId, (place + 1) * bytesOfId);
		return [
			hex.slice(0, 8),
			hex.slice(8, 12),
			hex.slice(12, 16),
			hex.slice(16, 20),
			hex.slice(20),
		].join('-');
	}
}
