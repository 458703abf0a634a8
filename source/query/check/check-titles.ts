import { quoteName } from '../syntax/escape.ts';
import type { TitledColumn } from '../stage/stage-spec.ts';
import { spanOfName, type CheckedStage, type Checking } from './checking.ts';

/** Reports a table in which two columns would have one title: a later stage could read one of them alone. */
export function checkTitles(
	{ query, faults }: Checking,
	{ stage, spec, schema }: CheckedStage,
): void {
	const columns = spec.columns?.(stage, schema) ?? [];
	const taken = new Map<string, TitledColumn>();
	for (const column of columns) {
		const { name, span } = column;
		const first = taken.get(name.toLowerCase());
		if (first === undefined) {
			taken.set(name.toLowerCase(), column);
			continue;
		}

		faults.push({
			severity: 'fault',
			span: span ?? first.span ?? spanOfName(query, stage),
			message: `two columns are named ${name}`,
			next: otherwise(first, column, freeName(name, columns)),
		});
		return;
	}
}

function otherwise(first: TitledColumn, second: TitledColumn, free: string): string {
	if (first.takesAs || second.takesAs) {
		return `write as ${quoteName(free)} behind one of them`;
	}

	return first.span !== undefined && second.span !== undefined
		? 'name each field once'
		: `give the field another name before: | ${quoteName(second.name)} as ${quoteName(free)}`;
}

function freeName(name: string, columns: readonly TitledColumn[]): string {
	const taken = new Set(columns.map(column => column.name.toLowerCase()));
	let number = 2;
	while (taken.has(`${name}_${number}`.toLowerCase())) {
		number++;
	}

	return `${name}_${number}`;
}
