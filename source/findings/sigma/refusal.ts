import type { FaultPath } from '../rule-fault.ts';

/** A rule that cannot be read, and why. Caught where its file is read. */
export class Refusal extends Error {
	override readonly name = 'Refusal';
	readonly path: FaultPath;
	readonly next: string;

	constructor(path: FaultPath, message: string, next = '') {
		super(message);
		this.path = path;
		this.next = next;
	}
}
