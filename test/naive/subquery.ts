import type { Expression, Search, Subquery } from '../../source/query/syntax/tree.ts';
import type { Value } from '../../source/query/value.ts';
import type { NaiveRow } from './row.ts';
import { asText, identityOf } from './value.ts';
import { instantsOf } from './zone.ts';

interface Clock {
	readonly fromMs: number;
	readonly toMs: number;
	readonly nowMs: number;
	readonly timeZone: string;
}

/** A copy of a part of a tree in which each subquery is what `make` gives for it. */
export function answered<T>(part: T, make: (subquery: Subquery) => unknown): T {
	if (typeof part !== 'object' || part === null) {
		return part;
	}

	if (Array.isArray(part)) {
		return part.map(item => answered<unknown>(item, make)) as T;
	}

	const node = part as T & { readonly kind?: string; readonly subquery?: Subquery };
	return node.kind === 'subquery' && node.subquery !== undefined
		? (make(node.subquery) as T)
		: (Object.fromEntries(
				Object.entries(node).map(([key, value]) => [key, answered<unknown>(value, make)]),
			) as T);
}

/** The range of a subquery: `from` alone reaches to now. */
export function rangeOf({ from, to }: Subquery, clock: Clock): Clock {
	const at = (time: NonNullable<Subquery['from']>): number => {
		if (time.kind !== 'spoken') {
			return time.kind === 'ago' ? clock.nowMs - time.ms : time.ms;
		}

		const [, written, ...parts] =
			/^(?:(\d{4})[-/])?(\d+)[-/](\d+)(?:[T ]+(\d+):(\d+)(?::(\d+)(?:\.(\d{3}))?)?)?$/.exec(
				time.text,
			)!;
		const [month, day, hour, minute, second, ms] = parts.map(part => Number(part ?? 0));
		const year = Number(written ?? new Date(clock.nowMs).getUTCFullYear());
		return instantsOf(
			Date.UTC(year, (month ?? 1) - 1, day, hour ?? 0, minute ?? 0, second ?? 0, ms ?? 0),
			clock.timeZone,
		)[0]!;
	};

	return {
		...clock,
		fromMs: from === undefined ? clock.fromMs : at(from),
		toMs: to !== undefined ? at(to) : from === undefined ? clock.toMs : clock.nowMs,
	};
}

/** The different values of the composed fields, of rows that have all of them. */
export function valuesOf({ fields }: Subquery, rows: readonly NaiveRow[]): readonly Value[][] {
	const whole = rows
		.map(row => [...row.all(fields)])
		.filter(values => values.every(value => value !== null && value !== ''));
	return [...new Map(whole.map(values => [identityOf(values), values])).values()];
}

export function asSearch(subquery: Subquery, rows: readonly (readonly Value[])[]): Search {
	const { fields, keywords, span } = subquery;
	const items = rows.map((values): Search => {
		const terms = values.map((value, at): Search => {
			const text = asText(value as NonNullable<Value>);
			return keywords
				? { kind: 'phrase', text, span }
				: { kind: 'field', field: fields[at]!, value: text, quoted: true, negated: false, span };
		});
		return { kind: 'and', items: terms, span };
	});
	return { kind: 'or', items, span };
}

export function asCondition(subquery: Subquery, rows: readonly (readonly Value[])[]): Expression {
	const { fields, span } = subquery;
	const literal = (value: Value): Expression => ({ kind: 'literal', value, span });
	const join = (operator: 'and' | 'or', parts: readonly Expression[]) =>
		parts.reduce((left, right) => ({ kind: 'binary', operator, left, right, span }));
	const conditions = rows.map(values =>
		join(
			'and',
			values.map((value, at) => ({
				kind: 'binary',
				operator: '=',
				left: { kind: 'field', field: fields[at]!, span },
				right: literal(value),
				span,
			})),
		),
	);
	return conditions.length === 0 ? literal(false) : join('or', conditions);
}
