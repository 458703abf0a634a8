/** Words of the configuration and of `--kinds`. */
export type LogKind = 'log' | 'insight' | 'network-activity' | 'aggregated';

/** One kind of log that CloudTrail delivers. */
export interface LogKindSpec {
	readonly name: LogKind;
	/** The folder below an account that holds nothing else. */
	readonly folder: string;
	readonly help: string;
	/** Read unless other kinds are asked for. */
	readonly isDefault: boolean;
	/** `eventCategory` of its records; undefined: management and data events come together. */
	readonly category: string | undefined;
}

const specs: Readonly<Record<LogKind, Omit<LogKindSpec, 'name'>>> = {
	log: {
		folder: 'CloudTrail',
		help: 'management and data events',
		isDefault: true,
		category: undefined,
	},
	insight: {
		folder: 'CloudTrail-Insight',
		help: 'Insights events',
		isDefault: true,
		category: 'Insight',
	},
	'network-activity': {
		folder: 'CloudTrail-NetworkActivity',
		help: 'network activity events of VPC endpoints',
		isDefault: true,
		category: 'NetworkActivity',
	},
	aggregated: {
		folder: 'CloudTrail-Aggregated',
		help: 'summaries of data events; only when asked for',
		isDefault: false,
		category: 'Aggregated',
	},
};

/** All kinds, the usual one first. */
export const logKinds: readonly LogKindSpec[] = Object.entries(specs).map(([name, spec]) => ({
	name: name as LogKind,
	...spec,
}));
export const logKindNames: readonly LogKind[] = logKinds.map(({ name }) => name);
export const defaultLogKinds: readonly LogKind[] = logKinds
	.filter(({ isDefault }) => isDefault)
	.map(({ name }) => name);
export const digestFolder = 'CloudTrail-Digest';

export function isLogKind(text: string): text is LogKind {
	return logKindNames.some(name => name === text);
}

export function specOfKind(kind: LogKind): LogKindSpec {
	return { name: kind, ...specs[kind] };
}

/** The kind that a folder below an account holds; undefined: none of them. */
export function kindOfFolder(folder: string): LogKind | undefined {
	return logKinds.find(spec => spec.folder === folder)?.name;
}

/** How kinds that were not asked for come in; the same words wherever they are left out. */
export function askFor(kinds: readonly LogKind[]): string {
	return `add ${kinds.join(', ')} to --kinds, or to \`kinds:\` of the configuration`;
}

/** Why an object of a kind is left out. */
export function notAskedFor(kind: LogKind): string {
	return `kind not asked for: ${askFor([kind])}`;
}
