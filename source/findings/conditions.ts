import { check } from '../query/check/check.ts';
import { parse } from '../query/language/parse.ts';
import type { BinaryOperator, Expression } from '../query/syntax/tree.ts';
import type { Fault } from '../query/value.ts';
import type { FaultPath, ReportFault } from './rule-fault.ts';

const lead = '* | where ';
const nowhere = { start: 0, end: 0 };

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

/** Undefined when there is none. */
export function joined(
	operator: Extract<BinaryOperator, 'and' | 'or'>,
	conditions: readonly Expression[],
): Expression | undefined {
	return conditions.reduce<Expression | undefined>(
		(left, right) =>
			left === undefined ? right : { kind: 'binary', operator, left, right, span: nowhere },
		undefined,
	);
}

export function notOf(operand: Expression): Expression {
	return { kind: 'not', operand, span: nowhere };
}

/** A field that is equal to a text. */
export function isText(name: string, value: string): Expression {
	return {
		kind: 'binary',
		operator: '=',
		left: { kind: 'field', field: { name, span: nowhere }, span: nowhere },
		right: { kind: 'literal', value, span: nowhere },
		span: nowhere,
	};
}

export function eitherOf(left: Expression, right: Expression): Expression {
	return { kind: 'binary', operator: 'or', left, right, span: nowhere };
}

/** A field that a record does not have. */
export function isMissing(name: string): Expression {
	const field: Expression = { kind: 'field', field: { name, span: nowhere }, span: nowhere };
	return { kind: 'call', name: 'isNull', nameSpan: nowhere, args: [field], span: nowhere };
}
