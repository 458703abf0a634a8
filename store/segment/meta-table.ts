import type { Codes, Column } from '../column/column.ts';
import { newCodes } from '../column/row-codes.ts';
import { TokenColumn } from '../column/token-column.ts';
import { tokensOfTexts } from '../column/tokens.ts';

/** Metadata of a record, which is not part of its text. The same for all records of an object. */
export type RecordMeta = Readonly<Record<string, string | number>>;

/** One metadata name: one code per run of rows. */
export interface MetaRuns {
	readonly name: string;
	/** JSON texts; code 1 is the first. */
	readonly tokens: readonly string[];
	/** Pairs of the first row and the code of each run. */
	readonly runs: readonly number[];
}

interface GrowingRuns extends MetaRuns {
	readonly tokens: string[];
	readonly runs: number[];
	readonly codes: Map<string, number>;
}

/** The column for the rows below `rowCount`; undefined when none of them has a value. */
export function metaColumn(meta: MetaRuns, rowCount: number): Column | undefined {
	let valueCount = 0;
	for (let at = 0; at < meta.runs.length && (meta.runs[at] as number) < rowCount; at += 2) {
		valueCount = Math.max(valueCount, meta.runs[at + 1] as number);
	}

	if (valueCount === 0) {
		return undefined;
	}

	return new TokenColumn({
		path: meta.name,
		rowCount,
		valueCount,
		distinct: true,
		readTokens: () => tokensOfTexts(meta.tokens.slice(0, valueCount)),
		readCodes: () => spreadRuns(meta.runs, rowCount, valueCount),
	});
}

function spreadRuns(runs: readonly number[], rowCount: number, valueCount: number): Codes {
	const codes = newCodes(rowCount, valueCount);
	for (let at = 0; at < runs.length; at += 2) {
		codes.fill(runs[at + 1] as number, runs[at], Math.min(rowCount, runs[at + 2] ?? rowCount));
	}

	return codes;
}

/** The metadata of a growing segment. */
export class MetaTable {
	readonly byName = new Map<string, GrowingRuns>();
	#last: RecordMeta | undefined;

	/** Sets the metadata of the rows from `row` on; cheap when it is the same object as before. */
	set(meta: RecordMeta, row: number): void {
		if (meta === this.#last) {
			return;
		}

		this.#last = meta;
		for (const name of Object.keys(meta)) {
			if (!this.byName.has(name)) {
				this.byName.set(name, { name, tokens: [], runs: [], codes: new Map() });
			}
		}

		for (const runs of this.byName.values()) {
			const value = Object.hasOwn(meta, runs.name) ? meta[runs.name] : undefined;
			const code = value === undefined ? 0 : codeOf(runs, JSON.stringify(value));
			if ((runs.runs.at(-1) ?? 0) !== code) {
				runs.runs.push(row, code);
			}
		}
	}

	get approxBytes(): number {
		let count = 0;
		for (const { tokens, runs } of this.byName.values()) {
			count += tokens.length * 200 + runs.length * 8;
		}

		return count;
	}
}

function codeOf(runs: GrowingRuns, token: string): number {
	const known = runs.codes.get(token);
	if (known !== undefined) {
		return known;
	}

	const code = runs.tokens.push(token);
	runs.codes.set(token, code);
	return code;
}
