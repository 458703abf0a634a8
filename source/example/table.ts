/**
 * Parses a table from text, one row per line. Columns are separated by spaces; the last column is
 * the rest of the line and may be empty.
 */
export function table<const Column extends string>(...columns: readonly Column[]) {
	return (
		lines: TemplateStringsArray,
		...values: readonly string[]
	): readonly Readonly<Record<Column, string>>[] =>
		String.raw({ raw: lines }, ...values)
			.trim()
			.split('\n')
			.map(line => {
				const words = line.trim().split(' ');
				const last = columns.length - 1;
				const cells = [...words.slice(0, last), words.slice(last).join(' ')];
				const row = columns.map((column, index) => [column, cells[index] ?? '']);
				return Object.fromEntries(row) as Record<Column, string>;
			});
}
