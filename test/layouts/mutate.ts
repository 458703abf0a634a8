import { parse } from '../../source/query/language/parse.ts';
import { print } from '../../source/query/language/print.ts';
import { printExpression } from '../../source/query/syntax/print-expression.ts';
import type { Expression, Query } from '../../source/query/syntax/tree.ts';
import type { Stage } from '../../source/query/stage/index.ts';

/** A query with one thing changed. */
export interface Mutant {
	/** What was changed into what, stable from run to run. */
	readonly what: string;
	readonly text: string;
}

type Node = Readonly<Record<string, unknown>>;
/** Something to put in the place of a node, or an entry of a list to leave out. */
type Change = readonly [what: string, replacement: unknown];

const dropped = Symbol('dropped');

/**
 * Every query that differs from this one in a single predicate, literal, field, width, order, limit
 * or stage. Two changes that make the same text are one.
 */
export function mutantsOf(text: string): readonly Mutant[] {
	// Reading a query fills its variables in, so meanwhile they are ordinary words.
	const { query } = parse(text.replaceAll(/\{\{(\w+)\}\}/g, 'variable-$1-'));
	const original = print(query);
	const found = new Map<string, string>();
	const namesakeCounts = new Map<string, number>();

	const keep = (what: string, changed: Query) => {
		const mutated = print(changed);

		if (mutated !== original && !found.has(mutated)) {
			const namesakes = (namesakeCounts.get(what) ?? 0) + 1;
			namesakeCounts.set(what, namesakes);
			found.set(mutated, namesakes === 1 ? what : `${what} (${namesakes})`);
		}
	};

	if (query.search.kind !== 'all') {
		keep('the search is dropped', { ...query, search: { kind: 'all', span: query.search.span } });
	}

	for (const [what, search] of changesIn(query.search).filter(([, to]) => to !== dropped)) {
		keep(`search: ${what}`, { ...query, search: search as Query['search'] });
	}

	query.stages.forEach((stage, index) => {
		const name = `${stage.kind}${sameKindBefore(query.stages, index)}`;
		keep(`${name} is dropped`, { ...query, stages: query.stages.toSpliced(index, 1) });

		for (const [what, changed] of changesIn(stage)) {
			keep(`${name}: ${what}`, {
				...query,
				stages: query.stages.with(index, changed as Stage),
			});
		}
	});
	return [...found].map(([mutated, what]) => ({
		what: what.replaceAll(/variable-(\w+)-/g, '{{$1}}'),
		text: mutated.replaceAll(/variable-(\w+)-/g, '{{$1}}'),
	}));
}

/** ` 2` for the second stage of a kind. */
function sameKindBefore(stages: readonly Stage[], index: number): string {
	const kind = stages[index]?.kind;
	const before = stages.slice(0, index).filter(stage => stage.kind === kind).length;
	return before === 0 ? '' : ` ${before + 1}`;
}

/** A sort without a key is no sort, and that it is dropped is a change of its own. */
function isNoSort([what, changed]: Change, items: readonly unknown[]): boolean {
	return what === 'a sort key is left out' && changed === dropped && items.length === 1;
}

/** Every single change of a tree: of its root, or somewhere below. */
function changesIn(node: unknown): readonly Change[] {
	if (Array.isArray(node)) {
		const items = node as readonly unknown[];
		return items.flatMap((item, index) =>
			changesIn(item)
				.filter(change => !isNoSort(change, items))
				.map(([what, changed]): Change => [
					what,
					changed === dropped ? items.toSpliced(index, 1) : items.with(index, changed),
				]),
		);
	}

	if (typeof node !== 'object' || node === null) {
		return [];
	}

	const own = changesOf(node as Node);
	const below = Object.entries(node as Node).flatMap(([key, value]) =>
		key === 'span' || key === 'nameSpan'
			? []
			: changesIn(value)
					// Only an entry of a list can be left out.
					.filter(([, changed]) => changed !== dropped)
					.map(([what, changed]): Change => [what, { ...node, [key]: changed }]),
	);
	return [...own, ...below];
}

const comparisons: Readonly<Record<string, string>> = {
	'=': '!=',
	'!=': '=',
	'<': '<=',
	'<=': '<',
	'>': '>=',
	'>=': '>',
	and: 'or',
	or: 'and',
	'+': '-',
	'-': '+',
};

/** Changes of the node itself, by its kind; what stands below it is changed on its own. */
function changesOf(node: Node): readonly Change[] {
	if (isField(node)) {
		return [
			[`${node.name} → ${otherField(node.name)}`, { ...node, name: otherField(node.name) }],
			[`${node.name} is left out`, dropped],
		];
	}

	switch (node['kind']) {
		case 'literal':
			return otherLiterals(node['value']).map(([what, value]) => [
				what,
				value === dropped ? dropped : { ...node, value },
			]);
		case 'binary': {
			const operator = String(node['operator']);
			const other = comparisons[operator];
			return [
				...(other === undefined
					? []
					: [[`${operator} → ${other} in ${shown(node)}`, { ...node, operator: other }] as const]),
				...(operator === 'and' || operator === 'or'
					? ([
							[`without ${shown(node['right'])}`, node['left']],
							[`without ${shown(node['left'])}`, node['right']],
						] as const)
					: operator === 'contains'
						? [negated(node)]
						: []),
			];
		}

		case 'in':
			return [[`negated: ${shown(node)}`, flip(node, 'negated')]];
		case 'not':
			return [[`not negated: ${shown(node['operand'])}`, node['operand']]];
		case 'matches-glob':
		case 'matches-regex':
			return [negated(node)];
		case 'conditional':
			return [
				['if: always the first', node['then']],
				['if: always the second', node['otherwise']],
				['if: turned round', { ...node, then: node['otherwise'], otherwise: node['then'] }],
			];
		case 'field':
			// In a search; in an expression the field below is changed.
			return typeof node['value'] === 'string'
				? [
						[`${node['value']} → ${node['value']}x`, { ...node, value: `${node['value']}x` }],
						['= → !=', flip(node, 'negated')],
						[`${node['value']} is left out`, dropped],
					]
				: [['a field is left out', dropped]];
		case 'or':
		case 'and':
			return Array.isArray(node['items'])
				? [[`${node['kind']} turned`, { ...node, kind: node['kind'] === 'or' ? 'and' : 'or' }]]
				: [];
		default:
			return [...changesOfStage(node), ...changesOfPart(node)];
	}
}

function changesOfStage(node: Node): readonly Change[] {
	const count = Number(node['count']);

	switch (node['kind']) {
		case 'width':
			return [
				[`width ${count} → ${count * 2}`, { ...node, count: count * 2 }],
				...(count % 2 === 0 || count === 15
					? ([
							[`width ${count} → ${count / 3}`, { ...node, count: Math.floor(count / 3) }],
						] as const)
					: []),
			];
		case 'timeslice':
			return typeof node['stepMs'] === 'number'
				? [['twice the step', { ...node, stepMs: node['stepMs'] * 2 }]]
				: [];
		case 'limit':
			return [
				['one fewer', { ...node, count: count - 1 }],
				['one more', { ...node, count: count + 1 }],
			];
		case 'transpose':
			return [['turned', { ...node, rows: node['columns'], columns: node['rows'] }]];
		case 'outlier':
			return [
				['a window of one more', { ...node, window: Number(node['window']) + 1 }],
				['a window of one fewer', { ...node, window: Number(node['window']) - 1 }],
				['threshold 2', { ...node, threshold: 2 }],
				['consecutive 2', { ...node, consecutive: 2 }],
				['only upwards', { ...node, direction: '+' }],
				['only downwards', { ...node, direction: '-' }],
			];
		case 'parse':
		case 'parse-regex':
		case 'json':
			return [['nodrop turned', flip(node, 'nodrop')]];
		case 'call':
			return String(node['name']).startsWith('is') ? [negated(node)] : [];
		default:
			return [];
	}
}

/** Parts of a stage without a kind of their own. */
function changesOfPart(node: Node): readonly Change[] {
	if (typeof node['descending'] === 'boolean') {
		return [
			['the order is turned', flip(node, 'descending')],
			['a sort key is left out', dropped],
		];
	}

	if (typeof node['source'] === 'string' && typeof node['flags'] === 'string') {
		return [['another regex', { ...node, source: `${node['source'].replace(/\$$/, '')}x` }]];
	}

	if (Array.isArray(node['steps']) && typeof node['text'] === 'string') {
		return [[`${node['text']} → …x`, { ...node, text: `${node['text']}x` }]];
	}

	if (Array.isArray(node['literals'])) {
		const [first = ''] = node['literals'] as readonly string[];
		return [[`${first} → ${first}x`, { ...node, literals: node['literals'].with(0, `${first}x`) }]];
	}

	if (typeof node['column'] === 'string' && typeof node['as'] === 'string') {
		return [[`the column ${node['column']} is left out`, dropped]];
	}

	return [];
}

function isField(node: Node): node is { readonly name: string; readonly span: unknown } {
	return typeof node['name'] === 'string' && Object.keys(node).length === 2;
}

function flip(node: Node, key: string): Node {
	return { ...node, [key]: node[key] !== true };
}

function negated(node: Node): Change {
	return [`negated: ${shown(node)}`, { kind: 'not', operand: node, span: node['span'] }];
}

const shownMax = 60;

function shown(node: unknown): string {
	const text = printExpression(node as Expression);
	return text.length <= shownMax ? text : `${text.slice(0, shownMax - 1)}…`;
}

const siblings: Readonly<Record<string, string>> = {
	eventName: 'eventSource',
	eventSource: 'eventName',
	errorCode: 'errorMessage',
	errorMessage: 'errorCode',
	awsRegion: '_account',
	_account: 'awsRegion',
	account: 'awsRegion',
	_user: '_role',
	user: 'awsRegion',
	_role: '_session',
	_timeslice: 'eventCount',
};

/** A field that a person could have mistaken it for. */
function otherField(name: string): string {
	const [head = '', ...rest] = name.split('.');
	const opposite = { requestParameters: 'responseElements', responseElements: 'requestParameters' }[
		head
	];
	return rest.length > 0 && opposite !== undefined
		? [opposite, ...rest].join('.')
		: (siblings[name] ?? 'eventName');
}

function otherLiterals(value: unknown): readonly Change[] {
	switch (typeof value) {
		case 'string':
			return [
				[`"${value}" → "${value}x"`, `${value}x`],
				...(value.includes('*') && value !== '*'
					? ([[`"${value}" without its star`, value.replace('*', '')]] as const)
					: []),
				[`"${value}" is left out`, dropped],
			];
		case 'number':
			return [[`${value} → ${value + 1}`, value + 1]];
		case 'boolean':
			return [[`${value} → ${!value}`, !value]];
		default:
			return [['null → "x"', 'x']];
	}
}
