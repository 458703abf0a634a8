import type { PartialStore } from '../../../source/query/port.ts';

/** Partials in memory, as if another process had stored them. */
export class MapPartialStore implements PartialStore {
	readonly rules: string;
	readonly partials: Map<string, Uint8Array>;
	hitCount = 0;
	askedCount = 0;

	/** @param partials - shared with a store of other rules */
	constructor(rules = 'rules', partials = new Map<string, Uint8Array>()) {
		this.rules = rules;
		this.partials = partials;
	}

	get(signatures: readonly string[], name: string): Uint8Array | undefined {
		const found = this.partials.get(keyOf(signatures, name));
		this.askedCount++;
		this.hitCount += found === undefined ? 0 : 1;
		return found;
	}

	put(signatures: readonly string[], name: string, bytes: Uint8Array): void {
		this.partials.set(keyOf(signatures, name), bytes);
	}

	flush(): void {}
}

function keyOf(signatures: readonly string[], name: string): string {
	return [name, ...signatures].join('\n');
}
