import { type Context, type NaiveRow, rowOf, type Rows, titleOf } from './row.ts';
import type { StageOf } from './stages.ts';
import { asText, byCodePoint, grouped } from './value.ts';

const titlesMax = 300;

/** Values of some columns become titles; what is in no named column becomes the cells. */
export function transpose(state: Rows, stage: StageOf<'transpose'>, context: Context): Rows {
	const used = [...stage.rows, ...stage.columns].map(({ name }) => titleOf(state.columns, name));
	const rest = state.columns.filter(column => !used.includes(column));
	const titleAt = (row: NaiveRow, column: string) => {
		const values = row.all(stage.columns).map(value => (value === null ? '(none)' : asText(value)));
		return values.join(', ') + (rest.length === 1 ? '' : ` ${column}`);
	};

	const found = new Set(state.rows.flatMap(row => rest.map(column => titleAt(row, column))));
	const titles = chosenTitles([...found].sort(byCodePoint), stage.titles, context);
	const keys = stage.rows.map(({ name }) => name);
	const columns = [
		...keys,
		...titles.map(title => {
			const isKey = keys.some(key => key.toLowerCase() === title.toLowerCase());
			if (isKey) {
				context.warn(
					`transpose titles the column of ${title} ${title}_2, because ${title} names its rows`,
				);
			}

			return isKey ? `${title}_2` : title;
		}),
	];
	const rows = [...grouped(state.rows, row => row.all(stage.rows)).values()].map(group => {
		const cells = group.flatMap(row =>
			rest.map(column => ({ title: titleAt(row, column), value: row.get(column) })),
		);
		return rowOf(columns, [
			...group[0]!.all(stage.rows),
			...titles.map(
				wanted =>
					cells.find(({ title, value }) => title === wanted && value !== null)?.value ?? null,
			),
		]);
	});
	return { isTable: true, columns, rows };
}

function chosenTitles(
	found: readonly string[],
	wanted: readonly string[] | undefined,
	context: Context,
): readonly string[] {
	const titles = (wanted ?? ['*']).flatMap(title =>
		title === '*' ? found.filter(one => !wanted?.includes(one)) : [title],
	);

	if (titles.length > titlesMax) {
		context.warn(`transpose made ${titles.length} columns; the first ${titlesMax} are kept`);
	}

	return titles.slice(0, titlesMax);
}
