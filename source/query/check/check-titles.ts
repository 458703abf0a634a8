import { quoteName } from '../syntax/escape.ts';
import { freeName, twoOf } from '../syntax/same-names.ts';
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
			message: twoOf(name),
			next: otherwise(
				first,
				column,
				freeName(
					name,
					columns.map(other => other.name),
				),
			),
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
