import type { Stage } from '../../source/query/stage/index.ts';
import type { Value } from '../../source/query/value.ts';
import { readsOf } from './reads.ts';
import { type NaiveRow, rowOf, type Rows } from './row.ts';
import type { StageOf } from './stages.ts';
import { asNumber, asText } from './value.ts';

export interface Side {
	readonly name: string;
	readonly state: Rows;
}

/** A row of the result with the rows it is made of. */
interface Joined {
	readonly parts: ReadonlyMap<string, NaiveRow>;
}

/** Pairs the rows of some pipelines; a field `a` of `t` becomes `t_a`. */
export function join(
	sides: readonly Side[],
	stage: StageOf<'join'>,
	later: readonly Stage[],
): Rows {
	const columnsOf = ({ name, state }: Side) =>
		state.isTable
			? state.columns
			: distinct([...state.columns, ...fieldsOfSide(name, stage, later)]);
	const joined = sides.reduce(
		(before: readonly Joined[], side) =>
			before.flatMap(({ parts }) =>
				side.state.rows
					.map(row => ({ parts: new Map([...parts, [side.name.toLowerCase(), row]]) }))
					.filter(one => isPair(one, stage)),
			),
		[{ parts: new Map() }],
	);
	const columns = sides.flatMap(side => columnsOf(side).map(column => `${side.name}_${column}`));
	const rows = joined.map(({ parts }) =>
		rowOf(
			columns,
			sides.flatMap(side =>
				columnsOf(side).map(column => parts.get(side.name.toLowerCase())!.get(column)),
			),
		),
	);
	return { isTable: true, columns, rows };
}

/** Whether the sides so far agree in each pair of fields that both of its sides have, within the window. */
function isPair({ parts }: Joined, { on, windowMs }: StageOf<'join'>): boolean {
	const agrees = on.every(({ left, right }) => {
		const [a, b] = [left.name, right.name].map(partsOf);
		const [rowA, rowB] = [parts.get(a!.side), parts.get(b!.side)];
		return !rowA || !rowB || meet(rowA.get(a!.field), rowB.get(b!.field));
	});
	const times = [...parts.values()].flatMap(({ record }) => (record ? [record.timeMs] : []));
	return (
		agrees &&
		(windowMs === undefined ||
			times.length < 2 ||
			Math.max(...times) - Math.min(...times) <= windowMs)
	);
}

/** Numeric text meets the number and every other spelling of it; null meets nothing. */
function meet(a: Value, b: Value): boolean {
	return a !== null && b !== null && (asNumber(a) ?? asText(a)) === (asNumber(b) ?? asText(b));
}

/** `t1.userIdentity.arn` is the field `userIdentity.arn` of `t1`. */
function partsOf(name: string): { readonly side: string; readonly field: string } {
	const [side = '', ...field] = name.split('.');
	return { side: side.toLowerCase(), field: field.join('.') };
}

/** Fields of a record that the join and the stages behind it name. */
function fieldsOfSide(
	side: string,
	stage: StageOf<'join'>,
	later: readonly Stage[],
): readonly string[] {
	const wanted: string[] = [];
	for (const key of stage.on.flatMap(({ left, right }) => [left.name, right.name])) {
		const named = partsOf(key);
		if (named.side === side.toLowerCase()) {
			wanted.push(named.field);
		}
	}

	for (const { name } of later.flatMap(readsOf)) {
		const [start = '', ...rest] = name.split('_');
		if (start.toLowerCase() === side.toLowerCase()) {
			wanted.push(rest.join('_'));
		}
	}

	return wanted.filter(name => name !== '');
}

function distinct(names: readonly string[]): readonly string[] {
	return names.filter(
		(name, index) => names.findIndex(other => other.toLowerCase() === name.toLowerCase()) === index,
	);
}
