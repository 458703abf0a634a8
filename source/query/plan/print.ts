import type {
	AggregateCall,
	Argument,
	Expression,
	Field,
	Search,
	SortKey,
	Stage,
} from '../syntax/tree.ts';
import type { Value } from '../value.ts';

function quoted(text: string): string {
	return `"${text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"`;
}

function literal(value: Value): string {
	return typeof value === 'string' ? quoted(value) : String(value);
}

function names(fields: readonly Field[]): string {
	return fields.map(({ name }) => name).join(', ');
}

/** A search as one could type it. */
export function printSearch(search: Search): string {
	switch (search.kind) {
		case 'all':
			return '*';
		case 'and':
		case 'or':
			return `(${search.items.map(printSearch).join(search.kind === 'and' ? ' ' : ' OR ')})`;
		case 'not':
			return `!${printSearch(search.item)}`;
		case 'word':
			return search.text;
		case 'phrase':
			return quoted(search.text);
		case 'field': {
			const value = search.quoted ? quoted(search.value) : search.value;
			return `${search.field.name}${search.negated ? '!=' : '='}${value}`;
		}
	}
}

/** An expression as one could type it, with a parenthesis around every operation inside another. */
export function printExpression(expression: Expression): string {
	switch (expression.kind) {
		case 'literal':
			return literal(expression.value);
		case 'field':
			return expression.field.name;
		case 'not':
			return `!${inner(expression.operand)}`;
		case 'negate':
			return `-${inner(expression.operand)}`;
		case 'binary':
			return `${inner(expression.left)} ${expression.operator} ${inner(expression.right)}`;
		case 'matches-glob':
			return `${inner(expression.operand)} matches ${inner(expression.pattern)}`;
		case 'matches-regex':
			return `${inner(expression.operand)} matches /${expression.regex.source}/${expression.regex.flags}`;
		case 'in': {
			const list = expression.list.map(printExpression).join(', ');
			return `${inner(expression.operand)} ${expression.negated ? 'not in' : 'in'} (${list})`;
		}

		case 'conditional': {
			const parts = [expression.test, expression.then, expression.otherwise];
			return `if(${parts.map(printExpression).join(', ')})`;
		}

		case 'call':
			return `${expression.name}(${expression.args.map(printArgument).join(', ')})`;
	}
}

function inner(expression: Expression): string {
	const text = printExpression(expression);
	return ['literal', 'field', 'call', 'conditional'].includes(expression.kind) ? text : `(${text})`;
}

function printArgument(argument: Argument): string {
	return argument.kind === 'regex'
		? `/${argument.regex.source}/${argument.regex.flags}`
		: printExpression(argument);
}

function printCall({ name, args, numbers, titles }: AggregateCall): string {
	const inside = [...args.map(field => field.name), ...numbers.map(String)].join(', ');
	return `${name}${inside === '' ? '' : `(${inside})`} as ${titles.join(', ')}`;
}

export function printSort(keys: readonly SortKey[]): string {
	return keys.map(key => `${key.field.name} ${key.descending ? 'desc' : 'asc'}`).join(', ');
}

/** What a stage says, without its first word. */
export function printStage(stage: Stage): string {
	switch (stage.kind) {
		case 'parse': {
			const patterns = stage.patterns.map(
				({ literals, names: made }) => `${quoted(literals.join('*'))} as ${names(made)}`,
			);
			return [source(stage.field), patterns.join(', '), nodrop(stage.nodrop)]
				.filter(Boolean)
				.join(' ');
		}

		case 'parse-regex':
			return [
				source(stage.field),
				quoted(stage.regex.source),
				nodrop(stage.nodrop),
				stage.multi ? 'multi' : '',
			]
				.filter(Boolean)
				.join(' ');
		case 'json': {
			const paths = stage.paths.map(({ text }) => quoted(text)).join(', ');
			return [source(stage.field), paths, `as ${stage.names.join(', ')}`, nodrop(stage.nodrop)]
				.filter(Boolean)
				.join(' ');
		}

		case 'where':
			return printExpression(stage.condition);
		case 'assign':
			return `${printExpression(stage.expression)} as ${stage.name}`;
		case 'timeslice':
			return `${printStep(stage.step)} as ${stage.as}`;
		case 'fields':
			return `${stage.mode === 'drop' ? '- ' : ''}${names(stage.fields)}`;
		case 'sort':
			return `by ${printSort(stage.keys)}`;
		case 'limit':
			return String(stage.count);
		case 'aggregate':
			return printGroups(stage.aggregates, stage.by);
		case 'transpose':
			return `row ${names(stage.rows)} column ${names(stage.columns)}`;
		case 'lookup':
			return `from ${stage.source.name}`;
		default:
			return printOther(stage);
	}
}

function printOther(stage: Stage): string {
	const parts: string[] = [];
	if ('field' in stage && stage.field !== undefined) {
		parts.push(stage.field.name);
	}

	if ('fields' in stage) {
		parts.push(names(stage.fields));
	}

	if ('by' in stage && stage.by.length > 0) {
		parts.push(`by ${stage.by.map(by => ('name' in by ? by.name : by.field.name)).join(', ')}`);
	}

	return parts.join(' ');
}

function source(field: Field | undefined): string {
	return field === undefined ? '' : `field=${field.name}`;
}

function nodrop(is: boolean): string {
	return is ? 'nodrop' : '';
}

function printStep(step: (Stage & { readonly kind: 'timeslice' })['step']): string {
	switch (step.kind) {
		case 'width':
			return `${step.count}${step.unit}`;
		case 'buckets':
			return `${step.count} buckets`;
		case 'whole':
			return 'the whole range';
	}
}

export function printGroups(calls: readonly AggregateCall[], by: readonly Field[]): string {
	const keys = by.length === 0 ? '' : ` by ${names(by)}`;
	return calls.map(printCall).join(', ') + keys;
}
