import type { Stage } from '../../source/query/stage/index.ts';

/** The stages of a kind, or of several. */
export type StageOf<Kind extends Stage['kind']> = Extract<Stage, { readonly kind: Kind }>;

/** Those that make a table of one, or of records. */
export type TableStage = StageOf<
	| 'aggregate'
	| 'count-frequent'
	| 'top'
	| 'transpose'
	| 'outlier'
	| 'total'
	| 'accum'
	| 'diff'
	| 'backshift'
	| 'smooth'
	| 'rollingstd'
	| 'fillmissing'
	| 'predict'
	| 'logreduce'
	| 'fieldsummary'
	| 'mask'
	| 'unsupported'
	| 'broken'
>;

/** Whether the columns behind it are new ones, whatever stood before. */
export function isGrouping({ kind }: Stage): boolean {
	return [
		...['aggregate', 'count-frequent', 'logreduce', 'logcompare', 'fieldsummary', 'join'],
		...['transaction', 'merge-transactions', 'sessionize', 'merge', 'sequence'],
	].includes(kind);
}
