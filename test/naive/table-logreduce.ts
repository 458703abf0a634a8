import type { Value } from '../../source/query/value.ts';
import { masked, signatureId, signaturesOf } from './cluster.ts';
import { sorted } from './order.ts';
import { type Context, type NaiveRow, rowOf, type Rows, timeColumn } from './row.ts';
import type { StageOf } from './stages.ts';
import { asText, grouped } from './value.ts';

interface Source {
	readonly field: { readonly name: string } | undefined;
	readonly values: readonly { readonly name: string }[];
}

/** What of a row is clustered; undefined when it has nothing. */
export function clusteredText(row: NaiveRow, { field, values }: Source): string | undefined {
	if (values.length === 0) {
		const value = row.get(field?.name ?? '_raw');
		return value === null ? undefined : masked(asText(value));
	}

	const own = row.all(values);
	const pairs = values.map(({ name }, index) => {
		const value = own[index] ?? null;
		return `${JSON.stringify(name)}:${value === null ? 'null' : JSON.stringify(masked(asText(value)))}`;
	});
	return own.every(value => value === null) ? undefined : `{${pairs.join(',')}}`;
}

/** Counts the signatures of the rows, for each set of keys. */
export function logreduce(state: Rows, stage: StageOf<'logreduce'>, context: Context): Rows {
	const rows = state.rows.flatMap(row => {
		const text = clusteredText(row, stage);
		return text === undefined ? [] : [{ row, text }];
	});
	const left = state.rows.length - rows.length;
	if (left > 0) {
		const names = stage.values.length > 0 ? stage.values : [stage.field ?? { name: '_raw' }];
		context.warn(
			`logreduce leaves out ${left} events without ${names.map(({ name }) => name).join(', ')}`,
		);
	}

	const signatures = signaturesOf(
		rows.map(({ text }) => text),
		stage.values.length > 0,
	);
	const counted = rows.map(({ row, text }) => ({ row, signature: signatures.get(text)! }));
	const sizes = [...grouped(counted, ({ signature }) => [signature]).values()].map(group =>
		rowOf(['signature', 'count'], [group[0]!.signature, group.length]),
	);
	const descending = stage.criteria === 'mostcommon';
	const kept = sorted(sizes, [
		{ name: 'count', descending },
		{ name: 'signature', descending: false },
	])
		.slice(0, stage.limit)
		.map(row => row.get('signature'));
	const keys = stage.by.map(({ name }) => name);
	const columns = [...keys, '_count', '_signature_id', '_signature'];
	const groups = [...grouped(counted, ({ row, signature }) => [...row.all(stage.by), signature])];
	const made = groups
		.map(([, group]) => group)
		.filter(group => kept.includes(group[0]!.signature))
		.map(group => {
			const { row, signature } = group[0]!;
			return rowOf(columns, [
				...row.all(stage.by),
				group.length,
				signatureId(signature),
				signature,
			]);
		});
	const time = keys.find(key => key.toLowerCase() === timeColumn(context).toLowerCase());
	const inOrder = sorted(made, [
		...(time === undefined ? [] : [{ name: time, descending: false }]),
		{ name: '_count', descending },
		...[...keys, '_signature'].map(name => ({ name, descending: false })),
	]);
	return titled(inOrder, keys, stage);
}

function titled(
	rows: readonly NaiveRow[],
	keys: readonly string[],
	stage: StageOf<'logreduce'>,
): Rows {
	const titles: readonly (readonly [string, string])[] =
		stage.values.length > 0
			? [
					['_cluster_id', '_signature_id'],
					['_signature', '_signature'],
					['_count', '_count'],
				]
			: keys.length > 0
				? [
						['signature', '_signature'],
						['_count', '_count'],
					]
				: [
						['_count', '_count'],
						['_signature_id', '_signature_id'],
						['_signature', '_signature'],
					];
	const all = [...keys.map(key => [key, key] as const), ...titles];
	const columns = all.map(([title]) => title);
	return {
		isTable: true,
		columns,
		rows: rows.map(row =>
			rowOf(
				columns,
				all.map(([, from]): Value => row.get(from)),
			),
		),
	};
}
