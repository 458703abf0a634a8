import { didYouMean, partsOf } from '../syntax/advice.ts';
import { quoteName } from '../syntax/escape.ts';
import type { Expression, Field } from '../syntax/tree.ts';
import { fieldsOf, walkExpression } from '../syntax/walk-expression.ts';
import type { CheckedStage, Checking } from './checking.ts';

/** Reports names in the conditions of `any` that no element has. */
export function checkElements(checking: Checking, checked: CheckedStage): void {
	const expression = checked.spec.expression?.(checked.stage);
	if (expression !== undefined) {
		visitLists(expression, '', (list, field) => {
			const { schema } = checked;
			const isOfEvents = schema.auto && !schema.fields.has(list.toLowerCase());
			const path = `${list}.${field.name}`;
			const isKnown = checking.known.has(schema, list) && !checking.known.has(schema, path);
			if (isOfEvents && isKnown) {
				addUnknownMember(checking, checked, list, field);
			}
		});
	}
}

/** Calls `visit` with each field that stands for a member of an element, and the path of the list. */
function visitLists(
	expression: Expression,
	outer: string,
	visit: (list: string, field: Field) => void,
): void {
	const inside = new Set<Expression>();
	walkExpression(expression, part => {
		if (part.kind !== 'any' || inside.has(part)) {
			return;
		}

		const list = outer + part.list.name;
		walkExpression(part.condition, inner => inside.add(inner));
		fieldsOf(part.condition).forEach(field => {
			visit(list, field);
		});
		visitLists(part.condition, `${list}.`, visit);
	});
}

function addUnknownMember(
	{ known, faults }: Checking,
	{ schema }: CheckedStage,
	list: string,
	field: Field,
): void {
	const near = known.nearest(schema, `${list}.${field.name}`);
	const start = `${list}.`.toLowerCase();
	const member =
		near?.toLowerCase().startsWith(start) === true ? near.slice(start.length) : undefined;
	faults.push({
		severity: 'warning',
		span: field.span,
		message: `no element of ${list} has "${field.name}"`,
		...partsOf(
			didYouMean(member, 'fields in any(…) are those of one element', member && quoteName(member)),
		),
	});
}
