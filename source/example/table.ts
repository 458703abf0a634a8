/**
 * A table written as text, one row a line: its columns are words that spaces part, and the last
 * column is the rest of the line, empty where nothing is left.
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
