import { check } from '../query/check/check.ts';
import { parse } from '../query/language/parse.ts';
import type { Expression } from '../query/syntax/tree.ts';
import type { Fault } from '../query/value.ts';
import type { FaultPath, ReportFault } from './rule-fault.ts';

const lead = '* | where ';

/** A text as a condition; undefined after it reported why it is none. */
export function readCondition(
	text: string,
	path: FaultPath,
	report: ReportFault,
): Expression | undefined {
	const written = `${lead}${text}`;
	const { query, faults } = parse(written);
	const [stage, ...others] = query.stages;
	if (others.length > 0) {
		report(
			path,
			'a condition has no further stages: there is a | in it',
			'write what may stand behind | where',
		);
		return undefined;
	}

	const all = [...faults, ...check(query, { seen: undefined, filled: [] })];
	const wrong = all.filter(({ severity }) => severity === 'fault');
	for (const { message, next, span } of wrong) {
		const part = written.slice(Math.max(lead.length, span.start), span.end).trim();
		report(path, part === '' || message.includes(part) ? message : `${message}: ${part}`, next);
	}

	if (wrong.length > 0 || stage?.kind !== 'where') {
		if (wrong.length === 0) {
			report(path, 'this is no condition', 'write what may stand behind | where');
		}

		return undefined;
	}

	return (stage as typeof stage & { readonly condition: Expression }).condition;
}

/** What is wrong in a condition that nobody wrote as a text; its spans mean nothing. */
export function faultsOf(condition: Expression): readonly Fault[] {
	const { query } = parse(`${lead}true`);
	const stages = query.stages.map(stage => ({ ...stage, condition }));
	return check({ ...query, stages }, { seen: undefined, filled: [] }).filter(
		({ severity }) => severity === 'fault',
	);
}
