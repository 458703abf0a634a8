import { meaningRole, severityRank } from './meaning.ts';
import { seriesStyle } from './span.ts';
import type { SeriesStyle } from './span.ts';

/**
 * The styles of the series of one chart, in their order: the colour of what a name means, else the next that only tells
 * series apart. Where several mean the same, as two codes of denial, they are told apart instead.
 */
export function seriesStyles(names: readonly string[]): readonly SeriesStyle[] {
	const roles = names.map(meaningRole);
	return names.map((_, index) => {
		const style = seriesStyle(index);
		const role = roles[index];
		const isAlone = role !== undefined && roles.filter(other => other === role).length === 1;
		return isAlone ? { ...style, role } : style;
	});
}

/** Series that all are severities, the worst first; others as they were. */
export function bySeverity<S extends { readonly label: string }>(
	series: readonly S[],
): readonly S[] {
	return series.every(({ label }) => severityRank(label) !== undefined)
		? series.toSorted((a, b) => (severityRank(a.label) ?? 0) - (severityRank(b.label) ?? 0))
		: series;
}
