import type { Fault, Value } from '../../source/query/value.ts';
import type { Case, Expectation } from './case.ts';

/** What a query came to, in the engine or in the naive evaluator. */
export type Outcome =
	| {
			readonly ok: true;
			readonly columns: readonly string[];
			readonly rows: readonly (readonly Value[])[];
			readonly warnings: readonly string[];
			/** A field of a row that is no column: one of the record behind it. */
			readonly field: (row: number, name: string) => Value;
	  }
	| { readonly ok: false; readonly faults: readonly Fault[] };

type Named = Readonly<Record<string, Value>>;

/** Says what is wrong with an outcome; nothing when it is as expected. */
export function judge(one: Case, outcome: Outcome): readonly string[] {
	const { expect } = one;

	if (expect.error) {
		return judgeFaults(one, outcome);
	}

	if (!outcome.ok) {
		return [`faults: ${outcome.faults.map(fault => fault.message).join(' | ')}`];
	}

	const problems: string[] = [];

	if (expect.count !== undefined && expect.count !== outcome.rows.length) {
		problems.push(`${expect.count} rows expected, ${outcome.rows.length} found`);
	}

	if (expect.columns && expect.columns.join('|') !== outcome.columns.join('|')) {
		problems.push(`columns ${expect.columns.join()} expected, ${outcome.columns.join()} found`);
	}

	if (expect.warning !== undefined) {
		const found = outcome.warnings.join(' | ');
		problems.push(...(found.includes(expect.warning) ? [] : [`warnings: ${found}`]));
	}

	return [...problems, ...judgeRows(expect, outcome)];
}

function judgeRows(expect: Expectation, outcome: Outcome & { ok: true }): readonly string[] {
	if (!expect.rows) {
		return [];
	}

	const listed = [...new Set(expect.rows.flatMap(row => Object.keys(row)))];
	const names = expect.match === 'subset' ? listed : outcome.columns;
	const found = outcome.rows.map((row, index): Named => {
		const read = (name: string): Value => {
			const column = outcome.columns.indexOf(name);
			return column >= 0 ? (row[column] ?? null) : outcome.field(index, name);
		};

		return Object.fromEntries(names.map(name => [name, read(name)]));
	});
	const unknown = listed.filter(name => !names.includes(name));
	const wanted = expect.rows.map(row =>
		Object.fromEntries(names.map(name => [name, row[name] ?? null])),
	);
	const same = (a: Named, b: Named) =>
		names.every(name => sameValue(a[name] ?? null, b[name] ?? null, expect.approx ?? 0));
	const equal =
		unknown.length === 0 &&
		wanted.length === found.length &&
		(expect.ordered === true
			? wanted.every((row, index) => same(row, found[index]!))
			: sameMultiset(wanted, found, same));
	return equal
		? []
		: [`rows expected: ${JSON.stringify(expect.rows)}`, `rows found:    ${JSON.stringify(found)}`];
}

function sameMultiset(
	wanted: readonly Named[],
	found: readonly Named[],
	same: (a: Named, b: Named) => boolean,
): boolean {
	const left = [...found];

	for (const row of wanted) {
		const index = left.findIndex(other => same(row, other));

		if (index < 0) {
			return false;
		}

		left.splice(index, 1);
	}

	return left.length === 0;
}

function sameValue(a: Value, b: Value, tolerance: number): boolean {
	return typeof a === 'number' && typeof b === 'number'
		? a === b || Math.abs(a - b) <= tolerance || (Number.isNaN(a) && Number.isNaN(b))
		: a === b;
}

function judgeFaults({ query, expect }: Case, outcome: Outcome): readonly string[] {
	if (outcome.ok) {
		return [`a fault was expected, ${outcome.rows.length} rows came`];
	}

	const { message = '', at, help = '' } = expect.error ?? {};
	const hit = outcome.faults.some(
		fault =>
			fault.message.includes(message) &&
			fault.next.includes(help) &&
			(typeof at !== 'string' || query.slice(fault.span.start).startsWith(at)),
	);
	return hit
		? []
		: outcome.faults.map(
				fault =>
					`fault found: ${fault.message} / ${fault.next} at "${query.slice(fault.span.start)}"`,
			);
}
