import type { Value } from '../../source/query/value.ts';
import { jsonOf, valueOf } from './record.ts';
import { type Context, type NaiveRow, rowOf, type Rows } from './row.ts';
import type { StageOf } from './stages.ts';
import { grouped } from './value.ts';

const rowsRead = 5_000;

/** One row a field: rows that have it, distinct values, and the most frequent ones. */
export function fieldsummary(
	state: Rows,
	{ valuesMax }: StageOf<'fieldsummary'>,
	restated: ReadonlySet<string>,
	context: Context,
): Rows {
	const rows = state.rows.slice(0, rowsRead);
	if (rows.length < state.rows.length) {
		context.warn(`fieldsummary reads ${rowsRead} rows, the newest of ${state.rows.length}`);
	}

	const pairs = rows.flatMap((row, number) => {
		const found = state.isTable ? titledValues(state, row) : valuesOfRow(state, row, restated);
		const texts = found.map(([name, value]) => JSON.stringify([name.toLowerCase(), value]));
		return found
			.filter((_, at) => texts.indexOf(texts[at]!) === at)
			.map(([name, value]) => ({ name, value, number }));
	});
	const columns = ['field', 'count', 'rows', 'distinct_count', 'values'];
	const made = [...grouped(pairs, ({ name }) => [name.toLowerCase()]).values()].map(group => {
		const counts = [...grouped(group, ({ value }) => [typeof value, value]).values()]
			.map(same => ({ value: same[0]!.value, count: same.length }))
			.toSorted((a, b) => b.count - a.count || (`${a.value}` < `${b.value}` ? -1 : 1));
		return {
			name: group[0]!.name,
			count: new Set(group.map(({ number }) => number)).size,
			distinct: counts.length,
			values: counts.slice(0, valuesMax),
		};
	});
	const inOrder = made.toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
	return {
		isTable: true,
		columns,
		rows: inOrder.map(({ name, count, distinct, values }) =>
			rowOf(columns, [name, count, rows.length, distinct, JSON.stringify(values)]),
		),
	};
}

type Named = readonly [name: string, value: Value];

function titledValues({ columns }: Rows, row: NaiveRow): readonly Named[] {
	return filled(columns.map(name => [name, row.get(name)]));
}

function valuesOfRow(
	{ columns }: Rows,
	row: NaiveRow,
	restated: ReadonlySet<string>,
): readonly Named[] {
	// A name that no query drops is hidden only where others were chosen.
	if (row.hides('no such field')) {
		return filled(
			columns
				.filter(name => !['_raw', '_messagetime'].includes(name.toLowerCase()))
				.map(name => [name, row.get(name)]),
		);
	}

	const titles = row.titles().filter(title => !restated.has(title.toLowerCase()));
	const own = leaves(jsonOf(row.record!.raw), '').filter(
		([name]) =>
			!row.hides(name.toLowerCase()) &&
			!titles.some(title => title.toLowerCase() === name.toLowerCase()),
	);
	return filled([...titles.map((name): Named => [name, row.get(name)]), ...own]);
}

function filled(named: readonly Named[]): readonly Named[] {
	return named.filter(([, value]) => value !== null);
}

function leaves(json: unknown, path: string): readonly Named[] {
	if (typeof json !== 'object' || json === null) {
		return path === '' ? [] : [[path, valueOf(json)]];
	}

	const members = Object.entries(json as Record<string, unknown>);
	const isList = Array.isArray(json);
	if (path !== '' && (isList ? json.every(isScalar) : members.length === 0)) {
		return [[path, JSON.stringify(json)]];
	}

	return members.flatMap(([key, member]) => leaves(member, isList ? path : behind(path, key)));
}

function isScalar(json: unknown): boolean {
	return typeof json !== 'object' || json === null;
}

function behind(path: string, key: string): string {
	if (key === '' || /[\s.'"\\[\]]/.test(key)) {
		return `${path}['${key.replaceAll(/(['\\])/g, '\\$1')}']`;
	}

	return path === '' ? key : `${path}.${key}`;
}
