import { formatPlural } from '../../text/number.ts';

/** Facts about one thing, in reading order. */
export interface Facts {
	/** The thing that was asked for is in the store. */
	readonly isThere: boolean;
	readonly title: string;
	readonly lines: readonly (readonly [name: string, text: string])[];
}

/** Says how many things were found that are not among the facts; nothing when all are. */
export function moreFacts(count: number, noun: string): readonly Facts[] {
	return count <= 0
		? []
		: [{ isThere: true, title: `and ${formatPlural(count, `more ${noun}`)}`, lines: [] }];
}

const nameCells = 11;

export function printFacts({ title, lines }: Facts): string {
	const printed = lines.map(([name, text]) => `  ${name.padEnd(nameCells)} ${text}\n`);
	return `${title}\n${printed.join('')}`;
}

export function isoTime(ms: number): string {
	return Number.isFinite(ms) ? new Date(ms).toISOString() : 'unknown';
}
