import type { Stage } from '../../source/query/stage/index.ts';
import type { Argument, Expression, Field } from '../../source/query/syntax/tree.ts';

/** Calls `visit` for the expression and everything in it, the outermost first. */
export function walkExpression(expression: Argument, visit: (part: Expression) => void): void {
	if (expression.kind === 'regex') {
		return;
	}

	visit(expression);
	for (const part of partsOf(expression)) {
		walkExpression(part, visit);
	}
}

function partsOf(expression: Expression): readonly Argument[] {
	switch (expression.kind) {
		case 'literal':
		case 'field':
			return [];
		case 'not':
		case 'negate':
		case 'matches-regex':
			return [expression.operand];
		case 'matches-glob':
			return [expression.operand, expression.pattern];
		case 'binary':
			return [expression.left, expression.right];
		case 'in':
			return [expression.operand, ...expression.list];
		case 'conditional':
			return [expression.test, expression.then, expression.otherwise];
		case 'call':
			return expression.args;
	}
}

/** The expression of a stage that has one. */
export function expressionOf(stage: Stage): Expression | undefined {
	return stage.kind === 'where'
		? stage.condition
		: stage.kind === 'assign'
			? stage.expression
			: undefined;
}

export function fieldsOf(expression: Expression): Field[] {
	const fields: Field[] = [];
	walkExpression(expression, part => {
		if (part.kind === 'field') {
			fields.push(part.field);
		}
	});
	return fields;
}

/** Every field that a stage reads, in the order of the text. */
export function readsOf(stage: Stage): readonly Field[] {
	switch (stage.kind) {
		case 'parse':
		case 'parse-regex':
		case 'json':
		case 'json-auto':
			return stage.field === undefined ? [] : [stage.field];
		case 'where':
		case 'assign':
			return fieldsOf(expressionOf(stage) as Expression);
		case 'split':
		case 'withtime':
		case 'predict':
		case 'geoip':
		case 'threatip':
		case 'threatlookup':
			return [stage.field];
		case 'fields':
		case 'dedup':
		case 'count-frequent':
			return stage.fields;
		case 'sort':
			return stage.keys.map(key => key.field);
		case 'top':
			return [...stage.fields, ...stage.by.map(key => key.field)];
		case 'topk':
			return [...stage.fields, ...stage.by];
		case 'aggregate':
			return [...stage.aggregates.flatMap(call => call.args), ...stage.by];
		case 'transpose':
			return [...stage.rows, ...stage.columns];
		case 'outlier':
		case 'total':
		case 'accum':
		case 'diff':
		case 'backshift':
		case 'smooth':
		case 'rollingstd':
			return [stage.field, ...stage.by];
		case 'fillmissing':
			return [
				...stage.sources.flatMap(source => (source.field === undefined ? [] : [source.field])),
				...stage.defaults.map(given => given.field),
			];
		// A side of a join belongs to its pipeline, and one side of a lookup to its table.
		case 'lookup':
		case 'join':
		case 'timeslice':
		case 'limit':
		case 'compare':
		case 'unsupported':
		case 'broken':
			return [];
	}
}
