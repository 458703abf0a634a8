import type { Stage } from '../syntax/tree.ts';

/** The stage as a person knows it. */
export function stageName(stage: Stage): string {
	switch (stage.kind) {
		case 'parse-regex':
			return 'parse regex';
		case 'json-auto':
			return 'json auto';
		case 'assign':
			return `as ${stage.name}`;
		case 'aggregate':
			return [stage.aggregates[0]?.name ?? 'count', ...(stage.by.length > 0 ? ['by'] : [])].join(
				' ',
			);
		case 'count-frequent':
			return 'count_frequent';
		case 'unsupported':
			return stage.name;
		default:
			return stage.kind;
	}
}
