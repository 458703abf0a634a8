import type { Stage } from '../syntax/tree.ts';

/** Which fields a stage can name. */
export interface Schema {
	/** `table` from the first aggregate on. */
	readonly kind: 'rows' | 'table';
	/** Fields that stages made, lower case → as spelled. */
	readonly fields: ReadonlyMap<string, string>;
	/** Any field of the event can be named. */
	readonly auto: boolean;
	/** There may be columns that only the data knows (`transpose`, `json auto`, `lookup *`). */
	readonly open: boolean;
}

/** What there is before the first stage. */
export const eventSchema: Schema = { kind: 'rows', fields: new Map(), auto: true, open: false };

/** Columns that `geoip` adds. */
const geoipColumns: readonly string[] = [
	...['latitude', 'longitude', 'country_code', 'country_name', 'city', 'state'],
];

/** Columns that `threatip` adds. */
const threatipColumns: readonly string[] = [
	...['actor', 'malicious_confidence', 'raw_threat', 'type'],
];

/** Columns that `outlier f` adds behind `f`. */
const outlierSuffixes: readonly string[] = [
	...['_error', '_lower', '_upper', '_std', '_indicator', '_violation'],
];

/** The schema before each stage, and after the last one at the end. */
export function schemasOf(stages: readonly Stage[]): Schema[] {
	const schemas: Schema[] = [eventSchema];
	for (const stage of stages) {
		schemas.push(schemaAfter(schemas.at(-1) as Schema, stage));
	}

	return schemas;
}

/** What a stage makes of the fields that come in. */
export function schemaAfter(before: Schema, stage: Stage): Schema {
	switch (stage.kind) {
		case 'aggregate': {
			const titles = stage.aggregates.flatMap(call => call.titles);
			return table([...stage.by.map(key => key.name), ...titles]);
		}

		case 'count-frequent':
			return table([...stage.fields.map(field => field.name), '_approxcount']);
		case 'top':
			return before.kind === 'table'
				? before
				: table([...stage.fields.map(field => field.name), ...topTitles(stage)]);
		case 'fields':
			return afterFields(before, stage);
		case 'transpose': {
			const open = stage.titles === undefined || stage.titles.includes('*');
			const titles = (stage.titles ?? []).filter(title => title !== '*');
			return { ...table([...stage.rows.map(row => row.name), ...titles]), open };
		}

		case 'join':
			return { kind: 'rows', fields: new Map(), auto: false, open: true };
		case 'broken':
		case 'unsupported':
			return { ...before, open: true };
		default:
			return adding(before, addedNames(before, stage), opens(stage));
	}
}

/** `top n f by k` shows the largest k of each f instead of the count. */
function topTitles(stage: Extract<Stage, { kind: 'top' }>): readonly string[] {
	const names = stage.by.map(({ field }) => field.name);
	const largest = names.filter(name => name.toLowerCase() !== '_count');
	return largest.length === 0 ? ['_count'] : largest;
}

function table(names: readonly string[]): Schema {
	return { kind: 'table', fields: spelled(names), auto: false, open: false };
}

function spelled(names: readonly string[]): Map<string, string> {
	return new Map(names.map(name => [name.toLowerCase(), name]));
}

function adding(before: Schema, names: readonly string[], open: boolean): Schema {
	if (names.length === 0 && !open) {
		return before;
	}

	const fields = new Map([...before.fields, ...spelled(names)]);
	return { ...before, fields, open: before.open || open };
}

function afterFields(before: Schema, stage: Extract<Stage, { kind: 'fields' }>): Schema {
	const named = spelled(stage.fields.map(field => field.name));
	if (stage.mode === 'drop') {
		const fields = new Map([...before.fields].filter(([key]) => !named.has(key)));
		return { ...before, fields };
	}

	return before.kind === 'table'
		? { ...before, fields: named, open: false }
		: { ...before, fields: new Map([...before.fields, ...named]) };
}

type Adding = Exclude<
	Stage['kind'],
	| 'aggregate'
	| 'count-frequent'
	| 'top'
	| 'fields'
	| 'transpose'
	| 'join'
	| 'broken'
	| 'unsupported'
>;

/** Names that a stage adds to what comes in. */
function addedNames(before: Schema, stage: Extract<Stage, { kind: Adding }>): readonly string[] {
	switch (stage.kind) {
		case 'parse':
			return stage.patterns.flatMap(pattern => pattern.names.map(name => name.name));
		case 'parse-regex':
		case 'json':
			return stage.names;
		case 'split':
			return stage.extract.map(part => part.name);
		case 'assign':
			return [stage.name];
		case 'timeslice':
			return [stage.as, `${stage.as}_end`];
		case 'topk':
			return ['_rank'];
		case 'withtime':
			return [`${stage.field.name}_withtime`];
		case 'outlier':
			return outlierSuffixes.map(suffix => stage.field.name + suffix);
		case 'total':
		case 'accum':
		case 'diff':
		case 'backshift':
		case 'smooth':
		case 'rollingstd':
			return [stage.as];
		case 'predict':
			return [`${stage.field.name}_predicted`, `${stage.field.name}_error`];
		case 'compare':
			return comparedNames(before, stage);
		case 'lookup':
			return stage.outputs === 'all' ? [] : stage.outputs.map(output => output.as);
		case 'geoip':
			return [...geoipColumns, ...(stage.extra ?? []).map(field => field.name)];
		case 'threatip':
			return threatipColumns;
		case 'json-auto':
			return stage.keyNames ?? stage.keys ?? [];
		case 'where':
		case 'sort':
		case 'limit':
		case 'dedup':
		case 'fillmissing':
		case 'threatlookup':
			return [];
	}
}

/** Columns above which `compare` only leaves the schema open: each one would multiply them. */
const comparedMax = 100;

/** `f_1d`, `f_2d` … for every column; keys have none, but naming one more here does no harm. */
function comparedNames(
	before: Schema,
	stage: Extract<Stage, { kind: 'compare' }>,
): readonly string[] {
	const names: string[] = [];
	if (before.fields.size > comparedMax) {
		return names;
	}

	for (const shift of stage.shifts) {
		const [, digits = '1', unit = 'd'] = /^(\d+)(\D+)$/.exec(shift.label) ?? [];
		const labels =
			shift.as !== undefined
				? [shift.as]
				: shift.combine !== undefined
					? [`${shift.count * Number(digits)}${unit}_${shift.combine}`]
					: Array.from({ length: shift.count }, (_, run) => `${(run + 1) * Number(digits)}${unit}`);
		for (const name of before.fields.values()) {
			names.push(...labels.map(label => `${name}_${label}`));
		}
	}

	return names;
}

function opens(stage: Stage): boolean {
	switch (stage.kind) {
		case 'json-auto':
		case 'compare':
		case 'threatlookup':
			return true;
		case 'lookup':
			return stage.outputs === 'all' || stage.rest === true;
		default:
			return false;
	}
}
