import { quoteName, quoteString } from '../syntax/escape.ts';
import { printExpression, printField, printValue } from '../syntax/print-expression.ts';
import type {
	AggregateCall,
	AnchorPattern,
	CompareShift,
	Field,
	FillSource,
	SortKey,
} from '../syntax/tree.ts';
import type { Stage } from '../syntax/tree.ts';

type Printers = {
	readonly [Kind in Stage['kind']]: (stage: Extract<Stage, { kind: Kind }>, text: string) => string;
};

const asWritten = (stage: Stage, text: string) => text.slice(stage.span.start, stage.span.end);
const names = (fields: readonly Field[]) => fields.map(printField).join(', ');
const by = (fields: readonly Field[]) => (fields.length === 0 ? '' : ` by ${names(fields)}`);
const source = (field: Field | undefined) =>
	field === undefined ? '' : `field=${printField(field)} `;
const flag = (on: boolean, word: string) => (on ? ` ${word}` : '');
const asBy = (stage: { readonly as: string; readonly by: readonly Field[] }) =>
	` as ${quoteName(stage.as)}${by(stage.by)}`;
const running = (stage: { kind: string; field: Field; as: string; by: readonly Field[] }) =>
	`${stage.kind} ${printField(stage.field)}${asBy(stage)}`;
const windowed = (stage: {
	kind: string;
	field: Field;
	count: number;
	as: string;
	by: readonly Field[];
}) => `${stage.kind} ${printField(stage.field)}, ${stage.count}${asBy(stage)}`;
const pairs = (on: readonly { readonly left: Field; readonly right: Field }[]) =>
	on.map(pair => `${printField(pair.left)} = ${printField(pair.right)}`).join(' and ');

const printers: Printers = {
	parse: stage =>
		`parse ${source(stage.field)}${stage.patterns.map(anchor).join(', ')}${flag(stage.nodrop, 'nodrop')}`,
	'parse-regex': stage => {
		const regex = `"${stage.regex.source.replace(/\\[\s\S]|"/g, at => (at === '"' ? '\\"' : at))}"`;
		const options = `${flag(stage.nodrop, 'nodrop')}${flag(stage.multi, 'multi')}`;
		return `parse regex ${source(stage.field)}${regex}${options}`;
	},
	json: stage => {
		const paths = stage.paths.map(path => quoteString(path.text)).join(', ');
		const as = stage.names.map(quoteName).join(', ');
		return `json ${source(stage.field)}${paths} as ${as}${flag(stage.nodrop, 'nodrop')}`;
	},
	'json-auto': stage =>
		[
			`json auto ${source(stage.field)}`,
			stage.depthMax === undefined ? '' : ` maxdepth ${stage.depthMax}`,
			flag(stage.extractArrays, 'extractarrays'),
			stage.keys === undefined ? '' : ` keys ${stage.keys.map(quoteString).join(', ')}`,
			flag(stage.refOnly, 'refonly'),
			stage.keyNames === undefined ? '' : ` as ${stage.keyNames.map(quoteName).join(', ')}`,
		].join(''),
	split: stage => {
		const parts = stage.extract.map(part => `${part.index} as ${quoteName(part.name)}`).join(', ');
		return `split ${printField(stage.field)} delim=${quoteString(stage.delimiter)} extract ${parts}`;
	},
	where: stage => `where ${printExpression(stage.condition)}`,
	assign: stage => `${printExpression(stage.expression)} as ${quoteName(stage.name)}`,
	timeslice: stage => {
		const { step } = stage;
		const width =
			step.kind === 'width'
				? `${step.count}${step.unit} `
				: step.kind === 'buckets'
					? `${step.count} buckets `
					: '';
		return `timeslice ${width}as ${quoteName(stage.as)}`;
	},
	fields: stage => `fields ${stage.mode === 'drop' ? '- ' : ''}${names(stage.fields)}`,
	sort: stage => `sort by ${sortKeys(stage.keys)}`,
	limit: stage => `limit ${stage.count}`,
	top: stage => {
		const order = stage.by.length === 0 ? '' : ` by ${sortKeys(stage.by)}`;
		return `top ${stage.count} ${names(stage.fields)}${order}`;
	},
	topk: stage => `topk(${stage.count}, ${names(stage.fields)})${by(stage.by)}`,
	dedup: stage =>
		`dedup${flag(stage.consecutive, 'consecutive')} ${stage.count}${by(stage.fields)}`,
	withtime: stage => `withtime ${printField(stage.field)}`,
	aggregate: stage => `${stage.aggregates.map(aggregate).join(', ')}${by(stage.by)}`,
	'count-frequent': stage => `count_frequent ${names(stage.fields)}`,
	transpose: stage => {
		const titles = stage.titles?.map(title => (title === '*' ? title : quoteName(title)));
		const as = titles === undefined ? '' : ` as ${titles.join(', ')}`;
		return `transpose row ${names(stage.rows)} column ${names(stage.columns)}${as}`;
	},
	outlier: stage =>
		[
			`outlier ${printField(stage.field)}${by(stage.by)} window=${stage.window}`,
			`threshold=${stage.threshold}`,
			`consecutive=${stage.consecutive}`,
			`direction=${stage.direction}`,
		].join(', '),
	total: running,
	accum: running,
	diff: running,
	backshift: windowed,
	smooth: windowed,
	rollingstd: windowed,
	fillmissing: stage => {
		const sources = stage.sources.map(fillSource).join(', ');
		const values = stage.defaults
			.map(given => `${printValue(given.value)} for ${printField(given.field)}`)
			.join(', ');
		return `fillmissing ${sources}${values === '' ? '' : ` with ${values}`}${flag(stage.takeLast, 'takeLast')}`;
	},
	compare: stage => `compare with ${stage.shifts.map(shift).join(', ')}`,
	predict: stage =>
		`predict ${printField(stage.field)} by ${duration(stage.stepMs)} forecast=${stage.forecast}`,
	join: (stage, text) => {
		const tables = stage.tables.map(table => {
			const inner = table.stages.map(inside => printStage(inside, text)).join(' | ');
			return `(${inner}) as ${quoteName(table.name)}`;
		});
		const window = stage.windowMs === undefined ? '' : ` timewindow ${duration(stage.windowMs)}`;
		return `join ${tables.join(', ')} on ${pairs(stage.on)}${window}`;
	},
	lookup: stage => {
		const named = stage.outputs === 'all' ? [] : stage.outputs;
		const outputs = named.map(out => `${quoteName(out.column)} as ${quoteName(out.as)}`);
		const all = stage.outputs === 'all' || stage.rest === true ? ['*'] : [];
		const table = lookupSource(stage.source.name);
		return `lookup ${[...outputs, ...all].join(', ')} from ${table} on ${pairs(stage.on)}`;
	},
	geoip: stage => `geoip ${names([stage.field, ...(stage.extra ?? [])])}`,
	threatip: stage => `threatip ${printField(stage.field)}`,
	threatlookup: stage => {
		const from = stage.sourceName === undefined ? '' : ` source=${quoteString(stage.sourceName)}`;
		return `threatlookup${flag(stage.single, 'singleIndicator')}${from} ${printField(stage.field)}`;
	},
	unsupported: asWritten,
	broken: asWritten,
};

export function printStage(stage: Stage, text: string): string {
	// The table has an entry of exactly this kind; the compiler cannot tie the two together.
	const printer = printers[stage.kind] as (stage: Stage, text: string) => string;
	return printer(stage, text);
}

function anchor(pattern: AnchorPattern): string {
	const literals = pattern.literals.map(literal =>
		quoteString(literal).slice(1, -1).replaceAll('*', '\\*'),
	);
	return `"${literals.join('*')}" as ${names(pattern.names)}`;
}

function aggregate(call: AggregateCall): string {
	const parts = [...call.args.map(printField), ...call.numbers.map(String)];
	const args = parts.length === 0 ? '' : `(${parts.join(', ')})`;
	return `${call.name}${args} as ${call.titles.map(quoteName).join(', ')}`;
}

function sortKeys(keys: readonly SortKey[]): string {
	return keys.map(key => `${printField(key.field)} ${key.descending ? 'desc' : 'asc'}`).join(', ');
}

function fillSource(filled: FillSource): string {
	switch (filled.kind) {
		case 'all':
			return `values all in ${printField(filled.field)}`;
		case 'values':
			return `values(${filled.values.map(printValue).join(', ')}) in ${printField(filled.field)}`;
		case 'timeslice': {
			const step = filled.stepMs === undefined ? '' : `(${duration(filled.stepMs)})`;
			return `timeslice${step}${filled.field === undefined ? '' : ` in ${printField(filled.field)}`}`;
		}
	}
}

function shift(one: CompareShift): string {
	const combine = one.combine === undefined ? '' : ` ${one.combine}`;
	const as = one.as === undefined ? '' : ` as ${quoteName(one.as)}`;
	return `timeshift ${one.label} ${one.count}${combine}${as}`;
}

function lookupSource(name: string): string {
	return /^[a-z]+:\/\/[^\s"|]+$/.test(name) ? name : `path://${quoteString(name)}`;
}

const units = [
	['w', 604_800e3],
	['d', 86_400e3],
	['h', 3600e3],
	['m', 60e3],
] as const;

function duration(ms: number): string {
	const unit = units.find(([, size]) => ms % size === 0);
	return unit === undefined ? `${ms / 1000}s` : `${ms / unit[1]}${unit[0]}`;
}
